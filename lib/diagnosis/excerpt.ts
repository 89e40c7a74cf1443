/** Reads the lines around a place in a log: for an unknown failure, they are all the information there is. */
import { createLines } from '@/lib/ansible/lines'

/** Lines before and after a failure. */
const AROUND = 10
const MAX_LINE_CHARS = 400

export interface Excerpt {
  /** The line of the failure. */
  at: number
  lines: { number: number; text: string }[]
}

export interface ExcerptReader {
  push(chunk: Uint8Array): void
  end(): void
  /** No later line is wanted. */
  readonly isDone: boolean
  readonly excerpts: readonly Excerpt[]
}

/** @param places line numbers, from 1 */
export function createExcerpts(places: readonly number[]): ExcerptReader {
  const excerpts: Excerpt[] = [...new Set(places)].sort((a, b) => a - b).map((at) => ({ at, lines: [] }))
  const last = (excerpts.at(-1)?.at ?? 0) + AROUND
  let next = 0
  const lines = createLines((line, number) => {
    while (next < excerpts.length && (excerpts[next]?.at ?? 0) + AROUND < number) next++
    for (let n = next; n < excerpts.length; n++) {
      const excerpt = excerpts[n]
      if (!excerpt || number < excerpt.at - AROUND) return
      excerpt.lines.push({ number, text: shortened(line) })
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

const shortened = (text: string): string =>
  text.length <= MAX_LINE_CHARS ? text : `${text.slice(0, MAX_LINE_CHARS)}…`
