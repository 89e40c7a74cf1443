/** How long a run takes: counted by the taskbox and by this process, never by the clock of the day, which jumps. */

export class Elapsed {
  #known: { ms: number; at: number } | undefined
  #over = false

  /** @param seconds as the taskbox counts; undefined: it does not know */
  take(seconds: number | undefined): void {
    if (seconds !== undefined && !this.#over) this.#known = { ms: seconds * 1000, at: performance.now() }
  }

  end(ms: number | undefined): void {
    if (ms !== undefined) this.#known = { ms, at: performance.now() }
    this.#over = true
  }

  /** Milliseconds; undefined: nobody counted yet. */
  get ms(): number | undefined {
    if (!this.#known) return undefined
    return Math.round(this.#known.ms + (this.#over ? 0 : performance.now() - this.#known.at))
  }
}
