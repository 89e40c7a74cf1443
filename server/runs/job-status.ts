/** What this process knows about a run's job: its facts, and whether its taskbox is reachable. */
import type { JobFacts } from './run-state'

export class JobStatus {
  #facts: JobFacts | undefined
  #unreachableReason: string | undefined
  #resolveKnown: () => void = () => undefined
  /** Resolves once the state of the run is known: running, ended, or taskbox unreachable. */
  readonly known = new Promise<void>((resolve) => {
    this.#resolveKnown = resolve
  })

  constructor(private readonly onChange: () => void) {}

  /** Undefined before the job exists. */
  get facts(): JobFacts | undefined {
    return this.#facts
  }

  /** Why the taskbox is unreachable; undefined while it is reachable. */
  get unreachableReason(): string | undefined {
    return this.#unreachableReason
  }

  update(changes: Partial<JobFacts>): void {
    const initial: JobFacts = { awaitingRelease: false, started: false, stopRequested: false }
    this.#facts = { ...initial, ...this.#facts, ...changes }
    this.onChange()
  }

  setReachable(): void {
    this.#unreachableReason = undefined
  }

  setUnreachable(reason: string): void {
    this.#unreachableReason = reason
    this.setKnown()
    this.onChange()
  }

  setKnown(): void {
    this.#resolveKnown()
  }
}
