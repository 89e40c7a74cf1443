import type { CheckId } from '@/lib/checks/catalogue/index'
import { RESULT_STATES, type ResultState } from '@/lib/checks/evaluate/result-state'
import { type CheckCell, type HostRow, hasPassedAll, type Matrix } from './matrix'

/** What of the matrix is looked at: all, only what stands one way, or only what has to be run again. */
export type Filter = 'all' | ResultState | 'stale'

/** Fewer hosts than these are not worth hiding. */
const MIN_COLLAPSED_HOSTS = 4

export interface VisibleMatrix {
  rows: readonly HostRow[]
  checks: readonly CheckId[]
  /** Hosts that pass everything, and checks that pass on every host: each behind one line. */
  quietRows: readonly HostRow[]
  quietChecks: readonly CheckId[]
}

export interface MatrixViewOptions {
  filter: Filter
  /** Show what all passes, too. */
  allRows: boolean
  allChecks: boolean
  /** While they run no host is hidden, so that nothing jumps. */
  running: boolean
}

/** The part of the matrix that is worth a look: what all passes is a line with a count. */
export function selectVisible(
  { rows, checks }: Matrix,
  { filter, allRows, allChecks, running }: MatrixViewOptions,
): VisibleMatrix {
  if (filter !== 'all') {
    const isWanted = (cell: CheckCell | undefined) => cell !== undefined && matchesFilter(cell, filter)
    const wanted = rows.filter(({ cells }) => [...cells.values()].some(isWanted))
    return {
      rows: wanted,
      checks: checks.filter((check) => wanted.some(({ cells }) => isWanted(cells.get(check)))),
      quietRows: [],
      quietChecks: [],
    }
  }
  const passing = rows.filter(hasPassedAll)
  const quietRows = !allRows && !running && passing.length >= MIN_COLLAPSED_HOSTS ? passing : []
  const quietChecks = allChecks
    ? []
    : checks.filter((check) => rows.every((row) => isCollapsible(row.cells.get(check))))
  const visibleChecks = checks.filter((check) => !quietChecks.includes(check))
  return {
    rows: quietRows.length > 0 ? rows.filter((row) => !hasPassedAll(row)) : rows,
    checks:
      running || allChecks
        ? visibleChecks
        : visibleChecks.toSorted((a, b) => worstStateIndex(rows, a) - worstStateIndex(rows, b)),
    quietRows,
    quietChecks,
  }
}

function matchesFilter({ state, stale }: CheckCell, filter: Exclude<Filter, 'all'>): boolean {
  return filter === 'stale' ? stale : state === filter
}

function isCollapsible(cell: CheckCell | undefined): boolean {
  return !cell || (!cell.stale && (cell.state === 'pass' || cell.unasked))
}

function worstStateIndex(rows: readonly HostRow[], check: CheckId): number {
  const at = rows.map(({ cells }) => RESULT_STATES.indexOf(cells.get(check)?.state ?? 'pass'))
  return Math.min(...at)
}
