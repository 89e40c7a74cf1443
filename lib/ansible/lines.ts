/**
 * Bytes or text in chunks of any size -> lines. A line ends at `\n`; what a terminal would leave of it is handed on
 * (colours stripped, progress bars that rewrite themselves by `\r` settled), so CRLF of a pseudo-terminal vanishes
 * as well. Memory for one line is bounded: of a longer one the head is kept.
 */
import { createDrawing, type Drawing, settled } from './terminal-line'

/** More characters of a line than these are dropped. Ansible's own longest lines hold a package manager's whole output. */
export const MAX_LINE_CHARS = 262_144

export interface Lines {
  push(chunk: string | Uint8Array): void
  /** Hands on what stands after the last `\n`, if anything. */
  end(): void
  /** Lines handed on so far. */
  readonly count: number
}

/** `onLine` gets each line's text and its number, from 1, as `\n` counts them. */
export function createLines(onLine: (text: string, number: number) => void): Lines {
  const decoder = new TextDecoder()
  let count = 0
  let pending = ''
  let drawing: Drawing | undefined

  const keep = (text: string) => {
    if (!drawing) {
      pending += text
      if (pending.length <= MAX_LINE_CHARS) return
      drawing = createDrawing(MAX_LINE_CHARS)
      drawing.write(pending)
      pending = ''
    } else drawing.write(text)
  }
  const finish = () => {
    const text = drawing ? drawing.text() : settled(pending)
    drawing = undefined
    pending = ''
    onLine(text, ++count)
  }
  const pushText = (text: string) => {
    let from = 0
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      keep(text.slice(from, at))
      finish()
      from = at + 1
    }
    if (from < text.length) keep(text.slice(from))
  }

  return {
    push: (chunk) => pushText(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })),
    end() {
      pushText(decoder.decode())
      if (pending || drawing) finish()
    },
    get count() {
      return count
    },
  }
}

/**
 * A copy that stands by itself. A slice of a chunk keeps the whole chunk in memory, so whatever is kept for longer
 * than its line goes through here.
 */
export const own = (text: string): string => (text.length < 13 ? text : ` ${text}`.slice(1))

/** A text of several lines as a terminal leaves it: without colours, rewritten lines settled. */
export const stripAnsi = (text: string): string => text.split('\n').map(settled).join('\n')
