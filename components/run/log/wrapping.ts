/**
 * Which rows of the page a log's lines take, all of one height. Without wrapping a row is a line; with it, a line
 * takes as many rows as its text needs. Rows are counted once for each finished line and kept.
 */
import type { LogLines } from './log-lines'
import { plainText } from './spans'

export interface Place {
  /** Line, from 0. */
  line: number
  /** Where the row begins and ends in the line's plain text, in UTF-16 units. */
  start: number
  end: number
  /** The last row of its line. */
  last: boolean
}

export interface Rows {
  count: () => number
  place: (row: number) => Place
  /** The first row of a line. */
  rowOf: (line: number) => number
}

/** Of a line that is not wrapped, this much is shown; the download has all of it. */
export const SHOWN_CHARACTERS = 10_000

export function unwrapped(lines: LogLines): Rows {
  return {
    count: () => lines.count,
    place: (row) => ({ line: row, start: 0, end: SHOWN_CHARACTERS, last: true }),
    rowOf: (line) => line,
  }
}

/** Room at the end of a line that carries a note, in characters. */
const NOTE_COLUMNS = 22

/** Wraps at `columns` characters of a monospaced face. `noted`: lines that carry a note behind their text. */
export function wrapped(
  lines: LogLines,
  columns: number,
  noted: ReadonlyMap<number, unknown> = new Map(),
): Rows {
  /** Row at which each finished line begins, and at the end the row after them. */
  const starts = [0]
  const rowsOf = (line: number) => {
    const text = plainText(lines.raw(line))
    return { text, at: breaks(noted.has(line) ? text + ' '.repeat(NOTE_COLUMNS) : text, columns) }
  }
  const fill = () => {
    for (let line = starts.length - 1; line < lines.finished; line += 1)
      starts.push(startOf(line) + rowsOf(line).at.length)
  }
  const startOf = (line: number) => starts[line] ?? 0
  const lastRows = () => (lines.count > lines.finished ? rowsOf(lines.finished).at.length : 0)
  const lineAt = (row: number) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (startOf(middle) <= row) low = middle
      else high = middle - 1
    }
    return low
  }
  return {
    count() {
      fill()
      return startOf(starts.length - 1) + lastRows()
    },
    place(row) {
      fill()
      const line = lineAt(row)
      const { text, at } = rowsOf(line)
      const part = row - startOf(line)
      return { line, start: at[part] ?? 0, end: at[part + 1] ?? text.length, last: part === at.length - 1 }
    },
    rowOf: (line) => {
      fill()
      return startOf(Math.min(line, starts.length - 1))
    },
  }
}

const ASCII = /^[\x20-\x7e]*$/

/** Where the rows of a text begin; an empty text has one row. Wide characters take two columns and are not cut. */
export function breaks(text: string, columns: number): number[] {
  if (ASCII.test(text))
    return Array.from({ length: Math.max(1, Math.ceil(text.length / columns)) }, (_, row) => row * columns)
  const starts = [0]
  let column = 0
  let at = 0
  for (const character of text) {
    const width = widthOf(character)
    if (column + width > columns && column > 0) {
      starts.push(at)
      column = 0
    }
    column += width
    at += character.length
  }
  return starts
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u
const COMBINING = /\p{Mark}/u

function widthOf(character: string): number {
  if (character < '\u0300') return 1
  if (COMBINING.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}
