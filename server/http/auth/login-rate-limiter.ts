/**
 * Slows down guessing. The token and the keys of links are too long to be guessed, so the right one is never held up.
 * A password is: each attempt counts before it is judged, an address that was wrong too often waits, passwords are
 * hashed one at a time, and while many addresses together are wrong, every wrong answer comes late.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { clientNetwork } from '../client-address'
import { FairQueue } from './fair-queue'

const MINUTE_SECONDS = 60
/** Wrong attempts of one address in a minute; one more makes it wait the block's time. */
const PER_ADDRESS = { points: 10, duration: MINUTE_SECONDS, blockDuration: MINUTE_SECONDS }
/** Wrong attempts of all addresses in a minute, above which each is answered late. */
const OVERALL = { points: 60, duration: MINUTE_SECONDS }
const FAILURE_DELAY_MS = 1_000
/** For how long an address that was wrong comes after those that were not. */
const REMEMBERED = { points: 1, duration: 60 * MINUTE_SECONDS }
/** Passwords that wait for their turn; more are told to come back. */
const MAX_WAITING = 16

export type LoginResult = { admitted: boolean } | { retryAfterSeconds: number }

/** How what somebody gave is judged. */
export interface Verifier {
  /** Whether it is a secret that was drawn at random. */
  isKey: () => Promise<boolean>
  /** Whether it is the password; undefined: none is set, or none is taken here. */
  isPassword?: (() => Promise<boolean>) | undefined
}

export class LoginRateLimiter {
  readonly #attemptsByAddress = new RateLimiterMemory(PER_ADDRESS)
  readonly #failuresOverall = new RateLimiterMemory(OVERALL)
  readonly #failuresByNetwork = new RateLimiterMemory(REMEMBERED)
  readonly #passwordQueue = new FairQueue(MAX_WAITING)

  /** Judges an attempt, unless its address has to wait. @param who an address, or what else attempts are counted by */
  async verify(who: string, { isKey, isPassword }: Verifier): Promise<LoginResult> {
    if (await isKey()) return { admitted: true }
    const network = clientNetwork(who)
    // Where only keys are taken, wrong ones say nothing about passwords.
    const counted = isPassword ? network : `key ${network}`
    const seconds = await consumeAttempt(this.#attemptsByAddress, counted)
    if (seconds > 0) return { retryAfterSeconds: seconds }
    if (isPassword) {
      const rank = (await this.#failuresByNetwork.get(network))?.consumedPoints ?? 0
      const judged = await this.#passwordQueue.run(network, rank, isPassword)
      if (judged === undefined || judged) await this.#attemptsByAddress.reward(counted)
      if (judged === undefined) return { retryAfterSeconds: 1 }
      if (judged) return { admitted: true }
      await this.#failuresByNetwork.penalty(network)
    }
    const all = await this.#failuresOverall.penalty('all')
    if (all.consumedPoints > OVERALL.points) await wait(FAILURE_DELAY_MS)
    return { admitted: false }
  }
}

/** Counts an attempt. */
const consumeAttempt = (limiter: RateLimiterMemory, who: string): Promise<number> =>
  limiter.consume(who).then(
    () => 0,
    ({ msBeforeNext }: RateLimiterRes) => Math.max(1, Math.ceil(msBeforeNext / 1000)),
  )
