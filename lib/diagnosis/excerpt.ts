/** Extracts the lines around a line of a log. For an unknown failure, they are the only information available. */
import { createFileLineReader } from '@/lib/log/recover/physical-lines'

/** Lines included before and after a failure. */
const CONTEXT_LINES = 10
const MAX_LINE_CHARS = 400

export interface Excerpt {
  /** The line of the failure. */
  at: number
  lines: { number: number; text: string }[]
}

export interface ExcerptReader {
  push(chunk: Uint8Array): void
  end(): void
  /** No excerpt needs a later line. */
  readonly isDone: boolean
  readonly excerpts: readonly Excerpt[]
}

/** @param lineNumbers lines to extract, from 1 */
export function createExcerptReader(lineNumbers: readonly number[]): ExcerptReader {
  const excerpts: Excerpt[] = [...new Set(lineNumbers)].sort((a, b) => a - b).map((at) => ({ at, lines: [] }))
  const last = (excerpts.at(-1)?.at ?? 0) + CONTEXT_LINES
  let next = 0
  const lines = createFileLineReader((line, number) => {
    while (next < excerpts.length && (excerpts[next]?.at ?? 0) + CONTEXT_LINES < number) next++
    for (let n = next; n < excerpts.length; n++) {
      const excerpt = excerpts[n]
      if (!excerpt || number < excerpt.at - CONTEXT_LINES) return
      excerpt.lines.push({ number, text: truncate(line) })
    }
  })
  return {
    push: lines.push,
    end: lines.end,
    get isDone() {
      return lines.count >= last
    },
    excerpts,
  }
}

const truncate = (text: string): string =>
  text.length <= MAX_LINE_CHARS ? text : `${text.slice(0, MAX_LINE_CHARS)}…`
