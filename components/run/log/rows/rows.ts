/** Maps rows on the page to lines of the log. */

export interface Rows {
  readonly count: number
  lineAt: (row: number) => number
  /** The row of a line, or of the next visible line. */
  rowOf: (line: number) => number
  /** Whether a line is visible. */
  has: (line: number) => boolean
}

/** Maps each line to a row. */
export const allRows = (count: number): Rows => ({
  count,
  lineAt: (row) => row,
  rowOf: (line) => Math.min(line, Math.max(0, count - 1)),
  has: (line) => line < count,
})

/** Maps the lines of the ranges `[from, to)`, which must be sorted and disjoint. */
export function rowsOf(spans: readonly (readonly [number, number])[]): Rows {
  const starts = new Uint32Array(spans.length)
  /** Number of rows that precede each range; the last entry is the total. */
  const rows = new Uint32Array(spans.length + 1)
  for (const [at, [from, to]] of spans.entries()) {
    starts[at] = from
    rows[at + 1] = (rows[at] ?? 0) + (to - from)
  }
  const count = rows[spans.length] ?? 0
  const length = (at: number) => (rows[at + 1] ?? 0) - (rows[at] ?? 0)
  const rowOf = (line: number) => {
    const at = lastAtMost(starts, starts.length, line)
    if (at < 0) return 0
    const inside = Math.min(line - (starts[at] ?? 0), length(at))
    return Math.max(0, Math.min((rows[at] ?? 0) + inside, count - 1))
  }
  const lineAt = (row: number) => {
    const at = lastAtMost(rows, spans.length, row)
    return (starts[at] ?? 0) + row - (rows[at] ?? 0)
  }
  return { count, lineAt, rowOf, has: (line) => count > 0 && lineAt(rowOf(line)) === line }
}

/** Index of the last of the first `length` numbers that is at most `value`; -1 if all are greater. */
function lastAtMost(sorted: Uint32Array, length: number, value: number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}
