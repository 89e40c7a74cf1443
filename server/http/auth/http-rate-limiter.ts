/**
 * Bounds how many requests one session sends, and one network without any: far more than pages ask for, so that only a
 * flood meets it, and whoever has a session is not held up by strangers behind the same address.
 */
import { RateLimiterMemory } from 'rate-limiter-flexible'

/** A page asks for about fifty things when it is opened; an office behind one address opens dozens of them. */
const MAX_REQUESTS = 3_000
const WINDOW_SECONDS = 10

export class HttpRateLimiter {
  readonly #limiter: RateLimiterMemory

  constructor({ most = MAX_REQUESTS, withinSeconds = WINDOW_SECONDS } = {}) {
    this.#limiter = new RateLimiterMemory({ points: most, duration: withinSeconds })
  }

  /** Counts a client's request. @returns for how many seconds none more is answered; 0: this one is */
  async consume(client: string): Promise<number> {
    return this.#limiter.consume(client).then(
      () => 0,
      ({ msBeforeNext }: { msBeforeNext: number }) => Math.max(1, Math.ceil(msBeforeNext / 1000)),
    )
  }
}
