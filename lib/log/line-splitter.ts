/**
 * Splits text that arrives in pieces into lines, escape sequences included. Memory per line is bounded: a very long line
 * is truncated, and a line that repeatedly overwrites itself is rendered periodically.
 */
import { renderTerminalLine } from './terminal-line'

/** The rest of a longer line is dropped. Ansible's longest lines contain the whole output of a package manager. */
export const MAX_LINE_CHARS = 262_144
/** An unfinished line is rendered each time it has grown by this much. */
const RENDER_EVERY = 65_536

export interface LineSplitter {
  push: (text: string) => void
  /** The text after the last newline. */
  readonly partialLine: string
}

/** @param onLine receives each line without its `\n` */
export function createLineSplitter(onLine: (line: string) => void): LineSplitter {
  let partialLine = ''
  let renderedAt = 0
  const append = (text: string) => {
    partialLine += text
    if (partialLine.length < renderedAt + RENDER_EVERY) return
    // Rendering the text up to the last return early changes nothing: the next character goes to column 0.
    const at = partialLine.lastIndexOf('\r')
    if (at > 0) partialLine = renderTerminalLine(partialLine.slice(0, at)) + partialLine.slice(at)
    partialLine = truncateLine(partialLine)
    renderedAt = partialLine.length
  }
  return {
    push(text) {
      let from = 0
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
        onLine(truncateLine(partialLine + text.slice(from, at)))
        partialLine = ''
        renderedAt = 0
        from = at + 1
      }
      if (from < text.length) append(text.slice(from))
    },
    get partialLine() {
      return partialLine
    },
  }
}

const truncateLine = (line: string): string =>
  line.length <= MAX_LINE_CHARS ? line : renderTerminalLine(line).slice(0, MAX_LINE_CHARS)

/** Pages show at most this much of a line; the download contains all of it. */
export const MAX_DISPLAY_CHARS = 16_384

/** Truncates a line before it is sent to a page. A truncated line also loses its escape sequences. */
export const truncateForDisplay = (raw: string): string =>
  raw.length <= MAX_DISPLAY_CHARS ? raw : renderTerminalLine(raw).slice(0, MAX_DISPLAY_CHARS)
