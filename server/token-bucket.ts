/** The rate of a token bucket: its size, and the tokens that it regains per second. */
export interface BucketRate {
  burst: number
  perSecond: number
}

/** A rate limiter that allows bursts. */
export class TokenBucket {
  #tokens: number
  #updatedAt = performance.now()

  constructor(private readonly rate: BucketRate) {
    this.#tokens = rate.burst
  }

  /** Removes `cost` tokens. @returns false, without removing any, if there are too few */
  tryConsume(cost = 1): boolean {
    const now = performance.now()
    const { burst, perSecond } = this.rate
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#updatedAt) / 1000) * perSecond)
    this.#updatedAt = now
    if (this.#tokens < cost) return false
    this.#tokens -= cost
    return true
  }
}
