/**
 * Bounds how many requests one session sends, and one network without any: far more than pages ask for, so that only a
 * flood meets it, and whoever has a session is not held up by strangers behind the same address.
 */
import { RateLimiterMemory } from 'rate-limiter-flexible'

/** A page asks for about fifty things when it is opened; an office behind one address opens dozens of them. */
const MOST = 3_000
const WITHIN_SECONDS = 10

export class RequestRate {
  readonly #limiter: RateLimiterMemory

  constructor({ most = MOST, withinSeconds = WITHIN_SECONDS } = {}) {
    this.#limiter = new RateLimiterMemory({ points: most, duration: withinSeconds })
  }

  /** Counts a client's request. @returns for how many seconds none more is answered; 0: this one is */
  async wait(client: string): Promise<number> {
    return this.#limiter.consume(client).then(
      () => 0,
      ({ msBeforeNext }: { msBeforeNext: number }) => Math.max(1, Math.ceil(msBeforeNext / 1000)),
    )
  }
}
