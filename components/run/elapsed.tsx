'use client'

import { useEffect, useState } from 'react'
import type { RunView } from '@/lib/contract/run'

const TICK_MS = 1000

/** How long the run takes or took, as the server counts it: no clock of the day has a part in it. */
export function Elapsed({
  view: { elapsedMs, endedAt },
  heardAt,
}: {
  view: Pick<RunView, 'elapsedMs' | 'endedAt'>
  /** When the view came, by `performance.now()`. */
  heardAt: number
}) {
  const [now, setNow] = useState(heardAt)
  useEffect(() => {
    if (endedAt !== undefined) return
    const timer = setInterval(() => setNow(performance.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [endedAt])
  const since = endedAt === undefined ? Math.max(0, now - heardAt) : 0
  return <span className="font-medium tabular-nums">{elapsedText(elapsedMs + since)}</span>
}

/** `1:02:03` or `2:03`; never less than nothing. */
export function elapsedText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const two = (part: number) => String(part).padStart(2, '0')
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  const hours = Math.floor(seconds / 3600)
  return hours > 0 ? `${hours}:${rest}` : rest.replace(/^0/, '')
}
