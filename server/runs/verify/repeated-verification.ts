/** A verification that a person repeats after the end of a run. One at a time. It stores nothing until it has a result. */

export class RepeatedVerification {
  #running: AbortController | undefined
  #ended: Promise<void> = Promise.resolve()

  constructor(
    /** Called at its start and its end. */
    private readonly onChange: () => void,
    private readonly onError: (error: unknown) => void,
  ) {}

  get isRunning(): boolean {
    return this.#running !== undefined
  }

  /** Resolves when no verification is running. */
  get ended(): Promise<void> {
    return this.#ended
  }

  /** @param work verifies, and stores the result. The signal aborts when a person stops it, or at a shutdown */
  start(work: (signal: AbortSignal) => Promise<void>): void {
    const running = new AbortController()
    this.#running = running
    this.#ended = work(running.signal)
      .catch((error: unknown) => {
        if (!running.signal.aborted) this.onError(error)
      })
      .finally(() => {
        this.#running = undefined
        this.onChange()
      })
    this.onChange()
  }

  /** Ends the verification without a result. @returns false if none is running */
  stop(): boolean {
    if (!this.#running) return false
    this.#running.abort()
    return true
  }
}
