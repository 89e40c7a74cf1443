'use client'

import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { RunView } from '@/lib/contract/run'

const SECOND_MS = 1000
export const MINUTE_MS = 60 * SECOND_MS
/** Interval at which texts that show minutes are updated. */
export const TICK_MS = 10 * SECOND_MS
/** A task is slow if it takes this many times its usual duration, and at least `SLOW_MS`. */
const SLOW_FACTOR = 3
const SLOW_MS = MINUTE_MS

interface TimingProps<Field extends keyof RunView> {
  view: Pick<RunView, Field>
  /** When the view arrived, by `performance.now()`. */
  receivedAt: number
}

/** The duration of a run, measured by the server with a monotonic clock. */
export function ElapsedTime({
  view: { elapsedMs, endedAt },
  receivedAt,
}: TimingProps<'elapsedMs' | 'endedAt'>) {
  const since = useElapsedSince(receivedAt, SECOND_MS, endedAt !== undefined)
  return <span className="font-medium tabular-nums">{formatElapsed(elapsedMs + since)}</span>
}

/** Formats a duration as `1:02:03` or `2:03`; a negative one as `0:00`. */
export function formatElapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / SECOND_MS))
  const twoDigits = (part: number) => String(part).padStart(2, '0')
  const rest = `${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`
  const hours = Math.floor(seconds / 3600)
  return hours > 0 ? `${hours}:${rest}` : rest.replace(/^0/, '')
}

/** The estimated remaining time, if earlier runs allow an estimate. */
export function TimeLeft({ view: { estimate }, receivedAt }: TimingProps<'estimate'>) {
  const t = useTranslations('run.header')
  const since = useElapsedSince(receivedAt, TICK_MS)
  if (!estimate) return null
  const remainingMs = Math.max(0, estimate.remainingMs - since)
  return (
    <p className="text-sm text-muted tabular-nums">
      {t('timeLeft', { minutes: Math.round(remainingMs / MINUTE_MS) })}
    </p>
  )
}

/** A warning that the current task takes much longer than in earlier runs. */
export function SlowTask({ view: { estimate }, receivedAt }: TimingProps<'estimate'>) {
  const t = useTranslations('run.header')
  const since = useElapsedSince(receivedAt, TICK_MS)
  if (!estimate) return null
  const taskMs = estimate.taskMs + since
  if (taskMs < SLOW_MS || taskMs < SLOW_FACTOR * estimate.typicalMs) return null
  return (
    <span className="text-warn">
      {' · '}
      {t('slow', {
        minutes: Math.floor(taskMs / MINUTE_MS),
        usual: Math.ceil(estimate.typicalMs / MINUTE_MS),
      })}
    </span>
  )
}

/** Milliseconds since `start` (by `performance.now()`), updated every `everyMs`; 0 while paused. */
export function useElapsedSince(start: number, everyMs: number, isPaused = false): number {
  const [now, setNow] = useState(start)
  useEffect(() => {
    if (isPaused) return
    const timer = setInterval(() => setNow(performance.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs, isPaused])
  return isPaused ? 0 : Math.max(0, now - start)
}
