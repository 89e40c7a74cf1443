/** A run's log by line number, without secrets: everything is read through ShownLog, or masked by it. */

import type { LogWindow } from '@/lib/contract/log'
import type { Outline, OutlineChunk } from '@/lib/log/ansible/outline'
import { createLineSplitter, truncateForDisplay } from '@/lib/log/line-splitter'
import { activeColoursAfter } from '@/lib/log/sgr'
import type { LineIndex, LinePosition } from './line-index'
import type { RedactedLog } from './redacted-log'

/** Enough for most windows, and for a look through all of a log. */
const WINDOW_BYTES = 64 * 1024
const CHUNK_BYTES = 512 * 1024
const NEWLINE = 0x0a
/** Colours that were begun so many lines before a window are still known in it. */
const COLOUR_LOOKBACK = 64
/** Of a line that does not end within so many bytes, the rest is passed over when lines are looked through. */
const MAX_LINE_BYTES = 262_144

export interface LineChunk {
  /** The number of its first line, from 0. */
  line: number
  /** Whole lines, each with its newline. */
  bytes: Uint8Array
}

export class RedactedLines {
  #end: LinePosition = { line: 0, offset: 0 }

  constructor(
    private readonly redactedLog: Pick<RedactedLog, 'read' | 'length' | 'redactText'>,
    private readonly log: { readonly index: LineIndex; readonly outline: Outline },
  ) {}

  /** How many entries the log's outline has. */
  get outlineLength(): number {
    return this.log.outline.length
  }

  /** The next entries of the log's outline. */
  outline(at: number): OutlineChunk {
    const piece = this.log.outline.chunk(at)
    return { ...piece, hosts: piece.hosts.map((name) => this.redactedLog.redactText(name)) }
  }

  /** Lines from a number on, or the last ones. Fewer where the log has no more. */
  async window(from: number | undefined, count: number): Promise<LogWindow> {
    const end = await this.end()
    const first = Math.min(from ?? Math.max(0, end.line - count), end.line)
    const last = Math.min(first + count, end.line)
    const { colours, lines } = await this.#lines(first, last)
    return { from: first, colours, lines, end: { lines: end.line, offset: end.offset } }
  }

  /** How many lines are finished, and where the one begins that is not. */
  async end(): Promise<LinePosition> {
    const length = await this.redactedLog.length()
    const noted = this.log.index.atOrBeforeOffset(length)
    let { line, offset } = noted.line > this.#end.line ? noted : this.#end
    for await (const piece of this.#bytes(offset, length)) {
      for (let at = piece.bytes.indexOf(NEWLINE); at >= 0; at = piece.bytes.indexOf(NEWLINE, at + 1)) {
        line += 1
        offset = piece.offset + at + 1
      }
    }
    if (line > this.#end.line) this.#end = { line, offset }
    return { line, offset }
  }

  /** All finished lines from one on, in stretches; of an endless line the head. */
  async *stretches(from: number): AsyncGenerator<LineChunk> {
    const { offset: end } = await this.end()
    const place = this.log.index.atOrBeforeLine(from)
    let { line } = place
    let open: Uint8Array = new Uint8Array()
    for await (const piece of this.#bytes(place.offset, end)) {
      const whole = piece.bytes.lastIndexOf(NEWLINE) + 1
      const rest = piece.bytes.subarray(whole)
      if (whole === 0) {
        open = appendCapped(open, rest)
        continue
      }
      const bytes = Buffer.concat([open, piece.bytes.subarray(0, whole)])
      const count = countNewlines(bytes)
      const skipped = from > line ? offsetAfter(bytes, from - line) : 0
      if (skipped < bytes.length) yield { line: Math.max(line, from), bytes: bytes.subarray(skipped) }
      line += count
      open = appendCapped(new Uint8Array(), rest)
    }
  }

  async #lines(first: number, last: number): Promise<{ colours: string; lines: string[] }> {
    const lines: string[] = []
    const place = this.log.index.atOrBeforeLine(Math.max(0, first - COLOUR_LOOKBACK))
    let { line } = place
    let colours = ''
    const decoder = new TextDecoder()
    const reader = createLineSplitter((raw) => {
      if (line < first) colours = activeColoursAfter(colours, raw)
      else if (line < last) lines.push(truncateForDisplay(raw))
      line += 1
    })
    if (first === last) return { colours, lines }
    for await (const { bytes } of this.#bytes(place.offset, Number.MAX_SAFE_INTEGER, WINDOW_BYTES)) {
      reader.push(decoder.decode(bytes, { stream: true }))
      if (line >= last) break
    }
    return { colours, lines }
  }

  async *#bytes(
    from: number,
    to: number,
    atOnce = CHUNK_BYTES,
  ): AsyncGenerator<{ offset: number; bytes: Uint8Array }> {
    for (let offset = from; offset < to; ) {
      const bytes = await this.redactedLog.read(offset, Math.min(atOnce, to - offset))
      if (bytes.length === 0) return
      yield { offset, bytes }
      offset += bytes.length
    }
  }
}

function appendCapped(open: Uint8Array, rest: Uint8Array): Uint8Array {
  return Buffer.concat([open, rest.subarray(0, Math.max(0, MAX_LINE_BYTES - open.length))])
}

function countNewlines(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1
  return count
}

/** The place behind the first `lines` lines; the end where there are fewer. */
function offsetAfter(bytes: Uint8Array, lines: number): number {
  let at = 0
  for (let left = lines; left > 0; left -= 1) {
    const next = bytes.indexOf(NEWLINE, at)
    if (next < 0) return bytes.length
    at = next + 1
  }
  return at
}
