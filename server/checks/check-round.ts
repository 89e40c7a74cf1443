/** One round of checks that goes on: who is asked for what, and how far it is. */
import type { Activity } from '@/lib/checks/activity'
import type { CheckId } from '@/lib/checks/catalogue'
import { type Round, remaining } from '@/lib/checks/pace'
import type { BusyHost, ChecksProgress } from '@/lib/contract/checks'

export class CheckRound {
  readonly abort = new AbortController()
  readonly startedAt = Date.now()
  readonly #busy = new Map<string, BusyHost>()
  #done = 0

  /** @param last how long the last round of all hosts took */
  constructor(
    readonly hosts: string[],
    readonly only: CheckId[] | undefined,
    private readonly last: Round | undefined,
  ) {}

  asked(host: string, activity: Activity | undefined): void {
    if (!activity) this.#busy.delete(host)
    else this.#busy.set(host, { host, since: Date.now(), ...activity })
  }

  progressed(done: number): void {
    this.#done = done
  }

  progress(): ChecksProgress {
    const elapsedMs = Date.now() - this.startedAt
    const left = remaining({ done: this.#done, total: this.hosts.length, elapsedMs }, this.last)
    return {
      hosts: this.hosts,
      done: this.#done,
      busy: [...this.#busy.values()],
      ...(this.only && { checks: this.only }),
      ...(left && { remaining: left }),
    }
  }

  /** What it says of how long the next will take; only all hosts in full do. */
  measured(allHosts: number): Round | undefined {
    const whole = !this.only && !this.abort.signal.aborted && this.hosts.length === allHosts
    return whole ? { hosts: allHosts, milliseconds: Date.now() - this.startedAt } : undefined
  }
}
