/** Line diffs of files. */
import { diffLines } from 'diff'

export interface DiffRow {
  mark: 'same' | 'added' | 'removed'
  text: string
  /** Line number in the existing file; undefined for an added line. */
  before: number | undefined
  /** Line number in the new file; undefined for a removed line. */
  after: number | undefined
}

/** All lines of both files in order. Removed lines precede the added lines that replace them. */
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

/** Consecutive rows that are either visible or folded. */
export interface DiffBlock {
  folded: boolean
  rows: readonly DiffRow[]
}

/** Visible lines around a change. */
const CONTEXT_LINES = 3
/** Fewer unchanged lines are not folded. */
const MIN_FOLDED_LINES = 4

/** Folds unchanged lines that are not near a change. */
export function foldUnchanged(rows: readonly DiffRow[]): DiffBlock[] {
  const changed = rows.flatMap(({ mark }, at) => (mark === 'same' ? [] : [at]))
  const nearby = new Set(
    changed.flatMap((at) =>
      Array.from({ length: 2 * CONTEXT_LINES + 1 }, (_, by) => at - CONTEXT_LINES + by),
    ),
  )
  const blocks: { folded: boolean; rows: DiffRow[] }[] = []
  rows.forEach((row, at) => {
    const folded = !nearby.has(at)
    const last = blocks.at(-1)
    if (last?.folded === folded) last.rows.push(row)
    else blocks.push({ folded, rows: [row] })
  })
  return blocks.map((block) => ({
    ...block,
    folded: block.folded && block.rows.length >= MIN_FOLDED_LINES,
  }))
}

export interface RowPair {
  left: DiffRow | undefined
  right: DiffRow | undefined
}

/** Pairs the rows of both files: removed lines with the added lines that replace them. */
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

/** The number of added and removed lines. */
export function countChanges(rows: readonly DiffRow[]): { added: number; removed: number } {
  return {
    added: rows.filter(({ mark }) => mark === 'added').length,
    removed: rows.filter(({ mark }) => mark === 'removed').length,
  }
}
