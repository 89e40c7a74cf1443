/** How long a run takes: counted by the taskbox and by this process, never by the clock of the day, which jumps. */

export class ElapsedTime {
  #lastReading: { ms: number; at: number } | undefined
  #isStopped = false

  /** @param seconds as the taskbox counts; undefined: it does not know */
  update(seconds: number | undefined): void {
    if (seconds !== undefined && !this.#isStopped)
      this.#lastReading = { ms: seconds * 1000, at: performance.now() }
  }

  stop(ms: number | undefined): void {
    if (ms !== undefined) this.#lastReading = { ms, at: performance.now() }
    this.#isStopped = true
  }

  /** Milliseconds; undefined: nobody counted yet. */
  get ms(): number | undefined {
    if (!this.#lastReading) return undefined
    return Math.round(this.#lastReading.ms + (this.#isStopped ? 0 : performance.now() - this.#lastReading.at))
  }
}
