/**
 * Text in pieces -> its lines as they were written, codes and all. Memory for one line is bounded: of a longer one the
 * head is kept, and a line that rewrites itself without an end is drawn anew now and then.
 */
import { settled } from './terminal-line'

/** More characters of one line than these are dropped, as the parser does with its own (lines.ts). */
const MAX_LINE_CHARACTERS = 262_144
/** An unfinished line that rewrites itself is drawn anew whenever it has grown by this much. */
const REDRAWN_EVERY = 65_536

export interface RawLines {
  push: (text: string) => void
  /** What stands behind the last newline. */
  readonly open: string
}

/** @param onLine gets each line without its `\n` */
export function createRawLines(onLine: (line: string) => void): RawLines {
  let open = ''
  let drawnAt = 0
  const grow = (text: string) => {
    open += text
    if (open.length < drawnAt + REDRAWN_EVERY) return
    open = bounded(settled(open))
    drawnAt = open.length
  }
  return {
    push(text) {
      let from = 0
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
        onLine(bounded(open + text.slice(from, at)))
        open = ''
        drawnAt = 0
        from = at + 1
      }
      grow(text.slice(from))
    },
    get open() {
      return open
    },
  }
}

function bounded(line: string): string {
  return line.length > MAX_LINE_CHARACTERS ? line.slice(0, MAX_LINE_CHARACTERS) : line
}

/** Of a line no more is shown; the download has all of it. */
export const SHOWN_CHARACTERS = 16_384

/** A line as it is handed to a page: a very long one without its codes, and its head only. */
export const shownLine = (raw: string): string =>
  raw.length <= SHOWN_CHARACTERS ? raw : settled(raw).slice(0, SHOWN_CHARACTERS)
