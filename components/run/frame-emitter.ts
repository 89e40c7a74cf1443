/** An event emitter that notifies its listeners at most once per animation frame. */
export interface FrameEmitter {
  emit: () => void
  subscribe: (listener: () => void) => () => void
  /** Incremented by each notification; the snapshot for `useSyncExternalStore`. */
  version: () => number
}

export function createFrameEmitter(
  schedule: (run: () => void) => void = requestAnimationFrame,
): FrameEmitter {
  const listeners = new Set<() => void>()
  let version = 0
  let isScheduled = false
  const notify = () => {
    isScheduled = false
    version += 1
    for (const listener of listeners) listener()
  }
  return {
    emit() {
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
