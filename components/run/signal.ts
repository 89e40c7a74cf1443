/** Tells listeners that something changed, at most once a frame however often it did. */
export interface Signal {
  changed: () => void
  subscribe: (listener: () => void) => () => void
  /** Grows with every telling; what `useSyncExternalStore` compares. */
  version: () => number
}

export function createSignal(schedule: (run: () => void) => void = requestAnimationFrame): Signal {
  const listeners = new Set<() => void>()
  let version = 0
  let isScheduled = false
  const notify = () => {
    isScheduled = false
    version += 1
    for (const listener of listeners) listener()
  }
  return {
    changed() {
      if (isScheduled) return
      isScheduled = true
      schedule(notify)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    version: () => version,
  }
}
