/**
 * The browser's cache of a run's log: its number of lines, the newest lines from the socket, and blocks of lines loaded
 * on demand. The rest remains on the server, so a log of ten million lines needs no more memory than one of ten thousand.
 * Stored outside React, since a log grows many times a second.
 */

import type { LogWindow } from '@/lib/contract/log'
import { createLineSplitter } from '@/lib/log/line-splitter'
import { activeColoursAfter } from '@/lib/log/sgr'

export interface LogLine {
  /** The line as the installer wrote it, without its `\n`. */
  raw: string
  /** Colour sequences active at its start. */
  colours: string
}

export interface LogCache {
  /** Offset of the next byte to receive from the socket; undefined before `open`. */
  readonly offset: number | undefined
  /** Number of lines, including an unfinished last one. */
  readonly count: number
  /** Number of finished lines, which do not change. */
  readonly finished: number
  /** Loads the last lines and the current end of the log. Rejects on failure. */
  open: () => Promise<void>
  /** Appends bytes; bytes that are already present are skipped. False, without appending, if bytes before them are missing. */
  append: (offset: number, bytes: Uint8Array) => boolean
  /** A line, counted from 0; undefined if it is not cached. */
  line: (at: number) => LogLine | undefined
  /** Loads missing lines between `from` and `to` (exclusive); `onLoad` is called when some arrive. */
  load: (from: number, to: number) => void
}

export interface LogCacheOptions {
  fetchWindow: (from: number | undefined, count: number) => Promise<LogWindow>
  onLoad: () => void
}

const BLOCK_LINES = 256
const MAX_BLOCKS = 48
/** Limits requests while the user drags the scroll bar: only the final position matters. */
const MAX_PENDING = 3
/** Delay after a failed request. */
const RETRY_MS = 1000
/** `first` lines are loaded on open. When the tail exceeds `most` lines, it is reduced to `least`. */
const TAIL_LINES = { first: 400, least: 2_000, most: 6_000 } as const

export function createLogCache({ fetchWindow, onLoad }: LogCacheOptions): LogCache {
  const tail = createTail()
  const blocks = new Map<number, LogLine[]>()
  const pendingBlocks = new Set<number>()
  let isBackingOff = false

  const loadBlock = async (block: number) => {
    pendingBlocks.add(block)
    try {
      const found = await fetchWindow(block * BLOCK_LINES, BLOCK_LINES)
      blocks.delete(block)
      blocks.set(block, toLines(found))
      for (const old of [...blocks.keys()].slice(0, -MAX_BLOCKS)) blocks.delete(old)
    } catch {
      isBackingOff = true
      setTimeout(() => {
        isBackingOff = false
        onLoad()
      }, RETRY_MS)
    }
    pendingBlocks.delete(block)
    onLoad()
  }
  const lineOf = (at: number): LogLine | undefined =>
    tail.line(at) ?? blocks.get(Math.floor(at / BLOCK_LINES))?.[at % BLOCK_LINES]

  return {
    get offset() {
      return tail.offset
    },
    get count() {
      return tail.count
    },
    get finished() {
      return tail.finished
    },
    async open() {
      tail.reset(await fetchWindow(undefined, TAIL_LINES.first))
    },
    append: tail.append,
    line: lineOf,
    load(from, to) {
      if (isBackingOff) return
      for (let at = Math.max(0, from); at < Math.min(to, tail.finished); at += 1) {
        const block = Math.floor(at / BLOCK_LINES)
        if (lineOf(at) || pendingBlocks.has(block) || pendingBlocks.size >= MAX_PENDING) continue
        void loadBlock(block)
      }
    },
  }
}

/** Computes the colours active at the start of each line. */
function toLines({ colours, lines }: Pick<LogWindow, 'colours' | 'lines'>): LogLine[] {
  let active = colours
  return lines.map((raw) => {
    const line = { raw, colours: active }
    active = activeColoursAfter(active, raw)
    return line
  })
}

/** The tail of the log. Overlapping bytes are skipped, and bytes after a gap are rejected. */
function createTail() {
  let decoder = new TextDecoder()
  let lines: LogLine[] = []
  /** Line number of `lines[0]`. */
  let first = 0
  let offset: number | undefined
  let colours = ''
  const add = (raw: string) => {
    lines.push({ raw, colours })
    colours = activeColoursAfter(colours, raw)
    if (lines.length <= TAIL_LINES.most) return
    first += lines.length - TAIL_LINES.least
    lines = lines.slice(-TAIL_LINES.least)
  }
  let splitter = createLineSplitter(add)
  return {
    get offset() {
      return offset
    },
    get count() {
      return first + lines.length + (splitter.partialLine === '' ? 0 : 1)
    },
    get finished() {
      return first + lines.length
    },
    reset(window: LogWindow) {
      first = window.from
      lines = toLines(window)
      const last = lines.at(-1)
      colours = last ? activeColoursAfter(last.colours, last.raw) : window.colours
      offset = window.end.offset
      decoder = new TextDecoder()
      splitter = createLineSplitter(add)
    },
    append(from: number, bytes: Uint8Array): boolean {
      if (offset === undefined || from > offset) return false
      const missing = bytes.subarray(offset - from)
      if (missing.length === 0) return true
      offset += missing.length
      splitter.push(decoder.decode(missing, { stream: true }))
      return true
    },
    line(at: number): LogLine | undefined {
      if (at === first + lines.length && splitter.partialLine !== '')
        return { raw: splitter.partialLine, colours }
      return lines[at - first]
    },
  }
}
