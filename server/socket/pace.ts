/** How many requests of one client are taken: far more than any page sends, and few enough that a broken one harms nobody. */
const MOST_AT_ONCE = 300
const PER_SECOND = 100

export class Pace {
  #left = MOST_AT_ONCE
  #at = performance.now()

  /** Whether one more is taken now. */
  admits(): boolean {
    const now = performance.now()
    this.#left = Math.min(MOST_AT_ONCE, this.#left + ((now - this.#at) / 1000) * PER_SECOND)
    this.#at = now
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
