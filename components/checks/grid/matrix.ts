import { CHECK_IDS, type CheckId, type Finding } from '@/lib/checks/catalogue/index'
import { RESULT_STATES, type ResultState, resultState } from '@/lib/checks/evaluate/result-state'
import type { HostResults } from '@/lib/checks/results'
import { CHECK_STATUSES, type CheckStatus } from '@/lib/checks/status'
import type { Draft, HostDraft, Mode, WaiverDraft } from '@/lib/cluster/draft/draft'
import { hostName } from '@/lib/cluster/draft/to-cluster'
import type { BusyHost, ChecksView } from '@/lib/contract/checks'
import type { CheckScope } from '../run/use-check-runner'

export interface CheckCell {
  state: ResultState
  /** The check's inputs have changed since. */
  stale: boolean
  /** Unknown because the host was unreachable, which its `ssh` finding already reports. */
  unreachable: boolean
}

/** Activity of a host in the current run. */
export type RowActivity = { kind: 'idle' } | { kind: 'queued' } | { kind: 'busy'; busy: BusyHost }

/** Inputs of a row, to detect changes. */
interface RowInputs {
  host: HostDraft
  mode: Mode
  results: HostResults | undefined
  waivers: readonly WaiverDraft[]
}

export interface HostRow {
  inputs: RowInputs
  /** With the name that the installer gives it. */
  host: HostDraft
  /** Undefined if never checked. */
  results: HostResults | undefined
  /** Worst first. */
  findings: readonly Finding[]
  /** Worst state of each check that applies to this host. */
  cells: ReadonlyMap<CheckId, CheckCell>
  counts: Counts
  stale: number
  activity: RowActivity
}

export type Counts = Readonly<Record<ResultState, number>>

export interface Matrix {
  /** Checks that apply to at least one host, in catalogue order. */
  checks: readonly CheckId[]
  /** Worst first after a run; in the order of the hosts table during a run, so that rows do not move. */
  rows: readonly HostRow[]
  counts: Counts
  stale: number
  /** Hosts without complete results: never checked, or stopped early. */
  unchecked: number
}

/** Builds the table of hosts by checks. @param before previous matrix, whose unchanged rows are reused */
export function buildMatrix(
  { hosts, waivers, installer }: Pick<Draft, 'hosts' | 'waivers' | 'installer'>,
  view: ChecksView,
  before?: Matrix,
): Matrix {
  const activityOf = rowActivities(view)
  const previous = new Map(before?.rows.map((row) => [row.inputs.host.id, row]))
  const rows = hosts.map((host) => {
    const inputs = { host, mode: installer.mode, results: view.hosts[host.id], waivers }
    const row = previous.get(host.id)
    const activity = activityOf(host.id)
    return row && haveSameInputs(row.inputs, inputs) && isSameActivity(row.activity, activity)
      ? row
      : buildRow(inputs, activity)
  })
  return {
    checks: CHECK_IDS.filter((check) => rows.some(({ cells }) => cells.has(check))),
    rows: view.progress ? rows : rows.toSorted((a, b) => severityScore(b) - severityScore(a)),
    counts: sumCounts(rows.map(({ counts }) => counts)),
    stale: rows.reduce((sum, row) => sum + row.stale, 0),
    unchecked: rows.filter(({ results }) => !results || results.partial).length,
  }
}

function rowActivities({ progress, hosts, startedAt }: ChecksView): (host: string) => RowActivity {
  const busyHosts = new Map(progress?.busy.map((busy) => [busy.host, busy]))
  const runHosts = new Set(progress?.hosts)
  return (host) => {
    const busy = busyHosts.get(host)
    if (busy) return { kind: 'busy', busy }
    const results = hosts[host]
    const isDone = results && Math.max(results.at, ...Object.values(results.rerunAt)) >= startedAt
    return runHosts.has(host) && !isDone ? { kind: 'queued' } : { kind: 'idle' }
  }
}

function haveSameInputs(a: RowInputs, b: RowInputs): boolean {
  return a.host === b.host && a.mode === b.mode && a.results === b.results && a.waivers === b.waivers
}

function isSameActivity(a: RowActivity, b: RowActivity): boolean {
  if (a.kind !== 'busy' || b.kind !== 'busy') return a.kind === b.kind
  return a.busy.stage === b.busy.stage && a.busy.since === b.busy.since
}

function buildRow(inputs: RowInputs, activity: RowActivity): HostRow {
  const { results, waivers, mode } = inputs
  const host = { ...inputs.host, name: hostName(inputs.host, mode) }
  const findings = (results?.findings ?? []).toSorted((a, b) => compareStatus(a.status, b.status))
  const stale = new Set(results?.stale)
  const cells = new Map<CheckId, CheckCell>()
  for (const finding of findings) {
    const { check } = finding
    if (cells.has(check)) continue
    const state = resultState(finding, waivers, host.name)
    cells.set(check, { state, stale: stale.has(check), unreachable: isUnreachable(finding) })
  }
  return {
    inputs,
    host,
    results,
    findings,
    cells,
    counts: countStates([...cells.values()]),
    stale: stale.size,
    activity,
  }
}

/** Whether the check could not run because the host was unreachable. */
export function isUnreachable({ status, reason }: Finding): boolean {
  return status === 'unknown' && reason === 'unreached'
}

function compareStatus(a: CheckStatus, b: CheckStatus): number {
  return CHECK_STATUSES.indexOf(a) - CHECK_STATUSES.indexOf(b)
}

/** Ignores waivers, so that a row does not move when the user waives a check. Unchecked hosts rank after failures. */
function severityScore({ findings, results }: HostRow): number {
  const weights: Record<CheckStatus, number> = { fail: 1_000_000, unknown: 1_000, warn: 1, pass: 0 }
  const unchecked = results && !results.partial ? 0 : 900_000
  return findings.reduce((sum, { status }) => sum + weights[status], unchecked)
}

function countStates(cells: readonly CheckCell[]): Record<ResultState, number> {
  const counts = { fail: 0, unknown: 0, waived: 0, warn: 0, pass: 0 }
  for (const { state } of cells) counts[state] += 1
  return counts
}

function sumCounts(all: readonly Counts[]): Counts {
  const sum = countStates([])
  for (const counts of all) for (const state of RESULT_STATES) sum[state] += counts[state]
  return sum
}

/** Whether all checks of a host passed and none is stale. */
export function hasPassedAll({ results, counts, stale }: HostRow): boolean {
  const allPassed = RESULT_STATES.every((state) => state === 'pass' || counts[state] === 0)
  return results !== undefined && !results.partial && stale === 0 && counts.pass > 0 && allPassed
}

/** Returns the smallest run that makes all results complete and current; undefined if none is needed. */
export function rerunScope({ rows }: Matrix): CheckScope | undefined {
  const unchecked = rows.filter(({ results }) => !results || results.partial)
  const stale = rows.filter((row) => row.stale > 0)
  const hosts = [...new Set([...unchecked, ...stale])].map(({ host }) => host.id)
  if (hosts.length === 0) return undefined
  if (unchecked.length > 0) return hosts.length === rows.length ? {} : { hosts }
  const checks = new Set<CheckId>(stale.flatMap(({ results }) => results?.stale ?? []))
  return { hosts, checks: [...checks] }
}
