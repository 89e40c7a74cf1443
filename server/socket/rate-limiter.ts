/** How many requests of one client are taken: far more than any page sends, and few enough that a broken one harms nobody. */
export interface SocketRate {
  mostAtOnce: number
  perSecond: number
}

export const OPERATOR_RATE: SocketRate = { mostAtOnce: 300, perSecond: 100 }
/** A watcher's page sends three requests when it is opened. */
export const VIEWER_RATE: SocketRate = { mostAtOnce: 100, perSecond: 10 }

export class SocketRateLimiter {
  #left: number
  #at = performance.now()

  constructor(private readonly limits = OPERATOR_RATE) {
    this.#left = limits.mostAtOnce
  }

  /** Whether one more is taken now. @param cost how many requests it counts as */
  tryConsume(cost = 1): boolean {
    const now = performance.now()
    const { mostAtOnce, perSecond } = this.limits
    this.#left = Math.min(mostAtOnce, this.#left + ((now - this.#at) / 1000) * perSecond)
    this.#at = now
    if (this.#left < cost) return false
    this.#left -= cost
    return true
  }
}
