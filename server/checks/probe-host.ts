/** Probes one machine: one login and one script as root, which also measures the clock offset. */
import { measureClockOffset } from '@/lib/checks/catalogue/system/clock'
import type { ClockOffset, PresentedHostKey } from '@/lib/checks/check-context'
import type { ProbeResult } from '@/lib/checks/probe/item'
import { parseProbeOutput } from '@/lib/checks/probe/result'
import type { HostActivity } from '@/lib/checks/status'
import type { Host, Taskbox } from '@/lib/cluster/cluster'
import { type FailureFacts, MachineFailure } from '../machine/machine'
import type { Machines, OpenMachine, ReachOptions } from '../machine/machines'
import { quote } from '../machine/quote'
import { newSentinel } from '../machine/sentinel'
import { withMachine } from '../machine/with-machine'

/** A probe needs a fraction of a second; on a busy host, many seconds. */
const PROBE_MS = 60_000
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024

/** Input of a probe. */
export interface ProbeRequest {
  /** The script (`buildProbe`). */
  script: string
  /** Its shell variables (`variablesFor`). */
  variables?: Readonly<Record<string, string>>
  /** Package folder, on the taskbox only. It enables the items of the taskbox. */
  packageFolder?: string
}

/** Result of probing one machine. */
export interface ProbeResponse {
  probe: ProbeResult
  clock?: ClockOffset
  /** Output of the login's rc files. */
  preamble: string
  /** Undefined for this machine. */
  hostKey?: PresentedHostKey
  /** Why sudo failed; the probe then ran without root. */
  sudoRefused?: FailureFacts
}

/** Connects to a machine, as root or as the login user. */
type Connect = (options: ReachOptions) => Promise<OpenMachine>

/** Receives each stage before it starts. */
type ReportActivity = (activity: HostActivity) => void

/** Creates the function that connects to a host. */
export const hostConnector =
  (machines: Machines, host: Host, taskbox: Taskbox): Connect =>
  (options) =>
    machines.host(host, taskbox, options)

/**
 * Probes a machine. If sudo fails, probes again without root, since most facts do not need it.
 * Throws a MachineFailure if the connection fails.
 */
export async function probeMachine(
  connect: Connect,
  request: ProbeRequest,
  signal?: AbortSignal,
  reportActivity?: ReportActivity,
): Promise<ProbeResponse> {
  const abort = signal ? { signal } : {}
  try {
    return await runProbe(connect, request, abort, reportActivity)
  } catch (error) {
    if (!(error instanceof MachineFailure) || error.kind !== 'sudo') throw error
    return {
      ...(await runProbe(connect, request, { ...abort, asUser: true }, reportActivity)),
      sudoRefused: error.facts,
    }
  }
}

async function runProbe(
  connect: Connect,
  request: ProbeRequest,
  options: ReachOptions,
  reportActivity?: ReportActivity,
): Promise<ProbeResponse> {
  return withMachine(connect(options), async (machine) => {
    reportActivity?.({ stage: 'facts', timeoutMs: PROBE_MS })
    const nonce = newSentinel()
    const sent = Date.now() / 1000
    const { stdout, preamble } = await machine.exec(buildCommand(request, nonce), {
      deadlineMs: PROBE_MS,
      maxBytes: MAX_OUTPUT_BYTES,
      idempotent: true,
      ...(options.signal && { signal: options.signal }),
    })
    const received = Date.now() / 1000
    const probe = parseProbeOutput(stdout, nonce)
    const clock = measureClockOffset(probe, sent, received)
    const { hostKey } = machine
    return {
      probe,
      preamble: preamble?.toString('utf8') ?? '',
      ...(hostKey && { hostKey }),
      ...(clock && { clock }),
    }
  })
}

/** Prepends the variable assignments to the script. */
export function buildCommand({ script, variables, packageFolder = '' }: ProbeRequest, nonce: string): string {
  const all = Object.entries({ ...variables, nonce, package: packageFolder })
  return `${all.map(([name, value]) => `${name}=${quote(value)}\n`).join('')}${script}`
}
