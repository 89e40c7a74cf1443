/**
 * The lines that hold a text, as the server finds them: first those behind what is looked at, then those before it, so
 * that the next one is known at once in a log of any length.
 */
import type { LogMatches } from '@/lib/contract/log'

/** Numbers of more lines are not kept; they are counted. */
const MAX_MATCHES = 1_000_000

export interface SearchMatches {
  readonly count: number
  /** Place of the first match at or after a line; after the last one it starts over. Undefined: not known yet. */
  from: (line: number) => number | undefined
  /** The line of a match, from 0; undefined: there are too many before it. */
  line: (place: number) => number | undefined
  /** Lines before this one were looked at, as far as the log went. */
  readonly through: number
  readonly isDone: boolean
}

export interface Search extends SearchMatches {
  /** Where it began. */
  readonly start: number
  takeBehind: (found: LogMatches) => void
  takeBefore: (found: LogMatches) => void
  done: () => void
}

/** @param start the first line that is looked at */
export function createSearch(start: number): Search {
  const after: number[] = []
  const before: number[] = []
  let count = 0
  let through = start
  let isDone = false
  const add = (list: number[], { lines }: LogMatches) => {
    count += lines.length
    if (after.length + before.length < MAX_MATCHES) for (const line of lines) list.push(line)
  }
  const lineAt = (place: number) => (place < before.length ? before[place] : after[place - before.length])
  return {
    start,
    get count() {
      return count
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
        const place = lowerBound(before, line)
        return place < before.length || isDone ? place : undefined
      }
      const place = lowerBound(after, line)
      if (place < after.length) return before.length + place
      // Where the first line before is known, all of those behind are: they were looked at first.
      return before.length > 0 || (isDone && count > 0) ? 0 : undefined
    },
    takeBehind(found) {
      add(after, found)
      through = found.through
    },
    takeBefore: (found) => add(before, found),
    done() {
      isDone = true
    },
  }
}

/** Place of the first number that is not smaller. */
function lowerBound(sorted: readonly number[], line: number): number {
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
