'use client'

import { useCallback, useRef } from 'react'

/** A stable function that calls the latest callback. For event handlers only, not during rendering. */
export function useLatestCallback<A extends unknown[], R>(call: (...given: A) => R): (...given: A) => R {
  const latest = useRef(call)
  latest.current = call
  return useCallback((...given) => latest.current(...given), [])
}
