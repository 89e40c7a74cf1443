/** Asks one machine for its fact sheet: one login, and one probe as root over it, which tells the clock as well. */
import type { HostActivity } from '@/lib/checks/activity'
import { clockReading } from '@/lib/checks/catalogue/system/clock'
import type { ClockOffset, PresentedHostKey } from '@/lib/checks/check-context'
import type { ProbeResult } from '@/lib/checks/probe/item'
import { parseProbeOutput } from '@/lib/checks/probe/result'
import type { Host, Taskbox } from '@/lib/cluster/cluster'
import { type FailureFacts, MachineFailure } from '../machine/machine'
import type { Machines, OpenMachine, ReachOptions } from '../machine/machines'
import { quote } from '../machine/quote'
import { newSentinel } from '../machine/sentinel'

/** A probe takes a fraction of a second; a host that is busy with something else may take many. */
const PROBE_MS = 60_000
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024

/** What a machine is asked. */
export interface ProbeRequest {
  /** The probe (`probeFor`). */
  script: string
  /** Shell variables that it uses (`variablesFor`). */
  variables?: Readonly<Record<string, string>>
  /** On the taskbox: the package's folder, which asks for its tools as well. */
  packageFolder?: string
}

export interface ProbeResponse {
  sheet: ProbeResult
  clock?: ClockOffset
  /** What the login's rc files print. */
  preamble: string
  /** Absent for this machine. */
  hostKey?: PresentedHostKey
  /** Why sudo refused; the sheet then holds what a user without rights sees. */
  sudoRefused?: FailureFacts
}

/** Opens a machine, elevated or as the user who logs in. */
type Connect = (options: ReachOptions) => Promise<OpenMachine>

/** Hears what a machine is asked for, before it is. */
type ReportActivity = (activity: HostActivity) => void

export const hostConnector =
  (machines: Machines, host: Host, taskbox: Taskbox): Connect =>
  (options) =>
    machines.host(host, taskbox, options)

/**
 * Throws a MachineFailure where the machine cannot be reached. Most facts need no root: where sudo refuses, they are
 * asked for without.
 */
export async function probeMachine(
  open: Connect,
  asked: ProbeRequest,
  signal?: AbortSignal,
  tell?: ReportActivity,
): Promise<ProbeResponse> {
  const abort = signal ? { signal } : {}
  try {
    return await runProbe(open, asked, abort, tell)
  } catch (error) {
    if (!(error instanceof MachineFailure) || error.kind !== 'sudo') throw error
    return { ...(await runProbe(open, asked, { ...abort, asUser: true }, tell)), sudoRefused: error.facts }
  }
}

async function runProbe(
  open: Connect,
  asked: ProbeRequest,
  options: ReachOptions,
  tell?: ReportActivity,
): Promise<ProbeResponse> {
  const machine = await open(options)
  try {
    tell?.({ stage: 'facts', withinMs: PROBE_MS })
    const nonce = newSentinel()
    const sent = Date.now() / 1000
    const { stdout, preamble } = await machine.exec(buildCommand(asked, nonce), {
      deadlineMs: PROBE_MS,
      maxBytes: MAX_OUTPUT_BYTES,
      idempotent: true,
      ...(options.signal && { signal: options.signal }),
    })
    const received = Date.now() / 1000
    const sheet = parseProbeOutput(stdout, nonce)
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
export function buildCommand({ script, variables, packageFolder = '' }: ProbeRequest, nonce: string): string {
  const all = Object.entries({ ...variables, nonce, package: packageFolder })
  return `${all.map(([name, value]) => `${name}=${quote(value)}\n`).join('')}${script}`
}
