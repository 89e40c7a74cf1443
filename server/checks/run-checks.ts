/**
 * Runs the checks over a cluster's machines: all hosts at once, so many at a time; a host that hangs costs its own
 * deadline and nobody else's.
 */
import type { HostActivity } from '@/lib/checks/activity'
import { CHECKS, type CheckId, type Finding } from '@/lib/checks/catalogue/index'
import type { HostContext } from '@/lib/checks/check-context'
import {
  evaluateAcrossHosts,
  evaluateHost,
  evaluateTaskbox,
  unreachableHostFindings,
  unreachableTaskboxFindings,
} from '@/lib/checks/evaluate/evaluate'
import { HOST_FACTS, hostFacts } from '@/lib/checks/probe/host-facts'
import type { ProbeResult } from '@/lib/checks/probe/item'
import { buildProbe, variablesFor } from '@/lib/checks/probe/probe'
import type { HostReport } from '@/lib/checks/report/json-report'
import type { Facts } from '@/lib/checks/status'
import type { Cluster, Host } from '@/lib/cluster/cluster'
import type { Release } from '@/lib/installers/installer'
import { MachineFailure } from '../machine/machine'
import type { Machines } from '../machine/machines'
import { Semaphore } from '../ssh/semaphore'
import { hostConnector, type ProbeRequest, type ProbeResponse, probeMachine } from './probe-host'

/** More at once only make each of them slower, on this machine's few cores as on a hypervisor's disk. */
const MAX_CONCURRENT_PROBES = 16
/**
 * A host that takes so long mostly waits: it gives its place to the next, so that dead ones hold up the others by no
 * more than this. Sooner, and of hosts that are only slow, such as those of one hypervisor, ever more would be asked at once.
 */
const RELEASE_SLOT_AFTER_MS = 5_000

export interface CheckOptions {
  /** With its secrets. */
  cluster: Cluster
  release: Release
  machines: Machines
  /** Ids of the hosts to be judged; the others are only asked for what these are compared with. Default: all. */
  hosts?: readonly string[] | undefined
  /** Only these checks are made. Default: all. */
  only?: readonly CheckId[] | undefined
  /** Ids of the hosts that a former run of this cluster touched: what it left there is no obstacle. */
  touched?: ReadonlySet<string> | undefined
  /** Aborting ends what runs; the hosts that have no verdict by then get none. */
  signal?: AbortSignal | undefined
  onProgress?: (done: number, total: number) => void
  /** What a host is asked for now, and how long that may take; undefined once nothing more is asked of it. */
  onActivity?: (host: string, activity: HostActivity | undefined) => void
  /** All that is known of a host: as soon as it has answered, and again once all are compared. */
  onFindings?: (host: string, findings: Finding[]) => void
}

/** What one host came to. */
interface ProbeOutcome {
  host: Host
  /** A failure where it was not reached. */
  probed: ProbeResponse | MachineFailure
}

/** Resolves with what was found, by host in the cluster's order; without those that an abort left out. */
export async function runChecks(options: CheckOptions): Promise<HostReport[]> {
  const { cluster, onProgress, onFindings } = options
  const judged = cluster.hosts.filter(({ id }) => options.hosts?.includes(id) ?? true)
  const rest = cluster.hosts.filter((host) => !judged.includes(host))
  const reports = new Map<string, HostReport>()
  let done = 0
  const tell = (report: HostReport) => {
    reports.set(report.host.id, report)
    onFindings?.(report.host.id, [...report.findings])
  }
  onProgress?.(0, judged.length)
  const gate = new Semaphore(MAX_CONCURRENT_PROBES)
  const separate = probeStandaloneTaskbox(options)
  const needsRest = selectChecks(options).some(({ together }) => together)
  const answers = await Promise.all(
    [...judged, ...(needsRest ? rest : [])].map(async (host) => {
      const isJudged = judged.includes(host)
      const answer = await probeHost(host, options, gate, isJudged)
      if (!answer || !isJudged) return answer
      tell(createHostReport(answer, options))
      onProgress?.(++done, judged.length)
      return answer
    }),
  )
  const onTaskbox = await separate
  const together = compareHosts(
    answers.filter((answer) => answer !== undefined),
    options,
    onTaskbox?.sheet,
  )
  const first = cluster.hosts[0]
  if (first && onTaskbox) together.set(first.id, [...(together.get(first.id) ?? []), ...onTaskbox.findings])
  for (const [id, report] of reports)
    tell({ ...report, findings: [...report.findings, ...(together.get(id) ?? [])] })
  return cluster.hosts.flatMap(({ id }) => reports.get(id) ?? [])
}

async function probeHost(
  host: Host,
  options: CheckOptions,
  gate: Semaphore,
  isJudged: boolean,
): Promise<ProbeOutcome | undefined> {
  const { cluster, machines, signal, onActivity } = options
  const probed = await undefinedIfAborted(signal, async () => {
    const leave = await gate.acquire(signal)
    const slow = setTimeout(leave, RELEASE_SLOT_AFTER_MS)
    try {
      const tell = (activity: HostActivity) => onActivity?.(host.id, activity)
      tell({ stage: 'login', withinMs: machines.dialMs })
      return await probeMachine(
        hostConnector(machines, host, cluster.taskbox),
        createProbeRequest(options, host, isJudged),
        signal,
        tell,
      )
    } finally {
      clearTimeout(slow)
      leave()
      onActivity?.(host.id, undefined)
    }
  })
  return probed && { host, probed }
}

/** What a machine came to; undefined where it was aborted. Anything but a MachineFailure is a fault of ours. */
async function undefinedIfAborted(
  signal: AbortSignal | undefined,
  work: () => Promise<ProbeResponse>,
): Promise<ProbeResponse | MachineFailure | undefined> {
  try {
    return await work()
  } catch (error) {
    if (signal?.aborted) return undefined
    if (error instanceof MachineFailure) return error
    throw error
  }
}

function createHostReport({ host, probed }: ProbeOutcome, options: CheckOptions): HostReport {
  const checks = selectChecks(options)
  if (probed instanceof MachineFailure) {
    const unreached = unreachableHostFindings(probed.kind, probed.facts, checks)
    const taskbox = host.taskbox ? unreachableTaskbox(probed, options) : []
    return { host, facts: undefined, sheet: undefined, findings: [...unreached, ...taskbox] }
  }
  const { sheet, preamble, sudoRefused } = probed
  const { cluster, release, touched } = options
  const ownTraces = touched?.has(host.id) ?? false
  const context: HostContext = {
    cluster,
    release,
    host,
    preamble,
    ownTraces,
    ...(sudoRefused && { sudoRefused }),
  }
  const findings = [
    ...evaluateHost(sheet, context, checks),
    ...(host.taskbox ? evaluateTaskbox(sheet, context, checks) : []),
  ]
  return { host, facts: hostFacts(sheet), sheet, findings }
}

/** The checks that are made. */
const selectChecks = ({ only }: Pick<CheckOptions, 'only'>) =>
  CHECKS.filter(({ id }) => only?.includes(id) ?? true)

/**
 * What a host, or without one the taskbox that is none of them, is asked. Of a host that is not to be judged only what
 * the others are compared with.
 */
export function createProbeRequest(
  options: Pick<CheckOptions, 'cluster' | 'release' | 'only'>,
  host?: Host,
  isJudged = true,
): ProbeRequest {
  const { cluster, release } = options
  const checks = selectChecks(options).filter(({ together }) => isJudged || together)
  return {
    script: buildProbe(isJudged ? [...checks, HOST_FACTS] : checks),
    variables: variablesFor(checks, { cluster, release, ...(host && { host }) }),
    packageFolder: !host || host.taskbox ? cluster.installer.package : '',
  }
}

function unreachableTaskbox(
  { kind, facts }: { kind: MachineFailure['kind']; facts: Facts },
  options: CheckOptions,
) {
  return unreachableTaskboxFindings(kind, facts).filter(({ check }) => options.only?.includes(check) ?? true)
}

function compareHosts(
  answers: readonly ProbeOutcome[],
  options: CheckOptions,
  separate: ProbeResult | undefined,
): Map<string, Finding[]> {
  const { cluster, release } = options
  const reached = answers.flatMap(({ host, probed }) =>
    probed instanceof MachineFailure ? [] : [{ host, ...probed }],
  )
  const taskbox = separate ?? reached.find(({ host }) => host.taskbox)?.sheet
  return evaluateAcrossHosts(
    reached,
    { cluster, release, ...(taskbox && { taskbox }) },
    selectChecks(options),
  )
}

/** The taskbox where it is none of the hosts: what is found there stands at the first of them. */
async function probeStandaloneTaskbox(
  options: CheckOptions,
): Promise<{ findings: Finding[]; sheet?: ProbeResult } | undefined> {
  const { cluster, machines, signal } = options
  if (cluster.hosts.some((host) => host.taskbox)) return undefined
  const open: Parameters<typeof probeMachine>[0] = (own) => machines.taskbox(cluster.taskbox, own)
  const probed = await undefinedIfAborted(signal, () =>
    probeMachine(open, createProbeRequest(options), signal),
  )
  if (!probed) return undefined
  if (probed instanceof MachineFailure) return { findings: unreachableTaskbox(probed, options) }
  const { sheet, sudoRefused } = probed
  if (sudoRefused)
    return { findings: unreachableTaskbox({ kind: 'sudo', facts: sudoRefused }, options), sheet }
  return { findings: evaluateTaskbox(sheet, options, selectChecks(options)), sheet }
}
