/** A run's way to its taskbox: once, or over and over while it is only out of reach. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Taskbox } from '@/lib/cluster/cluster'
import { type Machine, MachineFailure } from '../machine/machine'
import type { Machines } from '../machine/machines'

const AGAIN_MS = 5_000
/** Kinds of failure that may pass by themselves; a refused login does not. */
const PASSING: ReadonlySet<string> = new Set([
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
    private readonly leaving: AbortSignal,
  ) {}

  open(): Promise<Machine> {
    return this.machines.taskbox(this.taskbox)
  }

  async once<T>(work: (machine: Machine) => Promise<T>): Promise<T> {
    const machine = await this.open()
    try {
      return await work(machine)
    } finally {
      await machine.close()
    }
  }

  /** Work that does no harm when it is done again. @param onLost told each time that the taskbox cannot be asked */
  async patiently<T>(work: (machine: Machine) => Promise<T>, onLost: (reason: string) => void): Promise<T> {
    for (;;) {
      try {
        return await this.once(work)
      } catch (error) {
        const passes = error instanceof MachineFailure && PASSING.has(error.kind)
        if (this.leaving.aborted || !passes) throw error
        onLost(error.kind)
        await this.rest(AGAIN_MS)
        // Dialing once more would delay the server's exit.
        if (this.leaving.aborted) throw error
      }
    }
  }

  /** Sleeps, unless this process lets go of the run meanwhile. */
  async rest(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.leaving }).catch(() => undefined)
  }
}
