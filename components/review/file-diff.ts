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

/** Consecutive rows that are either visible or folded. `comments`: the folded rows change comments or empty lines only. */
export interface DiffBlock {
  folded: false | 'unchanged' | 'comments'
  rows: readonly DiffRow[]
}

/** Visible lines around a change. */
const CONTEXT_LINES = 3
/** Fewer unchanged lines are not folded. */
const MIN_FOLDED_LINES = 4

/** Folds unchanged lines that are not near a change, and changes that no program reads. */
export function foldRows(rows: readonly DiffRow[]): DiffBlock[] {
  const meaningful = meaningfulRows(rows)
  const nearby = new Set(
    meaningful.flatMap((at) =>
      Array.from({ length: 2 * CONTEXT_LINES + 1 }, (_, by) => at - CONTEXT_LINES + by),
    ),
  )
  const blocks: { isNearby: boolean; rows: DiffRow[] }[] = []
  rows.forEach((row, at) => {
    const isNearby = nearby.has(at)
    const last = blocks.at(-1)
    if (last?.isNearby === isNearby) last.rows.push(row)
    else blocks.push({ isNearby, rows: [row] })
  })
  return blocks.map((block) => ({ rows: block.rows, folded: block.isNearby ? false : foldedAs(block.rows) }))
}

function foldedAs(rows: readonly DiffRow[]): DiffBlock['folded'] {
  if (rows.some(isChanged)) return 'comments'
  return rows.length >= MIN_FOLDED_LINES && 'unchanged'
}

const isChanged = ({ mark }: DiffRow): boolean => mark !== 'same'
/** In YAML, INI and shell files. */
const isComment = ({ text }: DiffRow): boolean => /^\s*(?:[#;]|$)/.test(text)

/** Indexes of changed rows, without blocks of changes that consist of comments and empty lines. */
function meaningfulRows(rows: readonly DiffRow[]): number[] {
  const found: number[] = []
  for (let start = 0; start < rows.length; start += 1) {
    const length = rows.slice(start).findIndex((row) => !isChanged(row))
    const end = length < 0 ? rows.length : start + length
    if (rows.slice(start, end).some((row) => !isComment(row)))
      for (let at = start; at < end; at += 1) found.push(at)
    start = end
  }
  return found
}

/** Whether a program that reads the file would notice the changes. */
export function hasMeaningfulChanges(rows: readonly DiffRow[]): boolean {
  return meaningfulRows(rows).length > 0
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
