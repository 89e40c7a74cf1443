/** How many requests of one client are taken: far more than any page sends, and few enough that a broken one harms nobody. */
export interface PaceLimits {
  mostAtOnce: number
  perSecond: number
}

export const OPERATOR_PACE: PaceLimits = { mostAtOnce: 300, perSecond: 100 }
/** A watcher's page sends three requests when it is opened. */
export const WATCHER_PACE: PaceLimits = { mostAtOnce: 100, perSecond: 10 }

export class Pace {
  #left: number
  #at = performance.now()

  constructor(private readonly limits = OPERATOR_PACE) {
    this.#left = limits.mostAtOnce
  }

  /** Whether one more is taken now. @param cost how many requests it counts as */
  admits(cost = 1): boolean {
    const now = performance.now()
    const { mostAtOnce, perSecond } = this.limits
    this.#left = Math.min(mostAtOnce, this.#left + ((now - this.#at) / 1000) * perSecond)
    this.#at = now
    if (this.#left < cost) return false
    this.#left -= cost
    return true
  }
}
