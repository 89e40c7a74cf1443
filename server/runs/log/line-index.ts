/**
 * A sparse index of line offsets: one entry per 256 lines. Ten million lines take a third of a megabyte, and any line is
 * found by reading a few kilobytes.
 */
const STRIDE = 256
const NEWLINE = 0x0a

/** A line and the offset where it begins; both count from 0. */
export interface LinePosition {
  line: number
  offset: number
}

export class LineIndex {
  /** Offsets of the lines 0, 256, 512, … */
  readonly #offsets: number[] = [0]
  #lines = 0
  #bytes = 0

  /** Indexes the next bytes of the log. */
  push(chunk: Uint8Array): void {
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) {
      this.#lines += 1
      if (this.#lines % STRIDE === 0) this.#offsets.push(this.#bytes + at + 1)
    }
    this.#bytes += chunk.length
  }

  /** The last indexed position at or before a line. */
  atOrBeforeLine(line: number): LinePosition {
    const at = Math.max(0, Math.min(Math.floor(line / STRIDE), this.#offsets.length - 1))
    return this.#position(at)
  }

  /** The last indexed position at or before an offset. */
  atOrBeforeOffset(offset: number): LinePosition {
    let low = 0
    let high = this.#offsets.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#offsets[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return this.#position(low)
  }

  #position(at: number): LinePosition {
    return { line: at * STRIDE, offset: this.#offsets[at] ?? 0 }
  }
}
