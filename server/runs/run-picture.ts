/**
 * A run's view as browsers get it: told at most ten times a second, never changed once it is told, and sharing with the
 * one before all that is the same.
 */
import type { RunView } from '@/lib/contract/run'
import { share } from '@/lib/structural-sharing'

const INTERVAL_MS = 100

export class RunPicture {
  #last: RunView | undefined
  #isOld = true
  #timer: NodeJS.Timeout | undefined

  constructor(
    private readonly draw: () => RunView,
    private readonly told: () => void,
  ) {}

  /** Of the view that is drawn next; from 1. */
  get version(): number {
    return (this.#last?.version ?? 0) + 1
  }

  /** As it was last told. @param anew as it is at this moment */
  at(anew: boolean): RunView {
    if (this.#isOld || anew || !this.#last) this.#last = share(this.#last, this.draw())
    this.#isOld = false
    return this.#last
  }

  /** Throttled, not debounced: a steady stream must not starve the view. */
  changed(): void {
    this.#timer ??= setTimeout(() => this.tell(), INTERVAL_MS)
  }

  /** Tells it at once. */
  tell(): void {
    this.stop()
    this.#isOld = true
    this.told()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
