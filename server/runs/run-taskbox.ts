/** A run's way to its taskbox: once, or over and over while it is only out of reach. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Taskbox } from '@/lib/cluster/cluster'
import { type Machine, MachineFailure } from '../machine/machine'
import type { Machines } from '../machine/machines'

const RETRY_MS = 5_000
/** Kinds of failure that may pass by themselves; a refused login does not. */
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
    /** Aborts when this process lets go of the run. */
    private readonly closing: AbortSignal,
  ) {}

  open(): Promise<Machine> {
    return this.machines.taskbox(this.taskbox)
  }

  async withMachine<T>(work: (machine: Machine) => Promise<T>): Promise<T> {
    const machine = await this.open()
    try {
      return await work(machine)
    } finally {
      await machine.close()
    }
  }

  /** Work that does no harm when it is done again. @param onLost told each time that the taskbox cannot be asked */
  async withRetry<T>(work: (machine: Machine) => Promise<T>, onLost: (reason: string) => void): Promise<T> {
    for (;;) {
      try {
        return await this.withMachine(work)
      } catch (error) {
        const passes = error instanceof MachineFailure && TRANSIENT.has(error.kind)
        if (this.closing.aborted || !passes) throw error
        onLost(error.kind)
        await this.sleep(RETRY_MS)
        // Dialing once more would delay the server's exit.
        if (this.closing.aborted) throw error
      }
    }
  }

  /** Sleeps, unless this process lets go of the run meanwhile. */
  async sleep(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.closing }).catch(() => undefined)
  }
}
