import type { CheckId } from '@/lib/checks/catalogue/index'
import { RESULT_STATES, type ResultState } from '@/lib/checks/evaluate/result-state'
import { type CheckCell, type HostRow, hasPassedAll, type Matrix } from './matrix'

/** All results, those of one state, or stale ones. */
export type Filter = 'all' | ResultState | 'stale'

/** Fewer passed hosts than these are not collapsed. */
const MIN_COLLAPSED_HOSTS = 4

export interface VisibleMatrix {
  rows: readonly HostRow[]
  checks: readonly CheckId[]
  /** Hosts that passed all checks, and checks that passed on all hosts: each collapsed into one line. */
  collapsedRows: readonly HostRow[]
  collapsedChecks: readonly CheckId[]
}

export interface MatrixViewOptions {
  filter: Filter
  /** Show hosts and checks that would be collapsed. */
  allRows: boolean
  allChecks: boolean
  /** During a run all hosts are visible, so that rows do not move. */
  running: boolean
}

/** Selects the visible rows and checks; the rest are collapsed. */
export function selectVisible(
  { rows, checks }: Matrix,
  { filter, allRows, allChecks, running }: MatrixViewOptions,
): VisibleMatrix {
  if (filter !== 'all') {
    const isMatch = (cell: CheckCell | undefined) => cell !== undefined && matchesFilter(cell, filter)
    const matchingRows = rows.filter(({ cells }) => [...cells.values()].some(isMatch))
    return {
      rows: matchingRows,
      checks: checks.filter((check) => matchingRows.some(({ cells }) => isMatch(cells.get(check)))),
      collapsedRows: [],
      collapsedChecks: [],
    }
  }
  const passedRows = rows.filter(hasPassedAll)
  const collapsedRows = !allRows && !running && passedRows.length >= MIN_COLLAPSED_HOSTS ? passedRows : []
  const collapsedChecks = allChecks
    ? []
    : checks.filter((check) => rows.every((row) => isCollapsible(row.cells.get(check))))
  const visibleChecks = checks.filter((check) => !collapsedChecks.includes(check))
  return {
    rows: collapsedRows.length > 0 ? rows.filter((row) => !hasPassedAll(row)) : rows,
    checks:
      running || allChecks
        ? visibleChecks
        : visibleChecks.toSorted((a, b) => worstStateIndex(rows, a) - worstStateIndex(rows, b)),
    collapsedRows,
    collapsedChecks,
  }
}

function matchesFilter({ state, stale }: CheckCell, filter: Exclude<Filter, 'all'>): boolean {
  return filter === 'stale' ? stale : state === filter
}

function isCollapsible(cell: CheckCell | undefined): boolean {
  return !cell || (!cell.stale && (cell.state === 'pass' || cell.unreachable))
}

function worstStateIndex(rows: readonly HostRow[], check: CheckId): number {
  const indexes = rows.map(({ cells }) => RESULT_STATES.indexOf(cells.get(check)?.state ?? 'pass'))
  return Math.min(...indexes)
}
