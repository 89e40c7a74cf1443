'use client'

import { useCallback, useSyncExternalStore } from 'react'

/** Wide enough for tables, which become lists otherwise. */
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
