/** A run's connection to its taskbox, with retries for transient failures. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Taskbox } from '@/lib/cluster/cluster'
import { type Machine, MachineFailure } from '../machine/machine'
import type { Machines } from '../machine/machines'
import { withMachine } from '../machine/with-machine'

const RETRY_MS = 5_000
/** Failures that may resolve by themselves; a rejected login does not. */
const TRANSIENT: ReadonlySet<string> = new Set([
  'dns',
  'refused',
  'unreachable',
  'timeout',
  'closed',
  'bastion',
])

export class RunTaskbox {
  constructor(
    private readonly machines: Machines,
    private readonly taskbox: Taskbox,
    /** Aborts when this process stops following the run. */
    private readonly closing: AbortSignal,
  ) {}

  open(): Promise<Machine> {
    return this.machines.taskbox(this.taskbox)
  }

  withMachine<T>(work: (machine: Machine) => Promise<T>): Promise<T> {
    return withMachine(this.open(), work)
  }

  /** Retries idempotent work until the taskbox is reachable. @param onLost called for each transient failure */
  async withRetry<T>(work: (machine: Machine) => Promise<T>, onLost: (reason: string) => void): Promise<T> {
    for (;;) {
      try {
        return await this.withMachine(work)
      } catch (error) {
        const isTransient = error instanceof MachineFailure && TRANSIENT.has(error.kind)
        if (this.closing.aborted || !isTransient) throw error
        onLost(error.kind)
        await this.sleep(RETRY_MS)
        // Do not redial: it would delay the server's exit.
        if (this.closing.aborted) throw error
      }
    }
  }

  /** Sleeps until the timeout or until this process stops following the run. */
  async sleep(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.closing }).catch(() => undefined)
  }
}
