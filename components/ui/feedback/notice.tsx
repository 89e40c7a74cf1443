import type { ReactNode } from 'react'
import { cx } from '../cx'
import { TONES, type Tone, ToneIcon, type ToneShape } from './tone'

/** A message box: the event, its reason and the next step. `live` announces it to screen readers when it appears. */
export function Notice({
  tone,
  shape,
  title,
  children,
  actions,
  live = false,
  className,
}: {
  tone: Tone
  /** Replaces the default icon of the tone. */
  shape?: ToneShape
  title?: ReactNode
  children?: ReactNode
  actions?: ReactNode
  live?: boolean
  className?: string | undefined
}) {
  return (
    <div
      role={live ? (tone === 'fail' ? 'alert' : 'status') : undefined}
      className={cx('flex gap-2.5 rounded-md border p-3', TONES[tone].soft, TONES[tone].border, className)}
    >
      <ToneIcon tone={tone} {...(shape && { shape })} className="mt-0.5" />
      <div className="min-w-0 flex-1">
        {title && <p className="font-medium break-words">{title}</p>}
        {children && <div className="text-base break-words text-ink">{children}</div>}
        {actions && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  )
}
