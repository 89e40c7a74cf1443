'use client'

import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

export interface Tab<V extends string> {
  value: V
  label: ReactNode
  panel: ReactNode
}

/** Several views of one object, one visible at a time. */
export function Tabs<V extends string>({
  tabs,
  value,
  onChange,
  label,
}: {
  tabs: readonly Tab<V>[]
  value: V
  onChange: (value: V) => void
  label: string
}) {
  return (
    <Base.Root value={value} onValueChange={onChange} className="flex min-w-0 flex-col">
      <Base.List aria-label={label} className="relative flex gap-4 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            className="flex h-9 items-center gap-1.5 text-muted whitespace-nowrap hover:text-ink data-active:font-medium data-active:text-ink focus-visible:-outline-offset-2"
          >
            {tab.label}
          </Base.Tab>
        ))}
        <Base.Indicator className="absolute bottom-0 left-0 h-0.5 w-(--active-tab-width) translate-x-(--active-tab-left) bg-accent transition-[translate,width] duration-150" />
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className="min-w-0 pt-4">
          {tab.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
