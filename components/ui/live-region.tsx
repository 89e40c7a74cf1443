'use client'

import { useSyncExternalStore } from 'react'

let announcement = ''
const listeners = new Set<() => void>()

/** Has a sentence read out by a screen reader, after what it says now. */
export function announce(text: string): void {
  // The same sentence twice must be read twice, so the text has to differ.
  announcement = text === announcement ? `${text}\u00a0` : text
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Stands once in the page. */
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
