'use client'

import { useEffect, useState } from 'react'
import type { RunView } from '@/lib/contract/run'

const TICK_MS = 1000

/** How long the run takes or took, by the server's clock. */
export function Elapsed({
  view,
  skewMs,
}: {
  view: Pick<RunView, 'startedAt' | 'endedAt'>
  /** How far the server's clock is ahead of this one. */
  skewMs: number
}) {
  const { startedAt, endedAt } = view
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (endedAt !== undefined) return
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [endedAt])
  return (
    <span className="font-medium tabular-nums">{elapsedText((endedAt ?? now + skewMs) - startedAt)}</span>
  )
}

/** `1:02:03` or `2:03`; never less than nothing, since clocks may step back. */
export function elapsedText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const two = (part: number) => String(part).padStart(2, '0')
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  const hours = Math.floor(seconds / 3600)
  return hours > 0 ? `${hours}:${rest}` : rest.replace(/^0/, '')
}
