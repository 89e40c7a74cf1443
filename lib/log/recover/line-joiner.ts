/** Joins the rows that a terminal made of one line. */

import type { LinePlace } from '../ansible/parser'
import { MAX_LINE_CHARS } from '../line-splitter'
import { isRestOfRow, LineState } from './line-state'
import { ansibleText, type Wrapping } from './wrapping'

/** @param number of the first row, from 1 */
export type OnWholeLine = (text: string, number: number, place: LinePlace | undefined) => void

export class LineJoiner {
  #rows: string[] = []
  #chars = 0
  #number = 0
  #place: LinePlace | undefined
  #state = new LineState()
  /** How many cells the last row is narrower than the width. */
  #missing = 0

  /** @param wrapping undefined: lines are whole */
  constructor(
    private readonly wrapping: Wrapping | undefined,
    private readonly onLine: OnWholeLine,
  ) {}

  push(row: string, number: number, place?: LinePlace): void {
    if (!this.wrapping) {
      this.onLine(row, number, place)
      return
    }
    if (this.#rows.length > 0 && !this.#continuesWith(row)) this.flush()
    if (this.#rows.length === 0) {
      this.#number = number
      this.#place = place
    } else this.#pad(row)
    this.#rows.push(row)
    this.#chars += row.length
    this.#missing = this.wrapping.width - this.wrapping.measure(row)
    this.#state.append(this.#rows.length === 1 ? (ansibleText(row) ?? row) : row)
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
    const missing = this.#missing
    if (missing < 0 || this.#chars > MAX_LINE_CHARS || row.trim() === '') return false
    if (/^\*+$/.test(row)) return missing === 0
    if (this.#state.isClosed) return false
    // A wide character does not fit into the last cell.
    const [first = ''] = row
    const isFull = missing === 0 || (missing === 1 && (this.wrapping?.measure(first) ?? 0) > 1)
    // A copy may lack the blanks at the end of a row: within a string many, elsewhere one.
    if (this.#state.isInString) return isFull || !this.wrapping?.startsLine(row)
    return (
      (isFull ||
        (missing === 1 && this.#state.isOpen) ||
        (this.#rows.length === 1 && isRestOfRow(this.#rows[0] ?? '', row))) &&
      !this.wrapping?.startsLine(row)
    )
  }

  /** Adds the blanks that a copy lacks at the end of a row. */
  #pad(row: string) {
    const [first = ''] = row
    if (this.#missing <= 0 || this.#missing < (this.wrapping?.measure(first) ?? 0)) return
    const padding = ' '.repeat(this.#missing)
    this.#rows.push(padding)
    this.#state.append(padding)
  }
}
