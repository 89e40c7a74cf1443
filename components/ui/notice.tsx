import type { ReactNode } from 'react'
import { cx } from './cx'
import { ToneIcon } from './status-badge'

const GROUNDS = {
  ok: 'bg-ok-soft border-ok/25',
  warn: 'bg-warn-soft border-warn/25',
  fail: 'bg-fail-soft border-fail/25',
  info: 'bg-accent-soft border-accent/25',
  unknown: 'bg-unknown-soft border-unknown/25',
  idle: 'bg-sunken border-line',
  busy: 'bg-accent-soft border-accent/25',
} as const

/** A box with a statement: what happened, why, and what to do. `live` reads it out when it appears. */
export function Notice({
  tone,
  title,
  children,
  actions,
  live = false,
  className,
}: {
  tone: keyof typeof GROUNDS
  title?: ReactNode
  children?: ReactNode
  actions?: ReactNode
  live?: boolean
  className?: string | undefined
}) {
  return (
    <div
      role={live ? (tone === 'fail' ? 'alert' : 'status') : undefined}
      className={cx('flex gap-2.5 rounded-md border p-3', GROUNDS[tone], className)}
    >
      <ToneIcon tone={tone} className="mt-0.5" />
      <div className="min-w-0 flex-1">
        {title && <p className="font-medium break-words">{title}</p>}
        {children && <div className="text-base break-words text-ink">{children}</div>}
        {actions && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  )
}
