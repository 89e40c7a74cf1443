/**
 * Slows down guessing. An address that was wrong too often waits; while many addresses together are wrong, every wrong
 * answer comes late. Who has the right token is never held up by other addresses' guesses.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { networkOf } from '../transport/network-of'

const MINUTE_SECONDS = 60
/** Wrong attempts of one address in a minute; one more makes it wait the block's time. */
const PER_ADDRESS = { points: 10, duration: MINUTE_SECONDS, blockDuration: MINUTE_SECONDS }
/** Wrong attempts of all addresses in a minute, above which each is answered late. */
const OVERALL = { points: 60, duration: MINUTE_SECONDS }
const LATE_MS = 1_000
/** Attempts that are being judged at once; more are told to come back. */
const MOST_AT_ONCE = 16

export type Verdict = { admitted: boolean } | { retryAfterSeconds: number }

export class Attempts {
  readonly #byAddress = new RateLimiterMemory(PER_ADDRESS)
  readonly #overall = new RateLimiterMemory(OVERALL)
  #judging = 0

  /** Judges an attempt, unless its address has to wait. */
  async judge(address: string, admits: () => Promise<boolean>): Promise<Verdict> {
    const key = networkOf(address)
    const wrong = await this.#byAddress.get(key)
    if (wrong && wrong.consumedPoints > PER_ADDRESS.points)
      return { retryAfterSeconds: Math.max(1, Math.ceil(wrong.msBeforeNext / 1000)) }
    if (this.#judging >= MOST_AT_ONCE) return { retryAfterSeconds: 1 }
    this.#judging += 1
    try {
      if (await admits()) return { admitted: true }
    } finally {
      this.#judging -= 1
    }
    await this.#byAddress.penalty(key).then(({ consumedPoints }) => {
      if (consumedPoints > PER_ADDRESS.points) return this.#byAddress.block(key, PER_ADDRESS.blockDuration)
    })
    const all = await this.#overall.penalty('all')
    if (all.consumedPoints > OVERALL.points) await wait(LATE_MS)
    return { admitted: false }
  }
}
