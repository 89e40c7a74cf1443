/**
 * The lines around a place in a log, by a second look at it: for a failure that nobody knows, what stands before and
 * behind it is all there is to go by.
 */
import { textOf } from '@/lib/ansible/bytes'
import { createLines } from '@/lib/ansible/lines'

/** Lines before and behind a failure that are shown. */
const AROUND = 10
const MAX_LINE_CHARS = 400

export interface Excerpt {
  /** The failure's line. */
  at: number
  lines: { number: number; text: string }[]
}

export interface ExcerptReader {
  push(chunk: Uint8Array): void
  end(): void
  /** Nothing that follows is wanted. */
  readonly isDone: boolean
  readonly excerpts: readonly Excerpt[]
}

/** @param places line numbers, from 1 */
export function createExcerpts(places: readonly number[]): ExcerptReader {
  const excerpts: Excerpt[] = [...new Set(places)].sort((a, b) => a - b).map((at) => ({ at, lines: [] }))
  const last = (excerpts.at(-1)?.at ?? 0) + AROUND
  let next = 0
  const lines = createLines((bytes, from, to, number) => {
    while (next < excerpts.length && (excerpts[next]?.at ?? 0) + AROUND < number) next++
    for (let n = next; n < excerpts.length; n++) {
      const excerpt = excerpts[n]
      if (!excerpt || number < excerpt.at - AROUND) return
      excerpt.lines.push({ number, text: shortened(textOf(bytes, from, to)) })
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
