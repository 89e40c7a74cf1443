/**
 * Slows down guessing. Tokens and share-link keys are too long to guess, so a correct one is never delayed. Passwords are
 * guessable: each attempt is counted before it is verified, an address with too many failures must wait, and passwords are
 * hashed one at a time. While many addresses fail together, every failure response is delayed.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { FairQueue } from '../../fair-queue'
import { clientNetwork } from '../client-address'

const MINUTE_SECONDS = 60
/** Failed attempts of one address per minute; the next one blocks the address for `blockDuration`. */
const PER_ADDRESS = { points: 10, duration: MINUTE_SECONDS, blockDuration: MINUTE_SECONDS }
/** Failed attempts of all addresses per minute; further failures are answered with a delay. */
const OVERALL = { points: 60, duration: MINUTE_SECONDS }
const FAILURE_DELAY_MS = 1_000
/** How long a network with failures queues after networks without. */
const RECENT_FAILURES = { points: 1, duration: 60 * MINUTE_SECONDS }
/** Passwords that may wait to be hashed; further attempts must retry. */
const MAX_WAITING = 16

export type LoginResult = { accepted: boolean } | { retryAfterSeconds: number }

/** Verifies one submitted secret. */
export interface Verifier {
  /** Whether the secret is the token or the key of a share link. */
  verifyKey: () => Promise<boolean>
  /** Whether the secret is the password; `undefined` if no password is set, or none is accepted here. */
  verifyPassword?: (() => Promise<boolean>) | undefined
}

export class LoginRateLimiter {
  readonly #attemptsByAddress = new RateLimiterMemory(PER_ADDRESS)
  readonly #failuresOverall = new RateLimiterMemory(OVERALL)
  readonly #failuresByNetwork = new RateLimiterMemory(RECENT_FAILURES)
  readonly #passwordQueue = new FairQueue(MAX_WAITING)

  /** Verifies an attempt, unless its owner must wait. @param owner an address, or another key that attempts count against */
  async verify(owner: string, { verifyKey, verifyPassword }: Verifier): Promise<LoginResult> {
    if (await verifyKey()) return { accepted: true }
    const network = clientNetwork(owner)
    // A wrong token in a URL must not count against the password form.
    const key = verifyPassword ? network : `key ${network}`
    const retryAfterSeconds = await consumeAttempt(this.#attemptsByAddress, key)
    if (retryAfterSeconds > 0) return { retryAfterSeconds }
    if (verifyPassword) {
      const rank = (await this.#failuresByNetwork.get(network))?.consumedPoints ?? 0
      const isCorrect = await this.#passwordQueue.run(network, rank, verifyPassword)
      if (isCorrect === undefined || isCorrect) await this.#attemptsByAddress.reward(key)
      if (isCorrect === undefined) return { retryAfterSeconds: 1 }
      if (isCorrect) return { accepted: true }
      await this.#failuresByNetwork.penalty(network)
    }
    const total = await this.#failuresOverall.penalty('all')
    if (total.consumedPoints > OVERALL.points) await wait(FAILURE_DELAY_MS)
    return { accepted: false }
  }
}

/** Counts an attempt. @returns seconds to wait; 0: the attempt is allowed */
const consumeAttempt = (limiter: RateLimiterMemory, owner: string): Promise<number> =>
  limiter.consume(owner).then(
    () => 0,
    ({ msBeforeNext }: RateLimiterRes) => Math.max(1, Math.ceil(msBeforeNext / 1000)),
  )
