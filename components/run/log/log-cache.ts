/**
 * A run's log as this page has it: how many lines there are, the newest of them as the socket brings them, and around
 * what is looked at a few blocks that were asked for by number. The rest stays on the server, so a log of ten million
 * lines takes no more room than one of ten thousand. Outside of React, since a log grows many times a second.
 */

import type { LogWindow } from '@/lib/contract/log'
import { createLineSplitter } from '@/lib/log/line-splitter'
import { activeColoursAfter } from '@/lib/log/sgr'

export interface LogLine {
  /** As the installer wrote it, without its `\n`. */
  raw: string
  /** Colour sequences that still hold at its start. */
  colours: string
}

export interface LogCache {
  /** Offset of the next byte that is wanted of the socket; undefined: not opened yet. */
  readonly offset: number | undefined
  /** Lines so far; an unfinished last one counts. */
  readonly count: number
  /** Lines that are finished and will not change any more. */
  readonly finished: number
  /** Learns where the log ends by now, with its last lines. Rejects where the server does not answer. */
  open: () => Promise<void>
  /** False: bytes are missing before this piece; it was not taken. */
  take: (offset: number, bytes: Uint8Array) => boolean
  /** A line, counted from 0; undefined: it is not here. */
  line: (at: number) => LogLine | undefined
  /** Asks for the lines from `from` to before `to` that are not here; `onLoad` tells when some came. */
  want: (from: number, to: number) => void
}

export interface LogCacheOptions {
  fetchWindow: (from: number | undefined, count: number) => Promise<LogWindow>
  onLoad: () => void
}

const BLOCK_LINES = 256
const MAX_BLOCKS = 48
/** Who drags through a log wants where the hand comes to rest, not all that it passed. */
const MAX_PENDING = 3
/** After a failure the next try waits for so long. */
const RETRY_MS = 1000
/** Of the newest lines, when there are more than `most` only `least` are kept. */
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
    take: tail.append,
    line: lineOf,
    want(from, to) {
      if (isBackingOff) return
      for (let at = Math.max(0, from); at < Math.min(to, tail.finished); at += 1) {
        const block = Math.floor(at / BLOCK_LINES)
        if (lineOf(at) || pendingBlocks.has(block) || pendingBlocks.size >= MAX_PENDING) continue
        void loadBlock(block)
      }
    },
  }
}

/** Its lines, each with the colours that hold at its start. */
function toLines({ colours, lines }: Pick<LogWindow, 'colours' | 'lines'>): LogLine[] {
  let active = colours
  return lines.map((raw) => {
    const line = { raw, colours: active }
    active = activeColoursAfter(active, raw)
    return line
  })
}

/** The end of the log: a piece that overlaps is cut, one that leaves a gap refused. */
function createTail() {
  let decoder = new TextDecoder()
  let lines: LogLine[] = []
  /** The number of the first of `lines`. */
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
  let reader = createLineSplitter(add)
  return {
    get offset() {
      return offset
    },
    get count() {
      return first + lines.length + (reader.open === '' ? 0 : 1)
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
      reader = createLineSplitter(add)
    },
    append(from: number, bytes: Uint8Array): boolean {
      if (offset === undefined || from > offset) return false
      const fresh = bytes.subarray(offset - from)
      if (fresh.length === 0) return true
      offset += fresh.length
      reader.push(decoder.decode(fresh, { stream: true }))
      return true
    },
    line(at: number): LogLine | undefined {
      if (at === first + lines.length && reader.open !== '') return { raw: reader.open, colours }
      return lines[at - first]
    },
  }
}
