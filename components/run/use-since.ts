'use client'

import { useEffect, useState } from 'react'

/** Milliseconds since `then`, which is by `performance.now()`; told anew every so often, unless it stands still. */
export function useSince(then: number, everyMs: number, stands = false): number {
  const [now, setNow] = useState(then)
  useEffect(() => {
    if (stands) return
    const timer = setInterval(() => setNow(performance.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs, stands])
  return stands ? 0 : Math.max(0, now - then)
}
