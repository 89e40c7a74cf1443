/**
 * Caches a run's view for browsers: updated at most ten times per second, immutable, and structurally shared with the
 * previous view.
 */
import type { RunView } from '@/lib/contract/run'
import { shareStructure } from '@/lib/structural-sharing'

const INTERVAL_MS = 100

export class RunViewCache {
  #last: RunView | undefined
  #isStale = true
  #timer: NodeJS.Timeout | undefined

  constructor(
    private readonly render: () => RunView,
    private readonly onUpdate: () => void,
  ) {}

  /** Version of the next view; from 1. */
  get version(): number {
    return (this.#last?.version ?? 0) + 1
  }

  /** @param forceRefresh render the current view even if no update is due */
  get(forceRefresh: boolean): RunView {
    if (this.#isStale || forceRefresh || !this.#last) this.#last = shareStructure(this.#last, this.render())
    this.#isStale = false
    return this.#last
  }

  /** Throttled, not debounced: a steady stream must not starve the view. */
  invalidate(): void {
    this.#timer ??= setTimeout(() => this.publish(), INTERVAL_MS)
  }

  /** Publishes an update immediately. */
  publish(): void {
    this.stop()
    this.#isStale = true
    this.onUpdate()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
