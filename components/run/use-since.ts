'use client'

import { useEffect, useState } from 'react'

/** Milliseconds since `then`, which is by `performance.now()`; told anew every so often, unless it stands still. */
export function useElapsedSince(start: number, everyMs: number, isPaused = false): number {
  const [now, setNow] = useState(start)
  useEffect(() => {
    if (isPaused) return
    const timer = setInterval(() => setNow(performance.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs, isPaused])
  return isPaused ? 0 : Math.max(0, now - start)
}
