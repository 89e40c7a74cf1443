'use client'

import { createContext, use, useEffect, useState } from 'react'

const TICK_MS = 1000

/** Milliseconds that the server's clock is ahead of this one. */
export const ServerClockOffset = createContext(0)

/** The server's clock, each second. */
export function useServerNow(everyMs = TICK_MS): number {
  const offset = use(ServerClockOffset)
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now + offset
}
