'use client'

import { Menu as Base } from '@base-ui/react/menu'
import type { LucideIcon } from 'lucide-react'
import type { ReactElement } from 'react'
import { cx } from './cx'

export interface MenuEntry {
  key: string
  label: string
  icon?: LucideIcon
  danger?: boolean
  disabled?: boolean
  onSelect: () => void
}

/** A button (`trigger`) that opens a list of actions. */
export function Menu({ trigger, entries }: { trigger: ReactElement; entries: readonly MenuEntry[] }) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="z-50 outline-none">
          <Base.Popup className="min-w-44 rounded-md border border-line bg-raised py-1 shadow-lift outline-none">
            {entries.map(({ key, label, icon: Icon, danger, disabled, onSelect }) => (
              <Base.Item
                key={key}
                disabled={disabled ?? false}
                onClick={onSelect}
                className={cx(
                  'flex cursor-default items-center gap-2 px-3 py-1.5 outline-none select-none data-disabled:text-faint data-highlighted:bg-hover',
                  danger && 'text-fail',
                )}
              >
                {Icon && <Icon aria-hidden size={16} strokeWidth={1.75} />}
                {label}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
