/**
 * Splits text that arrives in pieces into lines, escape sequences included. Memory for one line is bounded: only the
 * head of a very long line is kept, and one that keeps overwriting itself is rendered from time to time.
 */
import { renderTerminalLine } from './terminal-line'

/** The rest of a longer line is dropped. Ansible's longest lines hold the whole output of a package manager. */
export const MAX_LINE_CHARS = 262_144
/** An unfinished line is rendered each time it has grown by this much. */
const RENDER_EVERY = 65_536

export interface LineSplitter {
  push: (text: string) => void
  /** The text after the last newline. */
  readonly open: string
}

/** @param onLine receives each line without its `\n` */
export function createLineSplitter(onLine: (line: string) => void): LineSplitter {
  let open = ''
  let renderedAt = 0
  const append = (text: string) => {
    open += text
    if (open.length < renderedAt + RENDER_EVERY) return
    // Rendering the text before the last return early changes nothing: the next character goes to column 0.
    const at = open.lastIndexOf('\r')
    open = truncateLine(at > 0 ? renderTerminalLine(open.slice(0, at)) + open.slice(at) : open)
    renderedAt = open.length
  }
  return {
    push(text) {
      let from = 0
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
        onLine(truncateLine(open + text.slice(from, at)))
        open = ''
        renderedAt = 0
        from = at + 1
      }
      if (from < text.length) append(text.slice(from))
    },
    get open() {
      return open
    },
  }
}

const truncateLine = (line: string): string =>
  line.length <= MAX_LINE_CHARS ? line : renderTerminalLine(line).slice(0, MAX_LINE_CHARS)

/** Pages show no more of one line; the download has all of it. */
export const MAX_DISPLAY_CHARS = 16_384

/** A line as it is sent to a page: a very long one is cut and loses its escape sequences. */
export const truncateForDisplay = (raw: string): string =>
  raw.length <= MAX_DISPLAY_CHARS ? raw : renderTerminalLine(raw).slice(0, MAX_DISPLAY_CHARS)
