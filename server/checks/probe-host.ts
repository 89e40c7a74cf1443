/** Asks one machine for its fact sheet: one login, its clock, one probe as root over the same connection. */
import type { Activity } from '@/lib/checks/activity'
import type { ClockReading } from '@/lib/checks/context'
import { CLOCK } from '@/lib/checks/probe'
import type { Sheet } from '@/lib/checks/section'
import { readSheet } from '@/lib/checks/sheet'
import type { Host, Taskbox } from '@/lib/cluster/cluster'
import { type FailureFacts, type Machine, MachineFailure } from '../machine/machine'
import type { Machines, OpenMachine, ReachOptions } from '../machine/machines'
import { newMark } from '../machine/mark'
import { quote } from '../machine/quote'

/** A probe takes a fraction of a second; a host that is busy with something else may take many. */
const PROBE_MS = 30_000
const CLOCK_MS = 10_000
/** The shorter the round trip, the better the clock is known: tried again, unless it is good enough. */
const CLOCK_TRIES = 3
const CLOCK_GOOD_ENOUGH_SECONDS = 0.25
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
  /** Fingerprint of the host's key; empty for this machine. */
  fingerprint: string
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

/** Throws a MachineFailure where the machine cannot be reached. */
export async function probe(open: Open, asked: Asked, signal?: AbortSignal, tell?: Tell): Promise<Probed> {
  const abort = signal ? { signal } : {}
  const user = await open({ ...abort, asUser: true })
  try {
    tell?.({ stage: 'facts', withinMs: PROBE_MS })
    const { preamble, clock } = await readClock(user, abort)
    const { sheet, sudoRefused } = await asRoot(open, user, asked, abort)
    return {
      sheet,
      preamble,
      fingerprint: user.hostKey?.fingerprint ?? '',
      ...(clock && { clock }),
      ...(sudoRefused && { sudoRefused }),
    }
  } finally {
    await user.close()
  }
}

type Abort = { signal?: AbortSignal }

/** Most facts need no root: where sudo refuses, they are asked for without. */
async function asRoot(open: Open, user: Machine, asked: Asked, abort: Abort) {
  try {
    const root = await open(abort)
    try {
      return { sheet: await readFacts(root, asked, abort) }
    } finally {
      await root.close()
    }
  } catch (error) {
    if (!(error instanceof MachineFailure) || error.kind !== 'sudo') throw error
    return { sheet: await readFacts(user, asked, abort), sudoRefused: error.facts }
  }
}

async function readFacts(machine: Machine, asked: Asked, abort: Abort): Promise<Sheet> {
  const nonce = newMark()
  const variables = Object.entries({ ...asked.variables, nonce, package: asked.packageFolder ?? '' })
  const command = `${variables.map(([name, value]) => `${name}=${quote(value)}\n`).join('')}${asked.script}`
  const options = { deadlineMs: PROBE_MS, maxBytes: MAX_OUTPUT_BYTES, idempotent: true, ...abort }
  const { stdout } = await machine.exec(command, options)
  return readSheet(stdout, nonce)
}

/** The host's clock against the middle of the round trip; the shortest of a few. */
async function readClock(machine: Machine, abort: Abort) {
  let preamble = ''
  let best: ClockReading | undefined
  for (let tries = 0; tries < CLOCK_TRIES; tries++) {
    const sent = Date.now()
    const result = await machine.exec(CLOCK, { deadlineMs: CLOCK_MS, idempotent: true, ...abort })
    const reading = clockReading(result.stdout.toString('utf8'), sent, Date.now())
    preamble = result.preamble?.toString('utf8') ?? ''
    if (reading && (!best || reading.uncertain < best.uncertain)) best = reading
    if (!reading || reading.uncertain <= CLOCK_GOOD_ENOUGH_SECONDS) break
  }
  return { preamble, clock: best }
}

/** Not every date knows fractions (busybox prints none): then the second's middle is meant. */
function clockReading(output: string, sent: number, received: number): ClockReading | undefined {
  const [, seconds, fraction = ''] = /^(\d{6,12})\.?(\d*)\D*$/.exec(output.trim()) ?? []
  if (!seconds) return undefined
  const theirs = fraction ? Number(`${seconds}.${fraction}`) : Number(seconds) + 0.5
  return {
    ahead: theirs - (sent + received) / 2000,
    uncertain: (received - sent) / 2000 + (fraction ? 0 : 0.5),
  }
}
