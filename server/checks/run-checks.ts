/**
 * Runs the checks on the machines of a cluster, a limited number in parallel. A hanging host delays the run by its own
 * timeout only.
 */
import { CHECKS, type CheckId, type Finding } from '@/lib/checks/catalogue/index'
import type { HostContext } from '@/lib/checks/check-context'
import {
  evaluateAcrossHosts,
  evaluateHost,
  evaluateTaskbox,
  unreachableHostFindings,
  unreachableTaskboxFindings,
} from '@/lib/checks/evaluate/evaluate'
import { HOST_FACTS, toHostFacts } from '@/lib/checks/probe/host-facts'
import type { ProbeResult } from '@/lib/checks/probe/item'
import { buildProbe, variablesFor } from '@/lib/checks/probe/probe'
import type { HostReport } from '@/lib/checks/report/json-report'
import type { Facts, HostActivity } from '@/lib/checks/status'
import type { Cluster, Host } from '@/lib/cluster/cluster'
import type { Release } from '@/lib/installers/installer'
import { MachineFailure } from '../machine/machine'
import type { Machines } from '../machine/machines'
import { Semaphore } from '../ssh/semaphore'
import { hostConnector, type ProbeRequest, type ProbeResponse, probeMachine } from './probe-host'

/** Hosts probed in parallel. More would only slow each other down, here and on a shared hypervisor. */
const MAX_CONCURRENT_PROBES = 16
/**
 * After this time a host is probably waiting for a timeout and releases its slot, so unreachable hosts do not delay
 * the others. A shorter time would let slow hosts of one hypervisor run in ever greater numbers.
 */
const RELEASE_SLOT_AFTER_MS = 5_000

export interface CheckOptions {
  /** With its secrets. */
  cluster: Cluster
  release: Release
  machines: Machines
  /** Ids of the hosts to evaluate. The others are probed only for comparison. Default: all. */
  hosts?: readonly string[] | undefined
  /** The selected checks. Default: all. */
  onlyChecks?: readonly CheckId[] | undefined
  /** Ids of the hosts on which an earlier run of this cluster was started. Its leftovers do not fail. */
  previouslyInstalled?: ReadonlySet<string> | undefined
  /** Stops the run. Unfinished hosts get no findings. */
  signal?: AbortSignal | undefined
  onProgress?: (done: number, total: number) => void
  /** Receives the current stage of a host with its timeout; undefined when its probe has finished. */
  onActivity?: (host: string, activity: HostActivity | undefined) => void
  /** Receives all findings of a host: after its probe, and again after the comparison of all hosts. */
  onFindings?: (host: string, findings: Finding[]) => void
}

/** Outcome of probing one host. */
interface ProbeOutcome {
  host: Host
  /** A failure if the host was unreachable. */
  response: ProbeResponse | MachineFailure
}

/** Runs the checks. Resolves with the findings of each host, in cluster order; aborted hosts are missing. */
export async function runChecks(options: CheckOptions): Promise<HostReport[]> {
  const { cluster, onProgress, onFindings } = options
  const selected = cluster.hosts.filter(({ id }) => options.hosts?.includes(id) ?? true)
  const others = cluster.hosts.filter((host) => !selected.includes(host))
  const reports = new Map<string, HostReport>()
  let done = 0
  const addReport = (report: HostReport) => {
    reports.set(report.host.id, report)
    onFindings?.(report.host.id, [...report.findings])
  }
  onProgress?.(0, selected.length)
  const semaphore = new Semaphore(MAX_CONCURRENT_PROBES)
  const taskboxProbe = probeStandaloneTaskbox(options)
  const comparesHosts = selectChecks(options).some(({ acrossHosts }) => acrossHosts)
  const outcomes = await Promise.all(
    [...selected, ...(comparesHosts ? others : [])].map(async (host) => {
      const isSelected = selected.includes(host)
      const outcome = await probeHost(host, options, semaphore, isSelected)
      if (!outcome || !isSelected) return outcome
      addReport(createHostReport(outcome, options))
      onProgress?.(++done, selected.length)
      return outcome
    }),
  )
  const taskbox = await taskboxProbe
  const compared = compareHosts(
    outcomes.filter((outcome) => outcome !== undefined),
    options,
    taskbox?.probe,
  )
  const first = cluster.hosts[0]
  if (first && taskbox) compared.set(first.id, [...(compared.get(first.id) ?? []), ...taskbox.findings])
  for (const [id, report] of reports)
    addReport({ ...report, findings: [...report.findings, ...(compared.get(id) ?? [])] })
  return cluster.hosts.flatMap(({ id }) => reports.get(id) ?? [])
}

async function probeHost(
  host: Host,
  options: CheckOptions,
  semaphore: Semaphore,
  isSelected: boolean,
): Promise<ProbeOutcome | undefined> {
  const { cluster, machines, signal, onActivity } = options
  const response = await undefinedIfAborted(signal, async () => {
    const release = await semaphore.acquire(signal)
    const releaseTimer = setTimeout(release, RELEASE_SLOT_AFTER_MS)
    try {
      const reportActivity = (activity: HostActivity) => onActivity?.(host.id, activity)
      reportActivity({ stage: 'login', timeoutMs: machines.dialMs })
      return await probeMachine(
        hostConnector(machines, host, cluster.taskbox),
        createProbeRequest(options, host, isSelected),
        signal,
        reportActivity,
      )
    } finally {
      clearTimeout(releaseTimer)
      release()
      onActivity?.(host.id, undefined)
    }
  })
  return response && { host, response }
}

/** Returns a MachineFailure as a value, and undefined after an abort. Rethrows other errors, which are bugs. */
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

function createHostReport({ host, response }: ProbeOutcome, options: CheckOptions): HostReport {
  const checks = selectChecks(options)
  if (response instanceof MachineFailure) {
    const unreachable = unreachableHostFindings(response.kind, response.facts, checks)
    const taskbox = host.taskbox ? unreachableTaskbox(response, options) : []
    return { host, facts: undefined, probe: undefined, findings: [...unreachable, ...taskbox] }
  }
  const { probe, preamble, sudoRefused } = response
  const { cluster, release } = options
  const context: HostContext = {
    cluster,
    release,
    host,
    preamble,
    previouslyInstalled: options.previouslyInstalled?.has(host.id) ?? false,
    ...(sudoRefused && { sudoRefused }),
  }
  const findings = [
    ...evaluateHost(probe, context, checks),
    ...(host.taskbox ? evaluateTaskbox(probe, context, checks) : []),
  ]
  return { host, facts: toHostFacts(probe), probe, findings }
}

/** The selected checks. */
const selectChecks = ({ onlyChecks }: Pick<CheckOptions, 'onlyChecks'>) =>
  CHECKS.filter(({ id }) => onlyChecks?.includes(id) ?? true)

/**
 * Builds the probe of a host; without a host, of a taskbox that is not one of them. A host that is not evaluated needs
 * only the items of comparing checks.
 */
export function createProbeRequest(
  options: Pick<CheckOptions, 'cluster' | 'release' | 'onlyChecks'>,
  host?: Host,
  isSelected = true,
): ProbeRequest {
  const { cluster, release } = options
  const checks = selectChecks(options).filter(({ acrossHosts }) => isSelected || acrossHosts)
  return {
    script: buildProbe(isSelected ? [...checks, HOST_FACTS] : checks),
    variables: variablesFor(checks, { cluster, release, ...(host && { host }) }),
    packageFolder: !host || host.taskbox ? cluster.installer.source : '',
  }
}

function unreachableTaskbox(
  { kind, facts }: { kind: MachineFailure['kind']; facts: Facts },
  options: CheckOptions,
) {
  return unreachableTaskboxFindings(kind, facts).filter(
    ({ check }) => options.onlyChecks?.includes(check) ?? true,
  )
}

function compareHosts(
  outcomes: readonly ProbeOutcome[],
  options: CheckOptions,
  standaloneTaskbox: ProbeResult | undefined,
): Map<string, Finding[]> {
  const { cluster, release } = options
  const probed = outcomes.flatMap(({ host, response }) =>
    response instanceof MachineFailure ? [] : [{ host, ...response }],
  )
  const taskbox = standaloneTaskbox ?? probed.find(({ host }) => host.taskbox)?.probe
  return evaluateAcrossHosts(probed, { cluster, release, ...(taskbox && { taskbox }) }, selectChecks(options))
}

/** Probes the taskbox if it is not one of the hosts. Its findings are listed with the first host. */
async function probeStandaloneTaskbox(
  options: CheckOptions,
): Promise<{ findings: Finding[]; probe?: ProbeResult } | undefined> {
  const { cluster, machines, signal } = options
  if (cluster.hosts.some((host) => host.taskbox)) return undefined
  const connect: Parameters<typeof probeMachine>[0] = (probeOptions) =>
    machines.taskbox(cluster.taskbox, probeOptions)
  const response = await undefinedIfAborted(signal, () =>
    probeMachine(connect, createProbeRequest(options), signal),
  )
  if (!response) return undefined
  if (response instanceof MachineFailure) return { findings: unreachableTaskbox(response, options) }
  const { probe, sudoRefused } = response
  if (sudoRefused)
    return { findings: unreachableTaskbox({ kind: 'sudo', facts: sudoRefused }, options), probe }
  return { findings: evaluateTaskbox(probe, options, selectChecks(options)), probe }
}
