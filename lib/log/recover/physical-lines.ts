/** Splits the bytes of a log file, in any encoding, into its lines, numbered as an editor does. */
import { createDenseReader } from '../ansible/dense'
import { createLineSplitter } from '../line-splitter'
import type { OnLine } from '../lines'
import { renderTerminalLine } from '../terminal-line'
import { createLogDecoder } from './text-decoder'

export interface FileLineReader {
  push(chunk: Uint8Array): void
  /** Emits an unfinished last line. */
  end(): void
  /** Lines read so far. */
  readonly count: number
}

/** Clearing the screen begins a new page; the text before it was printed all the same. */
const ESC = '\u001b'
const CLEARED = new RegExp(`${ESC}(?:c|\\[(?:[23]J|(?:1;1)?H))`, 'g')

/** @param onLine receives the text before and after each cleared screen of a line, with the same number */
export function createFileLineReader(onLine: OnLine): FileLineReader {
  const decoder = createLogDecoder()
  const dense = createDenseReader()
  let count = 0
  const emit = (raw: string) => {
    count++
    const tasks = dense.expand(raw)
    if (tasks) {
      for (const line of tasks) onLine(line, count)
      return
    }
    const pages = raw.includes(ESC) ? raw.split(CLEARED).filter((page) => page.trim() !== '') : [raw]
    for (const page of pages.length > 0 ? pages : ['']) onLine(renderTerminalLine(page), count)
  }
  const splitter = createLineSplitter(emit)
  return {
    push: (chunk) => splitter.push(decoder.push(chunk)),
    end() {
      splitter.push(decoder.end())
      if (splitter.partialLine !== '') emit(splitter.partialLine)
    },
    get count() {
      return count
    },
  }
}
