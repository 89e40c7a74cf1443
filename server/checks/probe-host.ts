/** Asks one machine for its fact sheet: one login, and one probe as root over it, which tells the clock as well. */
import type { Activity } from '@/lib/checks/activity'
import { clockReading } from '@/lib/checks/clock'
import type { ClockReading, ShownKey } from '@/lib/checks/context'
import type { Sheet } from '@/lib/checks/section'
import { readSheet } from '@/lib/checks/sheet'
import type { Host, Taskbox } from '@/lib/cluster/cluster'
import { type FailureFacts, MachineFailure } from '../machine/machine'
import type { Machines, OpenMachine, ReachOptions } from '../machine/machines'
import { newMark } from '../machine/mark'
import { quote } from '../machine/quote'

/** A probe takes a fraction of a second; a host that is busy with something else may take many. */
const PROBE_MS = 60_000
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024

/** What a machine is asked. */
export interface Asked {
  /** The probe (`probeFor`). */
  script: string
  /** Shell variables that it uses (`variablesFor`). */
  variables?: Readonly<Record<string, string>>
  /** On the taskbox: the package's folder, which asks for its tools as well. */
  packageFolder?: string
}

export interface Probed {
  sheet: Sheet
  clock?: ClockReading
  /** What the login's rc files print. */
  preamble: string
  /** Absent for this machine. */
  hostKey?: ShownKey
  /** Why sudo refused; the sheet then holds what a user without rights sees. */
  sudoRefused?: FailureFacts
}

/** Opens a machine, elevated or as the user who logs in. */
type Open = (options: ReachOptions) => Promise<OpenMachine>

/** Hears what a machine is asked for, before it is. */
type Tell = (activity: Activity) => void

export const hostOpener =
  (machines: Machines, host: Host, taskbox: Taskbox): Open =>
  (options) =>
    machines.host(host, taskbox, options)

/**
 * Throws a MachineFailure where the machine cannot be reached. Most facts need no root: where sudo refuses, they are
 * asked for without.
 */
export async function probe(open: Open, asked: Asked, signal?: AbortSignal, tell?: Tell): Promise<Probed> {
  const abort = signal ? { signal } : {}
  try {
    return await ask(open, asked, abort, tell)
  } catch (error) {
    if (!(error instanceof MachineFailure) || error.kind !== 'sudo') throw error
    return { ...(await ask(open, asked, { ...abort, asUser: true }, tell)), sudoRefused: error.facts }
  }
}

async function ask(open: Open, asked: Asked, options: ReachOptions, tell?: Tell): Promise<Probed> {
  const machine = await open(options)
  try {
    tell?.({ stage: 'facts', withinMs: PROBE_MS })
    const nonce = newMark()
    const sent = Date.now() / 1000
    const { stdout, preamble } = await machine.exec(commandOf(asked, nonce), {
      deadlineMs: PROBE_MS,
      maxBytes: MAX_OUTPUT_BYTES,
      idempotent: true,
      ...(options.signal && { signal: options.signal }),
    })
    const received = Date.now() / 1000
    const sheet = readSheet(stdout, nonce)
    const clock = clockReading(sheet, sent, received)
    const { hostKey } = machine
    return {
      sheet,
      preamble: preamble?.toString('utf8') ?? '',
      ...(hostKey && { hostKey }),
      ...(clock && { clock }),
    }
  } finally {
    await machine.close()
  }
}

/** The probe with its variables, as it is run. */
export function commandOf({ script, variables, packageFolder = '' }: Asked, nonce: string): string {
  const all = Object.entries({ ...variables, nonce, package: packageFolder })
  return `${all.map(([name, value]) => `${name}=${quote(value)}\n`).join('')}${script}`
}
