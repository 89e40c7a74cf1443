/** A run's log by line number, without secrets: all text passes through RedactedLog. */

import type { LogWindow } from '@/lib/contract/log'
import type { Outline, OutlineChunk } from '@/lib/log/ansible/outline'
import { createLineSplitter, truncateForDisplay } from '@/lib/log/line-splitter'
import { activeColoursAfter } from '@/lib/log/sgr'
import type { LineIndex, LinePosition } from './line-index'
import type { RedactedLog } from './redacted-log'

/** Read sizes for a window, and for a scan of the whole log. */
const WINDOW_BYTES = 64 * 1024
const CHUNK_BYTES = 512 * 1024
const NEWLINE = 0x0a
/** Lines before a window that are scanned for colours that are still active in it. */
const COLOUR_LOOKBACK = 64
/** A scan skips the rest of a line beyond this length. */
const MAX_LINE_BYTES = 262_144

export interface LineChunk {
  /** Number of the first line, from 0. */
  line: number
  /** Whole lines, with newlines. */
  bytes: Uint8Array
}

export class RedactedLines {
  #end: LinePosition = { line: 0, offset: 0 }

  constructor(
    private readonly redactedLog: Pick<RedactedLog, 'read' | 'length' | 'redactText'>,
    private readonly log: { readonly index: LineIndex; readonly outline: Outline },
  ) {}

  /** Number of entries in the log's outline. */
  get outlineLength(): number {
    return this.log.outline.length
  }

  /** The outline's entries from an index. */
  outline(at: number): OutlineChunk {
    const chunk = this.log.outline.chunk(at)
    return { ...chunk, hosts: chunk.hosts.map((name) => this.redactedLog.redactText(name)) }
  }

  /** Lines from a number, or the last ones; fewer at the log's end. */
  async window(from: number | undefined, count: number): Promise<LogWindow> {
    const end = await this.end()
    const first = Math.min(from ?? Math.max(0, end.line - count), end.line)
    const last = Math.min(first + count, end.line)
    const { colours, lines } = await this.#lines(first, last)
    return { from: first, colours, lines, end: { lines: end.line, offset: end.offset } }
  }

  /** Number of finished lines, and the offset after the last one. */
  async end(): Promise<LinePosition> {
    const length = await this.redactedLog.length()
    const indexed = this.log.index.atOrBeforeOffset(length)
    let { line, offset } = indexed.line > this.#end.line ? indexed : this.#end
    for await (const chunk of this.#bytes(offset, length)) {
      for (let at = chunk.bytes.indexOf(NEWLINE); at >= 0; at = chunk.bytes.indexOf(NEWLINE, at + 1)) {
        line += 1
        offset = chunk.offset + at + 1
      }
    }
    if (line > this.#end.line) this.#end = { line, offset }
    return { line, offset }
  }

  /** Yields all finished lines from a number; truncates very long lines. */
  async *chunks(from: number): AsyncGenerator<LineChunk> {
    const { offset: end } = await this.end()
    const position = this.log.index.atOrBeforeLine(from)
    let { line } = position
    let partial: Uint8Array = new Uint8Array()
    for await (const chunk of this.#bytes(position.offset, end)) {
      const lineEnd = chunk.bytes.lastIndexOf(NEWLINE) + 1
      const rest = chunk.bytes.subarray(lineEnd)
      if (lineEnd === 0) {
        partial = appendCapped(partial, rest)
        continue
      }
      const bytes = Buffer.concat([partial, chunk.bytes.subarray(0, lineEnd)])
      const count = countNewlines(bytes)
      const skipped = from > line ? offsetAfter(bytes, from - line) : 0
      if (skipped < bytes.length) yield { line: Math.max(line, from), bytes: bytes.subarray(skipped) }
      line += count
      partial = appendCapped(new Uint8Array(), rest)
    }
  }

  async #lines(first: number, last: number): Promise<{ colours: string; lines: string[] }> {
    const lines: string[] = []
    const position = this.log.index.atOrBeforeLine(Math.max(0, first - COLOUR_LOOKBACK))
    let { line } = position
    let colours = ''
    const decoder = new TextDecoder()
    const reader = createLineSplitter((raw) => {
      if (line < first) colours = activeColoursAfter(colours, raw)
      else if (line < last) lines.push(truncateForDisplay(raw))
      line += 1
    })
    if (first === last) return { colours, lines }
    for await (const { bytes } of this.#bytes(position.offset, Number.MAX_SAFE_INTEGER, WINDOW_BYTES)) {
      reader.push(decoder.decode(bytes, { stream: true }))
      if (line >= last) break
    }
    return { colours, lines }
  }

  async *#bytes(
    from: number,
    to: number,
    chunkBytes = CHUNK_BYTES,
  ): AsyncGenerator<{ offset: number; bytes: Uint8Array }> {
    for (let offset = from; offset < to; ) {
      const bytes = await this.redactedLog.read(offset, Math.min(chunkBytes, to - offset))
      if (bytes.length === 0) return
      yield { offset, bytes }
      offset += bytes.length
    }
  }
}

function appendCapped(partial: Uint8Array, rest: Uint8Array): Uint8Array {
  return Buffer.concat([partial, rest.subarray(0, Math.max(0, MAX_LINE_BYTES - partial.length))])
}

function countNewlines(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1
  return count
}

/** The offset after the first `lines` lines, or the end of the bytes. */
function offsetAfter(bytes: Uint8Array, lines: number): number {
  let at = 0
  for (let remaining = lines; remaining > 0; remaining -= 1) {
    const next = bytes.indexOf(NEWLINE, at)
    if (next < 0) return bytes.length
    at = next + 1
  }
  return at
}
