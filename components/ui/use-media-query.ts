'use client'

import { useCallback, useSyncExternalStore } from 'react'

/** As narrow as a phone: tables become lists, and the steps' rail goes. */
export const NARROW = '(max-width: 47.99rem)'
/** Wide enough for a table of all checks. */
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
