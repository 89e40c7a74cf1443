/** What changes in a file, line by line. */
import { diffLines } from 'diff'

export interface DiffRow {
  mark: 'same' | 'added' | 'removed'
  text: string
  /** Number in the package's present file; undefined: the line is new. */
  before: number | undefined
  /** Number in the file as it will be written; undefined: the line goes. */
  after: number | undefined
}

/** Every line of both files, in order; what goes stands before what comes in its place. */
export function diffRows(present: string, text: string): DiffRow[] {
  let before = 0
  let after = 0
  return diffLines(present, text).flatMap(({ value, added, removed }) =>
    splitLines(value).map((line): DiffRow => {
      if (!added) before += 1
      if (!removed) after += 1
      return {
        mark: added ? 'added' : removed ? 'removed' : 'same',
        text: line,
        before: added ? undefined : before,
        after: removed ? undefined : after,
      }
    }),
  )
}

function splitLines(value: string): string[] {
  return value.replace(/\n$/, '').split('\n')
}

/** A stretch of rows: shown, or folded away since nothing changes in it. */
export interface DiffBlock {
  folded: boolean
  rows: readonly DiffRow[]
}

/** Lines around a change that are shown with it. */
const CONTEXT_LINES = 3
/** Fewer lines than these are not worth folding. */
const MIN_FOLDED_LINES = 4

/** Folds what stays the same, away from every change. */
export function foldUnchanged(rows: readonly DiffRow[]): DiffBlock[] {
  const changed = rows.flatMap(({ mark }, at) => (mark === 'same' ? [] : [at]))
  const near = new Set(
    changed.flatMap((at) =>
      Array.from({ length: 2 * CONTEXT_LINES + 1 }, (_, by) => at - CONTEXT_LINES + by),
    ),
  )
  const stretches: { folded: boolean; rows: DiffRow[] }[] = []
  rows.forEach((row, at) => {
    const folded = !near.has(at)
    const last = stretches.at(-1)
    if (last?.folded === folded) last.rows.push(row)
    else stretches.push({ folded, rows: [row] })
  })
  return stretches.map((stretch) => ({
    ...stretch,
    folded: stretch.folded && stretch.rows.length >= MIN_FOLDED_LINES,
  }))
}

export interface RowPair {
  left: DiffRow | undefined
  right: DiffRow | undefined
}

/** Both files beside each other: what goes beside what comes in its place. */
export function pairRows(rows: readonly DiffRow[]): RowPair[] {
  const out: RowPair[] = []
  let removed: DiffRow[] = []
  let added: DiffRow[] = []
  const flush = () => {
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1)
      out.push({ left: removed[at], right: added[at] })
    removed = []
    added = []
  }
  for (const row of rows) {
    if (row.mark === 'removed') removed.push(row)
    else if (row.mark === 'added') added.push(row)
    else {
      flush()
      out.push({ left: row, right: row })
    }
  }
  flush()
  return out
}

/** How many lines come and go. */
export function countChanges(rows: readonly DiffRow[]): { added: number; removed: number } {
  return {
    added: rows.filter(({ mark }) => mark === 'added').length,
    removed: rows.filter(({ mark }) => mark === 'removed').length,
  }
}
