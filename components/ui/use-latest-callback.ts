'use client'

import { useCallback, useRef } from 'react'

/** One function for the component's whole life that calls what was given last: for events, never while drawing. */
export function useLatestCallback<A extends unknown[], R>(call: (...given: A) => R): (...given: A) => R {
  const latest = useRef(call)
  latest.current = call
  return useCallback((...given) => latest.current(...given), [])
}
