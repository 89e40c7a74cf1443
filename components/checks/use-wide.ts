'use client'

import { useSyncExternalStore } from 'react'

/** From here on a table of all checks fits. */
const WIDE = '(min-width: 64rem)'

function subscribe(changed: () => void): () => void {
  const query = window.matchMedia(WIDE)
  query.addEventListener('change', changed)
  return () => query.removeEventListener('change', changed)
}

/** Whether the page has room for a table; else cards. */
export function useWide(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(WIDE).matches)
}
