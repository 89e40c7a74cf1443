'use client'

import { useSyncExternalStore } from 'react'

let announcement = ''
const listeners = new Set<() => void>()

/** Announces a text to screen readers, without interrupting the current announcement. */
export function announce(text: string): void {
  // A live region only announces changes, so a repeated text has to differ.
  announcement = text === announcement ? `${text}\u00a0` : text
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Renders announcements. Include it once per page. */
export function LiveRegion() {
  const text = useSyncExternalStore(
    subscribe,
    () => announcement,
    () => '',
  )
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {text}
    </div>
  )
}
