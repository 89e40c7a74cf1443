'use client'

import type { ReactNode } from 'react'
import { useFormatter } from 'use-intl'
import { cx } from '../cx'

/** A filter of a list, with the number of its entries. */
export function FilterChip({
  pressed,
  count,
  label,
  help,
  icon,
  onPress,
}: {
  pressed: boolean
  count: number
  label: string
  help?: string
  icon?: ReactNode
  onPress: () => void
}) {
  const format = useFormatter()
  return (
    <button
      type="button"
      aria-pressed={pressed}
      title={help}
      onClick={onPress}
      className={cx(
        'inline-flex h-8 items-center gap-1.5 rounded-md border px-2 text-sm tabular-nums hover:bg-hover',
        pressed ? 'border-control bg-surface font-medium' : 'border-transparent',
        count === 0 && 'text-muted',
      )}
    >
      {icon}
      {label}
      <span className="text-muted">{format.number(count)}</span>
    </button>
  )
}
