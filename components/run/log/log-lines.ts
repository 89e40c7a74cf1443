/**
 * A run's log as this page has it: bytes in pieces at offsets, out of which lines come. Outside of React, since a log
 * has some 100,000 lines and grows many times a second. A piece that overlaps is cut, one that leaves a gap refused,
 * so the lines are always those of the log's first `offset` bytes.
 */
import { settled } from '@/lib/ansible/terminal-line'
import { coloursAfter } from './colours'

/** More characters of one line than these are dropped, as the server's own reading of the log does (lib/ansible/lines.ts). */
const MAX_LINE_CHARACTERS = 262_144
/** An unfinished line that rewrites itself is drawn anew whenever it has grown by this much. */
const REDRAWN_EVERY = 65_536

export interface LogLines {
  /** Offset of the next byte that is wanted. */
  readonly offset: number
  /** Lines so far; an unfinished last one counts. */
  readonly count: number
  /** Lines that are finished and will not change any more. */
  readonly finished: number
  /** False: bytes are missing before this piece; it was not taken. */
  take: (offset: number, bytes: Uint8Array) => boolean
  /** A line as the installer wrote it, without its `\n`; `at` counts from 0. */
  raw: (at: number) => string
  /** Colour sequences that still hold at the start of the line. */
  coloursAt: (at: number) => string
}

export function createLogLines(): LogLines {
  const decoder = new TextDecoder()
  const lines: string[] = []
  /** Most lines start without colour; those that do not are here. */
  const colours = new Map<number, string>()
  let offset = 0
  let last = ''
  let drawnAt = 0
  let colour = ''

  const finish = (line: string) => {
    colour = coloursAfter(colour, line)
    lines.push(line)
    if (colour) colours.set(lines.length, colour)
  }
  const push = (text: string) => {
    let from = 0
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      finish(bounded(last + text.slice(from, at)))
      last = ''
      drawnAt = 0
      from = at + 1
    }
    grow(text.slice(from))
  }
  const grow = (text: string) => {
    last += text
    if (last.length < drawnAt + REDRAWN_EVERY) return
    last = bounded(settled(last))
    drawnAt = last.length
  }

  return {
    get offset() {
      return offset
    },
    get count() {
      return lines.length + (last === '' ? 0 : 1)
    },
    get finished() {
      return lines.length
    },
    take(from, bytes) {
      if (from > offset) return false
      const fresh = bytes.subarray(offset - from)
      if (fresh.length === 0) return true
      offset += fresh.length
      push(decoder.decode(fresh, { stream: true }))
      return true
    },
    raw: (at) => lines[at] ?? last,
    coloursAt: (at) => colours.get(at) ?? '',
  }
}

function bounded(line: string): string {
  return line.length > MAX_LINE_CHARACTERS ? line.slice(0, MAX_LINE_CHARACTERS) : line
}
