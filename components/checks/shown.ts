import type { CheckId } from '@/lib/checks/catalogue'
import { RESULT_STATES, type ResultState } from '@/lib/checks/verdict'
import { type CellFacts, type HostRow, type Matrix, passesAll } from './matrix'

/** What of the matrix is looked at: all, only what stands one way, or only what has to be run again. */
export type Filter = 'all' | ResultState | 'stale'

/** Fewer hosts than these are not worth hiding. */
const COLLAPSED_FROM = 4

export interface ShownMatrix {
  rows: readonly HostRow[]
  checks: readonly CheckId[]
  /** Hosts that pass everything, and checks that pass on every host: each behind one line. */
  quietRows: readonly HostRow[]
  quietChecks: readonly CheckId[]
}

export interface Wish {
  filter: Filter
  /** Show what all passes, too. */
  allRows: boolean
  allChecks: boolean
  /** While they run no host is hidden, so that nothing jumps. */
  running: boolean
}

/** The part of the matrix that is worth a look: what all passes is a line with a count. */
export function shownMatrix(
  { rows, checks }: Matrix,
  { filter, allRows, allChecks, running }: Wish,
): ShownMatrix {
  if (filter !== 'all') {
    const isWanted = (cell: CellFacts | undefined) => cell !== undefined && fits(cell, filter)
    const wanted = rows.filter(({ cells }) => [...cells.values()].some(isWanted))
    return {
      rows: wanted,
      checks: checks.filter((check) => wanted.some(({ cells }) => isWanted(cells.get(check)))),
      quietRows: [],
      quietChecks: [],
    }
  }
  const passing = rows.filter(passesAll)
  const quietRows = !allRows && !running && passing.length >= COLLAPSED_FROM ? passing : []
  const quietChecks = allChecks
    ? []
    : checks.filter((check) => rows.every((row) => isQuiet(row.cells.get(check))))
  const loud = checks.filter((check) => !quietChecks.includes(check))
  return {
    rows: quietRows.length > 0 ? rows.filter((row) => !passesAll(row)) : rows,
    checks: running || allChecks ? loud : loud.toSorted((a, b) => worst(rows, a) - worst(rows, b)),
    quietRows,
    quietChecks,
  }
}

function fits({ state, stale }: CellFacts, filter: Exclude<Filter, 'all'>): boolean {
  return filter === 'stale' ? stale : state === filter
}

function isQuiet(cell: CellFacts | undefined): boolean {
  return !cell || (!cell.stale && (cell.state === 'pass' || cell.unasked))
}

function worst(rows: readonly HostRow[], check: CheckId): number {
  const at = rows.map(({ cells }) => RESULT_STATES.indexOf(cells.get(check)?.state ?? 'pass'))
  return Math.min(...at)
}
