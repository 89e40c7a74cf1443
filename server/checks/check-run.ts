/** A check run in progress: active hosts and number of finished ones. */
import type { CheckId } from '@/lib/checks/catalogue/index'
import { type RunDuration, remainingTime } from '@/lib/checks/remaining-check-time'
import type { HostActivity } from '@/lib/checks/status'
import type { BusyHost, ChecksProgress } from '@/lib/contract/checks'

export class CheckRun {
  readonly abort = new AbortController()
  readonly startedAt = Date.now()
  readonly #busy = new Map<string, BusyHost>()
  #done = 0

  /** @param lastRun duration of the last complete run over all hosts */
  constructor(
    readonly hosts: string[],
    readonly onlyChecks: CheckId[] | undefined,
    private readonly lastRun: RunDuration | undefined,
  ) {}

  setActivity(host: string, activity: HostActivity | undefined): void {
    if (!activity) this.#busy.delete(host)
    else this.#busy.set(host, { host, since: Date.now(), ...activity })
  }

  setDone(done: number): void {
    this.#done = done
  }

  progress(): ChecksProgress {
    const elapsedMs = Date.now() - this.startedAt
    const remaining = remainingTime({ done: this.#done, total: this.hosts.length, elapsedMs }, this.lastRun)
    return {
      hosts: this.hosts,
      done: this.#done,
      busy: [...this.#busy.values()],
      ...(this.onlyChecks && { checks: this.onlyChecks }),
      ...(remaining && { remaining }),
    }
  }

  /** Duration of this run, for the next estimate; undefined unless it covered all hosts and all checks. */
  duration(allHosts: number): RunDuration | undefined {
    const whole = !this.onlyChecks && !this.abort.signal.aborted && this.hosts.length === allHosts
    return whole ? { hosts: allHosts, milliseconds: Date.now() - this.startedAt } : undefined
  }
}
