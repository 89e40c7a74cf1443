/**
 * A run's view as browsers get it: told at most ten times a second, never changed once it is told, and sharing with the
 * one before all that is the same.
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

  /** Of the view that is drawn next; from 1. */
  get version(): number {
    return (this.#last?.version ?? 0) + 1
  }

  /** As it was last told. @param anew as it is at this moment */
  get(anew: boolean): RunView {
    if (this.#isStale || anew || !this.#last) this.#last = shareStructure(this.#last, this.render())
    this.#isStale = false
    return this.#last
  }

  /** Throttled, not debounced: a steady stream must not starve the view. */
  invalidate(): void {
    this.#timer ??= setTimeout(() => this.publish(), INTERVAL_MS)
  }

  /** Tells it at once. */
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
