/** Splits a log's bytes, in chunks of any size, into lines as a terminal renders them (terminal-line.ts). */
import { createDenseReader } from './ansible/dense'
import { createLineSplitter } from './line-splitter'
import { renderTerminalLine } from './terminal-line'

/** @param number of the line, from 1 */
export type OnLine = (line: string, number: number) => void

export interface LineReader {
  push(chunk: Uint8Array): void
  /** Emits an unfinished last line. */
  end(): void
  /** Lines emitted so far. */
  readonly count: number
}

export function createLineReader(onLine: OnLine): LineReader {
  const decoder = new TextDecoder()
  const dense = createDenseReader()
  let count = 0
  const emit = (raw: string) => {
    count++
    const lines = dense.expand(raw)
    if (lines) for (const line of lines) onLine(line, count)
    else onLine(renderTerminalLine(raw), count)
  }
  const splitter = createLineSplitter(emit)
  return {
    push: (chunk) => splitter.push(decoder.decode(chunk, { stream: true })),
    end() {
      splitter.push(decoder.decode())
      if (splitter.partialLine !== '') emit(splitter.partialLine)
    },
    get count() {
      return count
    },
  }
}

/**
 * Copies a string that outlives its chunk. V8 represents a slice as a reference to the whole text it was cut from, which
 * would stay in memory.
 */
export const detachString = (text: string): string => (text.length < 13 ? text : ` ${text}`.slice(1))

/** Renders a text of several lines as a terminal would. */
export const stripAnsi = (text: string): string => text.split('\n').map(renderTerminalLine).join('\n')
