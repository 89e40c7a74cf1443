/** Joins the rows that a terminal made of one line. */

import type { LinePlace } from '../ansible/parser'
import { MAX_LINE_CHARS } from '../line-splitter'
import { startsAnsible } from './anchors'
import { cellsOf } from './cells'
import { LineState } from './line-state'

/** @param number of the first row, from 1 */
export type OnWholeLine = (text: string, number: number, place: LinePlace | undefined) => void

export class LineJoiner {
  #rows: string[] = []
  #chars = 0
  #number = 0
  #place: LinePlace | undefined
  #state = new LineState()
  /** Of the last row. */
  #cells = 0

  /** @param width at which lines are cut, in cells; undefined: lines are whole */
  constructor(
    private readonly width: number | undefined,
    private readonly onLine: OnWholeLine,
  ) {}

  push(row: string, number: number, place?: LinePlace): void {
    if (this.width === undefined) {
      this.onLine(row, number, place)
      return
    }
    if (this.#rows.length > 0 && !this.#continuesWith(row)) this.flush()
    if (this.#rows.length === 0) {
      this.#number = number
      this.#place = place
    } else this.#pad()
    this.#rows.push(row)
    this.#chars += row.length
    this.#cells = cellsOf(row)
    this.#state.append(row)
  }

  flush(): void {
    if (this.#rows.length === 0) return
    const text = this.#rows.join('')
    this.#rows = []
    this.#chars = 0
    this.#state = new LineState()
    this.onLine(text, this.#number, this.#place)
  }

  #continuesWith(row: string): boolean {
    const width = this.width ?? 0
    const missing = width - this.#cells
    if (missing < 0 || this.#chars > MAX_LINE_CHARS || row.trim() === '') return false
    if (/^\*+$/.test(row)) return missing === 0
    if (this.#state.isClosed) return false
    const isFull = missing === 0 || (missing === 1 && cellsOf(row.slice(0, 2)) > 2)
    // A copy may lack the blanks at the end of a row: within a string many, elsewhere one.
    if (this.#state.isInString) return isFull || !startsAnsible(row)
    return (
      (isFull || (missing === 1 && this.#state.isOpen) || isRestOfRow(this.#rows, row)) && !startsAnsible(row)
    )
  }

  /** Adds the blanks that a copy lacks at the end of a row. */
  #pad() {
    const missing = (this.width ?? 0) - this.#cells
    if (missing <= 0 || missing > MAX_LINE_CHARS) return
    const padding = ' '.repeat(missing)
    this.#rows.push(padding)
    this.#state.append(padding)
  }
}

/** Whether a row has only counters, so that it continues a row of the recap. */
function isRestOfRow(rows: readonly string[], row: string): boolean {
  return (
    rows.length === 1 &&
    /^\S+\s+: ok=\d/.test(rows[0] ?? '') &&
    row
      .trim()
      .split(/\s+/)
      .every((word) => /^[a-z]{0,12}=?\d{0,9}$/.test(word))
  )
}
