'use client'

import { Progress as Base } from '@base-ui/react/progress'
import type { ReactNode } from 'react'

/** A progress bar. `value` is undefined if the progress is unknown; `text` describes the current activity. */
export function Progress({
  label,
  value,
  max = 100,
  text,
}: {
  label: string
  value: number | undefined
  max?: number
  text?: ReactNode
}) {
  return (
    <Base.Root value={value ?? null} max={max} className="flex flex-col gap-1">
      <div className="flex justify-between gap-2 text-sm">
        <Base.Label className="font-medium">{label}</Base.Label>
        {text && <span className="text-muted">{text}</span>}
      </div>
      <Base.Track className="h-1.5 overflow-hidden rounded-full bg-line">
        <Base.Indicator className="h-full bg-accent-fill transition-[width] duration-150 data-indeterminate:w-1/3 data-indeterminate:animate-pulse" />
      </Base.Track>
    </Base.Root>
  )
}
