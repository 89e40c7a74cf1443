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
import { cx } from '../cx'
import { Spinner } from './spinner'

/** The colours of a message or a status. Text and icon always convey the same information. */
export type Tone = 'ok' | 'warn' | 'waived' | 'fail' | 'unknown' | 'busy' | 'info' | 'idle' | 'blocked'

/** An icon, or the spinner for work in progress. */
export type ToneShape = LucideIcon | 'spinner'

/** `icon` is the default icon for messages; a status has its own. The other values are class names. */
export const TONES: Record<
  Tone,
  { icon: ToneShape; text: string; soft: string; border: string; fill: string }
> = {
  ok: { icon: CircleCheck, text: 'text-ok', soft: 'bg-ok-soft', border: 'border-ok/25', fill: 'bg-ok' },
  warn: {
    icon: TriangleAlert,
    text: 'text-warn',
    soft: 'bg-warn-soft',
    border: 'border-warn/25',
    fill: 'bg-warn',
  },
  waived: {
    icon: CircleSlash2,
    text: 'text-warn',
    soft: 'bg-warn-soft',
    border: 'border-warn/25',
    fill: 'bg-warn',
  },
  fail: {
    icon: CircleAlert,
    text: 'text-fail',
    soft: 'bg-fail-soft',
    border: 'border-fail/25',
    fill: 'bg-fail',
  },
  unknown: {
    icon: CircleHelp,
    text: 'text-unknown',
    soft: 'bg-unknown-soft',
    border: 'border-unknown/25',
    fill: 'bg-unknown',
  },
  busy: {
    icon: 'spinner',
    text: 'text-accent',
    soft: 'bg-accent-soft',
    border: 'border-accent/25',
    fill: 'bg-accent-fill',
  },
  info: {
    icon: CircleDot,
    text: 'text-accent',
    soft: 'bg-accent-soft',
    border: 'border-accent/25',
    fill: 'bg-accent-fill',
  },
  idle: { icon: CircleDashed, text: 'text-muted', soft: 'bg-sunken', border: 'border-line', fill: 'bg-line' },
  blocked: {
    icon: CircleSlash,
    text: 'text-muted',
    soft: 'bg-sunken',
    border: 'border-line',
    fill: 'bg-line',
  },
}

/** The tone of a field problem by its severity. */
export const SEVERITY_TONES = { error: 'fail', warning: 'warn' } as const satisfies Record<string, Tone>

/** The icon of a tone. Place it next to text that conveys the same information. */
export function ToneIcon({
  tone,
  shape = TONES[tone].icon,
  size = 16,
  className,
}: {
  tone: Tone
  shape?: ToneShape
  size?: number
  className?: string | undefined
}) {
  const Icon = shape
  const classes = cx('shrink-0', TONES[tone].text, className)
  return Icon === 'spinner' ? (
    <Spinner size={size} className={classes} />
  ) : (
    <Icon aria-hidden size={size} strokeWidth={2} className={classes} />
  )
}
