/**
 * The lines that hold a text, as the server finds them: first those behind what is looked at, then those before it, so
 * that the next one is known at once in a log of any length.
 */
import type { LogFound } from '@/lib/contract/log'

/** Numbers of more lines are not kept; they are counted. */
const MOST_KEPT = 1_000_000

export interface Matches {
  readonly count: number
  /** Place of the first match at or after a line; after the last one it starts over. Undefined: not known yet. */
  from: (line: number) => number | undefined
  /** The line of a match, from 0; undefined: there are too many before it. */
  line: (place: number) => number | undefined
  /** Lines before this one were looked at, as far as the log went. */
  readonly through: number
  readonly isDone: boolean
}

export interface Search extends Matches {
  /** Where it began. */
  readonly start: number
  takeBehind: (found: LogFound) => void
  takeBefore: (found: LogFound) => void
  done: () => void
}

/** @param start the first line that is looked at */
export function createSearch(start: number): Search {
  const behind: number[] = []
  const before: number[] = []
  let counted = 0
  let through = start
  let isDone = false
  const take = (list: number[], { lines }: LogFound) => {
    counted += lines.length
    if (behind.length + before.length < MOST_KEPT) for (const line of lines) list.push(line)
  }
  const lineAt = (place: number) => (place < before.length ? before[place] : behind[place - before.length])
  return {
    start,
    get count() {
      return counted
    },
    get through() {
      return through
    },
    get isDone() {
      return isDone
    },
    line: lineAt,
    from(line) {
      if (line < start) {
        const place = firstFrom(before, line)
        return place < before.length || isDone ? place : undefined
      }
      const place = firstFrom(behind, line)
      if (place < behind.length) return before.length + place
      // Where the first line before is known, all of those behind are: they were looked at first.
      return before.length > 0 || (isDone && counted > 0) ? 0 : undefined
    },
    takeBehind(found) {
      take(behind, found)
      through = found.through
    },
    takeBefore: (found) => take(before, found),
    done() {
      isDone = true
    },
  }
}

/** Place of the first number that is not smaller. */
function firstFrom(sorted: readonly number[], line: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < line) low = middle + 1
    else high = middle
  }
  return low
}

/** Where a query stands in a text, from left to right, without overlaps. */
export function occurrences(text: string, query: string): number[] {
  if (query === '') return []
  const places: number[] = []
  const low = text.toLowerCase()
  const wanted = query.toLowerCase()
  for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, at + wanted.length)) places.push(at)
  return places
}
