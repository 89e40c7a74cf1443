/** The rows of the page: which line each of them shows. */

export interface Rows {
  readonly count: number
  lineAt: (row: number) => number
  /** The row that shows a line, or the next one that is shown. */
  rowOf: (line: number) => number
  /** Whether a line is shown. */
  has: (line: number) => boolean
}

/** Every line is a row. */
export const allRows = (count: number): Rows => ({
  count,
  lineAt: (row) => row,
  rowOf: (line) => Math.min(line, Math.max(0, count - 1)),
  has: (line) => line < count,
})

/** Only lines of the spans `[from, to)`, which are sorted and do not overlap. */
export function someRows(spans: readonly (readonly [number, number])[]): Rows {
  const starts = new Uint32Array(spans.length)
  /** Rows before each span, and at the end all. */
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

/** Place of the last of the first `length` numbers that is not above a value; -1: all are. */
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
