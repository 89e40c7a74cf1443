/**
 * Collects the matching lines that the server finds: first those after the visible ones, then those before them. The next
 * match is thus known immediately in a log of any length.
 */
import type { LogMatches } from '@/lib/contract/log'

/** Further matches are counted but not stored. */
const MAX_MATCHES = 1_000_000

export interface SearchMatches {
  readonly count: number
  /** Index of the first match at or after a line, wrapping around to the first. Undefined while unknown. */
  matchFrom: (line: number) => number | undefined
  /** The line of a match, from 0; undefined if the match was not stored. */
  line: (index: number) => number | undefined
  /** The search has covered the lines from `start` to this one (exclusive). */
  readonly searchedTo: number
  readonly isDone: boolean
}

export interface Search extends SearchMatches {
  /** The line at which the search started. */
  readonly start: number
  addAfter: (found: LogMatches) => void
  addBefore: (found: LogMatches) => void
  finish: () => void
}

/** @param start the first line to search */
export function createSearch(start: number): Search {
  const after: number[] = []
  const before: number[] = []
  let count = 0
  let searchedTo = start
  let isDone = false
  const add = (list: number[], { lines }: LogMatches) => {
    count += lines.length
    if (after.length + before.length < MAX_MATCHES) for (const line of lines) list.push(line)
  }
  const lineAt = (index: number) => (index < before.length ? before[index] : after[index - before.length])
  return {
    start,
    get count() {
      return count
    },
    get searchedTo() {
      return searchedTo
    },
    get isDone() {
      return isDone
    },
    line: lineAt,
    matchFrom(line) {
      if (line < start) {
        const index = lowerBound(before, line)
        return index < before.length || isDone ? index : undefined
      }
      const index = lowerBound(after, line)
      if (index < after.length) return before.length + index
      // Lines after `start` are searched first, so a match before it proves that no later match is missing.
      return before.length > 0 || (isDone && count > 0) ? 0 : undefined
    },
    addAfter(found) {
      add(after, found)
      searchedTo = found.through
    },
    addBefore: (found) => add(before, found),
    finish() {
      isDone = true
    },
  }
}

/** Index of the first number that is not smaller than `line`. */
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

/** Offsets of a query in a text, ignoring case, without overlaps. */
export function occurrences(text: string, query: string): number[] {
  if (query === '') return []
  const offsets: number[] = []
  const lowerText = text.toLowerCase()
  const lowerQuery = query.toLowerCase()
  for (
    let at = lowerText.indexOf(lowerQuery);
    at >= 0;
    at = lowerText.indexOf(lowerQuery, at + lowerQuery.length)
  )
    offsets.push(at)
  return offsets
}
