'use client'

import { useCallback, useSyncExternalStore } from 'react'

/** Phone width: tables become lists, and the list of steps is hidden. */
export const NARROW = '(max-width: 47.99rem)'
/** Wide enough for the table of all checks. */
export const WIDE = '(min-width: 64rem)'

/** Whether the window matches a media query; false on the server. */
export function useMediaQuery(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(
    subscribe,
    () => matchMedia(query).matches,
    () => false,
  )
}
