/** Detects that a copy cut its lines at the width of a terminal. */

import { startsAnsible, startsBanner } from './anchors'
import { cellsOf } from './cells'
import { LineState } from './line-state'

const MIN_WIDTH = 30
/** A longer result is not followed to its end. */
const MAX_ROWS = 2000

/** The width at which lines are cut, in cells; undefined if they are whole. @param lines without prefixes */
export function detectWidth(lines: readonly string[]): number | undefined {
  const votes = new Map<number, number>()
  for (let at = 0; at < lines.length; at++) {
    const width = widthOfRows(lines, at)
    if (width !== undefined && width >= MIN_WIDTH) votes.set(width, (votes.get(width) ?? 0) + 1)
  }
  const most = Math.max(0, ...votes.values())
  const width = Math.max(...[...votes].filter(([, count]) => 2 * count >= most).map(([one]) => one))
  if (most === 0) return undefined
  const wider = lines.filter((line) => cellsOf(line) > width).length
  const cut = lines.filter((line) => cellsOf(line) === width).length
  return wider > cut ? undefined : width
}

/** The width of the rows that one line of Ansible was cut into; undefined if it is whole, or does not end. */
function widthOfRows(lines: readonly string[], from: number): number | undefined {
  const first = lines[from] ?? ''
  if (!startsBanner(first) && !startsAnsible(first)) return undefined
  const state = new LineState()
  state.append(first)
  if (!state.isOpen) return undefined
  const rows = [cellsOf(first)]
  for (let at = from + 1; at < Math.min(lines.length, from + MAX_ROWS); at++) {
    const row = lines[at] ?? ''
    if (row.trim() === '' || startsAnsible(row)) return undefined
    state.append(row)
    if (!state.isOpen) return commonWidth(rows, cellsOf(row))
    rows.push(cellsOf(row))
  }
  return undefined
}

/** A copy may lack the blanks at the end of a row, so most rows have the width, and none is wider. */
function commonWidth(rows: readonly number[], last: number): number | undefined {
  const width = Math.max(...rows)
  const full = rows.filter((row) => row === width).length
  return last <= width && 2 * full >= rows.length ? width : undefined
}
