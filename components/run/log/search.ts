/** Finds lines that hold a text, a slice of the log at a time, so that a long log never holds the page up. */
import type { LogLines } from './log-lines'
import { plainText } from './spans'

export interface Search {
  readonly query: string
  /** Lines that hold the query, in order, from 0. */
  readonly matches: readonly number[]
  /** Whether all lines so far were looked at. */
  readonly done: boolean
  /** Looks at further lines for at most this long. True: there are more matches than before. */
  advance: (milliseconds: number) => boolean
}

/** Lines between two looks at the clock. */
const BATCH = 200

/** Upper and lower case do not matter. An unfinished last line is not looked at yet. */
export function createSearch(
  lines: LogLines,
  query: string,
  now: () => number = () => performance.now(),
): Search {
  const wanted = query.toLowerCase()
  const matches: number[] = []
  let next = 0
  return {
    query,
    matches,
    get done() {
      return next >= lines.finished
    },
    advance(milliseconds) {
      const until = now() + milliseconds
      const before = matches.length
      while (next < lines.finished && now() < until) {
        const end = Math.min(next + BATCH, lines.finished)
        for (; next < end; next += 1)
          if (plainText(lines.raw(next)).toLowerCase().includes(wanted)) matches.push(next)
      }
      return matches.length > before
    },
  }
}

/** Place in `matches` of the first match at or after a line; after the last one it starts over. */
export function matchFrom(matches: readonly number[], line: number): number {
  let low = 0
  let high = matches.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((matches[middle] ?? 0) < line) low = middle + 1
    else high = middle
  }
  return low < matches.length ? low : 0
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
