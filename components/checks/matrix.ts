import { CHECK_IDS, type CheckId, type Finding } from '@/lib/checks/catalogue'
import { CHECK_STATUSES, type CheckStatus } from '@/lib/checks/status'
import { nameOf } from '@/lib/cluster/complete'
import type { Draft, HostDraft, WaiverDraft } from '@/lib/cluster/draft'
import type { ChecksView } from '@/lib/contract/socket'
import { waiverFor } from './waivers'

/** How a check stands on a host: its verdict, or that somebody lives with its failure. */
export type CellState = CheckStatus | 'waived'

/** Worst first, as findings are shown; a failure that was waived comes after what nobody looked at yet. */
export const CELL_STATES = ['fail', 'unknown', 'waived', 'warn', 'pass'] as const satisfies CellState[]

export interface HostRow {
  /** With the name that the installer gives it. */
  host: HostDraft
  /** Undefined: not checked, or being checked right now. */
  findings: readonly Finding[] | undefined
  /** Worst finding of each check; a check that does not apply to this host is not in it. */
  cells: ReadonlyMap<CheckId, CellState>
  counts: Counts
}

export type Counts = Readonly<Record<CellState, number>>

export interface Matrix {
  checks: readonly CheckId[]
  /** Worst first once the checks have ended; in the order of the hosts table while they run, so that nothing jumps. */
  rows: readonly HostRow[]
  counts: Counts
}

/** The verdicts as a table of hosts by checks. */
export function matrixOf(
  { hosts, waivers, installer }: Pick<Draft, 'hosts' | 'waivers' | 'installer'>,
  view: ChecksView,
): Matrix {
  const rows = hosts.map((host) => {
    const named = { ...host, name: nameOf(host, installer.mode) }
    return rowOf(named, view.hosts[host.id], waivers)
  })
  return {
    checks: CHECK_IDS,
    rows: view.running ? rows : rows.toSorted((a, b) => badness(b) - badness(a)),
    counts: total(rows.map(({ counts }) => counts)),
  }
}

function rowOf(
  host: HostDraft,
  found: readonly Finding[] | undefined,
  waivers: readonly WaiverDraft[],
): HostRow {
  const findings = found?.toSorted((a, b) => worseFirst(a.status, b.status))
  const cells = new Map<CheckId, CellState>()
  for (const { check, status } of findings ?? []) {
    const waived = status === 'fail' && waiverFor(waivers, check, host.name) !== undefined
    if (!cells.has(check)) cells.set(check, waived ? 'waived' : status)
  }
  return { host, findings, cells, counts: count([...cells.values()]) }
}

function worseFirst(a: CheckStatus, b: CheckStatus): number {
  return CHECK_STATUSES.indexOf(a) - CHECK_STATUSES.indexOf(b)
}

/** Waivers do not count here: a row must not move away under the hand that waives. */
function badness({ findings }: HostRow): number {
  const weights: Record<CheckStatus, number> = { fail: 1_000_000, unknown: 1_000, warn: 1, pass: 0 }
  return (findings ?? []).reduce((sum, { status }) => sum + weights[status], 0)
}

function count(states: readonly CellState[]): Record<CellState, number> {
  const counts = { fail: 0, unknown: 0, waived: 0, warn: 0, pass: 0 }
  for (const state of states) counts[state] += 1
  return counts
}

function total(all: readonly Counts[]): Counts {
  const sum = count([])
  for (const counts of all) for (const state of CELL_STATES) sum[state] += counts[state]
  return sum
}

/** Whether everything that was looked at on a host is well. */
export function passesAll({ findings, counts }: HostRow): boolean {
  return (
    findings !== undefined && counts.pass > 0 && CELL_STATES.every((s) => s === 'pass' || counts[s] === 0)
  )
}
