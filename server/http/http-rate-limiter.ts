/**
 * Limits the HTTP requests of one session, and of one network without a session. The limit is far above what pages send.
 * Sessions count separately, so that strangers behind the same address do not delay them.
 */
import { RateLimiterMemory } from 'rate-limiter-flexible'

/** A page load sends about fifty requests, and an office behind one address loads dozens of pages. */
const MAX_REQUESTS = 3_000
const WINDOW_SECONDS = 10

export class HttpRateLimiter {
  readonly #limiter: RateLimiterMemory

  constructor({ max = MAX_REQUESTS, windowSeconds = WINDOW_SECONDS } = {}) {
    this.#limiter = new RateLimiterMemory({ points: max, duration: windowSeconds })
  }

  /** Counts a request of a client. @returns seconds to wait; 0: the request is allowed */
  async consume(client: string): Promise<number> {
    return this.#limiter.consume(client).then(
      () => 0,
      ({ msBeforeNext }: { msBeforeNext: number }) => Math.max(1, Math.ceil(msBeforeNext / 1000)),
    )
  }
}
