/** Tells listeners that something changed, at most once a frame however often it did. */
export interface Signal {
  changed: () => void
  subscribe: (listener: () => void) => () => void
  /** Grows with every telling; what `useSyncExternalStore` compares. */
  version: () => number
}

export function createSignal(frame: (run: () => void) => void = requestAnimationFrame): Signal {
  const listeners = new Set<() => void>()
  let version = 0
  let waiting = false
  const tell = () => {
    waiting = false
    version += 1
    for (const listener of listeners) listener()
  }
  return {
    changed() {
      if (waiting) return
      waiting = true
      frame(tell)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    version: () => version,
  }
}
