import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleHelp,
  CircleSlash,
  CircleSlash2,
  type LucideIcon,
  TriangleAlert,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx'
import { Spinner } from './spinner'

/** The few tones that a status can have. The word comes from whoever knows the status. */
export type Tone = 'ok' | 'warn' | 'waived' | 'fail' | 'unknown' | 'busy' | 'info' | 'idle' | 'blocked'

const TONES: Record<Tone, { icon: LucideIcon | undefined; text: string; soft: string }> = {
  ok: { icon: CircleCheck, text: 'text-ok', soft: 'bg-ok-soft' },
  warn: { icon: TriangleAlert, text: 'text-warn', soft: 'bg-warn-soft' },
  waived: { icon: CircleSlash2, text: 'text-warn', soft: 'bg-warn-soft' },
  fail: { icon: CircleAlert, text: 'text-fail', soft: 'bg-fail-soft' },
  unknown: { icon: CircleHelp, text: 'text-unknown', soft: 'bg-unknown-soft' },
  busy: { icon: undefined, text: 'text-accent', soft: 'bg-accent-soft' },
  info: { icon: CircleDot, text: 'text-accent', soft: 'bg-accent-soft' },
  idle: { icon: CircleDashed, text: 'text-muted', soft: 'bg-sunken' },
  blocked: { icon: CircleSlash, text: 'text-muted', soft: 'bg-sunken' },
}

/** Icon of a tone alone, where its word stands beside it anyway. */
export function ToneIcon({ tone, size = 16, className }: { tone: Tone; size?: number; className?: string }) {
  const { icon: Icon, text } = TONES[tone]
  const look = cx('shrink-0', text, className)
  return Icon ? (
    <Icon aria-hidden size={size} strokeWidth={2} className={look} />
  ) : (
    <Spinner size={size} className={look} />
  )
}

/** A status: icon, word and colour together. `plain` leaves out the ground, for dense tables. */
export function StatusBadge({
  tone,
  plain = false,
  children,
}: {
  tone: Tone
  plain?: boolean
  children: ReactNode
}) {
  const { text, soft } = TONES[tone]
  return (
    <span
      className={cx(
        'inline-flex max-w-full items-center gap-1.5 text-sm font-medium',
        text,
        !plain && cx(soft, 'rounded-sm px-1.5 py-0.5'),
      )}
    >
      <ToneIcon tone={tone} size={14} />
      <span className="min-w-0 truncate">{children}</span>
    </span>
  )
}
