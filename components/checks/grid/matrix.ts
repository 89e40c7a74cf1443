import { CHECK_IDS, type CheckId, type Finding } from '@/lib/checks/catalogue/index'
import { RESULT_STATES, type ResultState, resultState } from '@/lib/checks/evaluate/result-state'
import { CHECK_STATUSES, type CheckStatus } from '@/lib/checks/status'
import type { Draft, HostDraft, Mode, WaiverDraft } from '@/lib/cluster/draft'
import { hostName } from '@/lib/cluster/to-cluster'
import type { BusyHost, ChecksView, HostResults } from '@/lib/contract/checks'

export interface CheckCell {
  state: ResultState
  /** Something that it was judged by has changed since. */
  stale: boolean
  /** Unknown for the one reason that the host was not reached, which its login says already. */
  unasked: boolean
}

/** What the checks do with a host: nothing any more, nothing yet in this round, or what it is asked for. */
export type RowActivity = { kind: 'rest' } | { kind: 'waits' } | { kind: 'busy'; busy: BusyHost }

/** What a row is made from. */
interface RowInputs {
  host: HostDraft
  mode: Mode
  verdicts: HostResults | undefined
  waivers: readonly WaiverDraft[]
}

export interface HostRow {
  origin: RowInputs
  /** With the name that the installer gives it. */
  host: HostDraft
  /** Undefined: never checked. */
  verdicts: HostResults | undefined
  /** Worst first. */
  findings: readonly Finding[]
  /** Worst finding of each check; a check that does not apply to this host is not in it. */
  cells: ReadonlyMap<CheckId, CheckCell>
  counts: Counts
  stale: number
  standing: RowActivity
}

export type Counts = Readonly<Record<ResultState, number>>

export interface Matrix {
  /** Checks that apply to some host, in the catalogue's order. */
  checks: readonly CheckId[]
  /** Worst first once the checks have ended; in the order of the hosts table while they run, so that nothing jumps. */
  rows: readonly HostRow[]
  counts: Counts
  stale: number
  /** Hosts of which something is not known: never checked, or stopped midway. */
  unchecked: number
}

/** The verdicts as a table of hosts by checks. @param before rows in which nothing changed stay the same objects */
export function buildMatrix(
  { hosts, waivers, installer }: Pick<Draft, 'hosts' | 'waivers' | 'installer'>,
  view: ChecksView,
  before?: Matrix,
): Matrix {
  const standing = rowActivities(view)
  const known = new Map(before?.rows.map((row) => [row.origin.host.id, row]))
  const rows = hosts.map((host) => {
    const origin = { host, mode: installer.mode, verdicts: view.hosts[host.id], waivers }
    const row = known.get(host.id)
    const now = standing(host.id)
    return row && haveSameInputs(row.origin, origin) && isSameActivity(row.standing, now)
      ? row
      : buildRow(origin, now)
  })
  return {
    checks: CHECK_IDS.filter((check) => rows.some(({ cells }) => cells.has(check))),
    rows: view.progress ? rows : rows.toSorted((a, b) => severityScore(b) - severityScore(a)),
    counts: sumCounts(rows.map(({ counts }) => counts)),
    stale: rows.reduce((sum, row) => sum + row.stale, 0),
    unchecked: rows.filter(({ verdicts }) => !verdicts || verdicts.partial).length,
  }
}

function rowActivities({ progress, hosts, startedAt }: ChecksView): (host: string) => RowActivity {
  const busy = new Map(progress?.busy.map((one) => [one.host, one]))
  const asked = new Set(progress?.hosts)
  return (host) => {
    const mine = busy.get(host)
    if (mine) return { kind: 'busy', busy: mine }
    const told = hosts[host]
    const renewed = told && Math.max(told.at, ...Object.values(told.again)) >= startedAt
    return asked.has(host) && !renewed ? { kind: 'waits' } : { kind: 'rest' }
  }
}

function haveSameInputs(a: RowInputs, b: RowInputs): boolean {
  return a.host === b.host && a.mode === b.mode && a.verdicts === b.verdicts && a.waivers === b.waivers
}

function isSameActivity(a: RowActivity, b: RowActivity): boolean {
  if (a.kind !== 'busy' || b.kind !== 'busy') return a.kind === b.kind
  return a.busy.stage === b.busy.stage && a.busy.since === b.busy.since
}

function buildRow(origin: RowInputs, standing: RowActivity): HostRow {
  const { verdicts, waivers, mode } = origin
  const host = { ...origin.host, name: hostName(origin.host, mode) }
  const findings = (verdicts?.findings ?? []).toSorted((a, b) => compareStatus(a.status, b.status))
  const stale = new Set(verdicts?.stale)
  const cells = new Map<CheckId, CheckCell>()
  for (const finding of findings) {
    const { check } = finding
    if (cells.has(check)) continue
    const state = resultState(finding, waivers, host.name)
    cells.set(check, { state, stale: stale.has(check), unasked: isUnreachable(finding) })
  }
  return {
    origin,
    host,
    verdicts,
    findings,
    cells,
    counts: countStates([...cells.values()]),
    stale: stale.size,
    standing,
  }
}

/** What could not be asked, since the host was not reached: all of it for one reason, so it is said once. */
export function isUnreachable({ status, reason }: Finding): boolean {
  return status === 'unknown' && reason === 'unreached'
}

function compareStatus(a: CheckStatus, b: CheckStatus): number {
  return CHECK_STATUSES.indexOf(a) - CHECK_STATUSES.indexOf(b)
}

/** Waivers do not count here: a row must not move away under the hand that waives. Unchecked hosts come after failures. */
function severityScore({ findings, verdicts }: HostRow): number {
  const weights: Record<CheckStatus, number> = { fail: 1_000_000, unknown: 1_000, warn: 1, pass: 0 }
  const unchecked = verdicts && !verdicts.partial ? 0 : 900_000
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

/** Whether everything that was looked at on a host is well, and still holds. */
export function hasPassedAll({ verdicts, counts, stale }: HostRow): boolean {
  const well = RESULT_STATES.every((state) => state === 'pass' || counts[state] === 0)
  return verdicts !== undefined && !verdicts.partial && stale === 0 && counts.pass > 0 && well
}
