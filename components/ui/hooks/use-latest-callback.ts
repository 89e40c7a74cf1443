'use client'

import { useCallback, useRef } from 'react'

/** A stable function that calls the latest callback. For event handlers only, not during rendering. */
export function useLatestCallback<A extends unknown[], R>(call: (...args: A) => R): (...args: A) => R {
  const latest = useRef(call)
  latest.current = call
  return useCallback((...args) => latest.current(...args), [])
}
