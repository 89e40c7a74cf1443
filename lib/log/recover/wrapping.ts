/** Detects that a copy cut its lines at the width of a terminal. */

import { findAnchor, startsAnsible, startsBanner } from './anchors'
import { cellsOf, charactersOf } from './cells'
import { isRestOfRow, LineState } from './line-state'

const MIN_WIDTH = 30
/** A longer result is not followed to its end. */
const MAX_ROWS = 2000
/** Lines that end in these cells before the width by themselves are as frequent as those that end at it. */
const NEAR = 10

/** How a copy cut its lines: a terminal counts cells, a program characters. */
export interface Wrapping {
  width: number
  measure: Measure
  /** Whether a row begins a line, so that it does not continue the one before. */
  startsLine: StartsLine
}

type StartsLine = (row: string) => boolean

type Measure = (line: string) => number

/**
 * How lines are cut; undefined if they are whole.
 * @param hasPrefix whether a row has a prefix, which only the first row of a line has
 */
export function detectWrapping(
  lines: readonly string[],
  hasPrefix: StartsLine = () => false,
): Wrapping | undefined {
  const startsLine = (row: string) => startsAnsible(row) || hasPrefix(row)
  const [inCells, inCharacters] = [cellsOf, charactersOf].map((measure) =>
    wrappingBy({ measure, startsLine }, lines),
  )
  if (!inCells || !inCharacters) return (inCells ?? inCharacters)?.wrapping
  return (inCells.full < inCharacters.full ? inCharacters : inCells).wrapping
}

/** `full` counts the lines that have the width. */
function wrappingBy({ measure, startsLine }: Omit<Wrapping, 'width'>, lines: readonly string[]) {
  const cells = lines.map(measure)
  const candidates = new Set(lines.map((_, at) => widthOfRows(lines, cells, at, startsLine)))
  candidates.add(widthOfMost(lines, cells, startsLine))
  // A copy may lack the blanks at the end of a row, so that the widest rows are right.
  const width = [...candidates]
    .filter((one) => one !== undefined)
    .sort((a, b) => b - a)
    .find((one) => one >= MIN_WIDTH && isRarelyExceeded(one, cells))
  if (width === undefined) return undefined
  return { wrapping: { width, measure, startsLine }, full: cells.filter((one) => one === width).length }
}

function isRarelyExceeded(width: number, cells: readonly number[]): boolean {
  return cells.filter((one) => one > width).length <= cells.filter((one) => one === width).length
}

/** The width of the rows that one line of Ansible was cut into; undefined if it is whole, or does not end. */
function widthOfRows(
  lines: readonly string[],
  cells: readonly number[],
  from: number,
  startsLine: StartsLine,
): number | undefined {
  const first = ansibleText(lines[from] ?? '')
  const next = lines[from + 1] ?? ''
  if (first === undefined || startsLine(next)) return undefined
  const rows = [cells[from] ?? 0]
  if (isRestOfRow(first, next) || (startsBanner(first) && /^\*+$/.test(next)))
    return commonWidth(rows, cells[from + 1] ?? 0)
  const state = new LineState()
  state.append(first)
  if (!state.isOpen) return undefined
  for (let at = from + 1; at < Math.min(lines.length, from + MAX_ROWS); at++) {
    const row = lines[at] ?? ''
    if (row.trim() === '' || startsLine(row)) return undefined
    state.append(row)
    if (!state.isOpen) return commonWidth(rows, cells[at] ?? 0)
    rows.push(cells[at] ?? 0)
  }
  return undefined
}

/** Most rows have the width, and none is wider. */
function commonWidth(rows: readonly number[], last: number): number | undefined {
  const width = Math.max(...rows)
  const full = rows.filter((row) => row === width).length
  return last <= width && 2 * full >= rows.length ? width : undefined
}

/** The width of the widest lines, if other lines continue several of them. */
function widthOfMost(
  lines: readonly string[],
  cells: readonly number[],
  startsLine: StartsLine,
): number | undefined {
  const width = cells.reduce((widest, one) => Math.max(widest, one), 0)
  const isContinued = (at: number) => {
    const next = lines[at + 1] ?? ''
    return !isComplete(lines[at] ?? '') && isText(next) && !startsLine(next)
  }
  const full = cells.filter((one, at) => one === width && isContinued(at)).length
  const near = cells.filter((one, at) => one < width && one >= width - NEAR && isContinued(at)).length
  return full > 1 && full > near ? width : undefined
}

/** Whether a line is a whole one of Ansible. Banners have one width in any log. */
function isComplete(line: string): boolean {
  const text = ansibleText(line)
  if (text === undefined) return false
  const state = new LineState()
  state.append(text)
  return state.isClosed
}

const isText = (line: string): boolean =>
  line.trim() !== '' && !line.trimEnd().endsWith('...ignoring') && findAnchor(line) === undefined

/** The text of Ansible in a line, of which the end may be missing. */
export function ansibleText(line: string): string | undefined {
  const anchor = findAnchor(line)
  if (anchor) return line.slice(anchor.at)
  return startsBanner(line) || startsAnsible(line) ? line : undefined
}
