'use client'

import type { RunView } from '@/lib/contract/run'
import { useElapsedSince } from './use-since'

const TICK_MS = 1000

/** How long the run takes or took, as the server counts it: no clock of the day has a part in it. */
export function ElapsedTime({
  view: { elapsedMs, endedAt },
  heardAt,
}: {
  view: Pick<RunView, 'elapsedMs' | 'endedAt'>
  /** When the view came, by `performance.now()`. */
  heardAt: number
}) {
  const since = useElapsedSince(heardAt, TICK_MS, endedAt !== undefined)
  return <span className="font-medium tabular-nums">{formatElapsed(elapsedMs + since)}</span>
}

/** `1:02:03` or `2:03`; never less than nothing. */
export function formatElapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const two = (part: number) => String(part).padStart(2, '0')
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  const hours = Math.floor(seconds / 3600)
  return hours > 0 ? `${hours}:${rest}` : rest.replace(/^0/, '')
}
