'use client'

import { useTranslations } from 'use-intl'
import type { RunView } from '@/lib/contract/run'
import { useElapsedSince } from '../use-since'

const TICK_MS = 10_000
const MINUTE_MS = 60_000
/** A task is slow that takes so many times what it took before, and so long. */
const SLOW_FACTOR = 3
const SLOW_MS = MINUTE_MS

interface TimingProps {
  view: Pick<RunView, 'pace'>
  /** When the view came, by `performance.now()`. */
  heardAt: number
}

/** How long the run may still take, as earlier ones did; nothing where there are none. */
export function TimeLeft({ view: { pace }, heardAt }: TimingProps) {
  const t = useTranslations('run.header')
  const since = useElapsedSince(heardAt, TICK_MS)
  if (!pace) return null
  const left = Math.max(0, pace.remainingMs - since)
  return (
    <p className="text-sm text-muted tabular-nums">
      {t('timeLeft', { minutes: Math.round(left / MINUTE_MS) })}
    </p>
  )
}

/** That the task at hand takes much longer than it did in earlier runs. */
export function SlowTask({ view: { pace }, heardAt }: TimingProps) {
  const t = useTranslations('run.header')
  const since = useElapsedSince(heardAt, TICK_MS)
  if (!pace) return null
  const takes = pace.taskMs + since
  if (takes < SLOW_MS || takes < SLOW_FACTOR * pace.usualMs) return null
  return (
    <span className="text-warn">
      {' · '}
      {t('slow', { minutes: Math.floor(takes / MINUTE_MS), usual: Math.ceil(pace.usualMs / MINUTE_MS) })}
    </span>
  )
}
