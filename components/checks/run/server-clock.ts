'use client'

import { createContext, use, useEffect, useState } from 'react'

const TICK_MS = 1000

/** Milliseconds that the server's clock is ahead of the browser's. */
export const ServerClockOffset = createContext(0)

/** The current time by the server's clock. Updates every `everyMs`. */
export function useServerNow(everyMs = TICK_MS): number {
  const offset = use(ServerClockOffset)
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now + offset
}
