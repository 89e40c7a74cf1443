'use client'

import { useDeferredValue, useEffect, useState } from 'react'
import type { LogLines } from './log-lines'
import { createSearch, matchFrom, type Search } from './search'

/** Of each frame, this much goes into the search; milliseconds. */
const SLICE_MS = 6

export interface LogSearch {
  query: string
  setQuery: (query: string) => void
  matches: readonly number[]
  /** Place in `matches` of the one that is looked at; undefined: none yet. */
  current: number | undefined
  /** Goes to the next (1) or previous (-1) match; tells its line. */
  go: (step: 1 | -1, fromLine: number) => number | undefined
}

/** Searches as one types, and on as the log grows. `growth` changes when there are new lines. */
export function useLogSearch(lines: LogLines, growth: number): LogSearch {
  const [query, setQuery] = useState('')
  const wanted = useDeferredValue(query)
  const [search, setSearch] = useState<Search>()
  const [current, setCurrent] = useState<number>()
  const [, setFound] = useState(0)

  useEffect(() => {
    setSearch(wanted ? createSearch(lines, wanted) : undefined)
    setCurrent(undefined)
  }, [wanted, lines])

  useEffect(() => {
    if (!search || growth < 0) return
    let frame = requestAnimationFrame(function slice() {
      if (search.advance(SLICE_MS)) setFound(search.matches.length)
      if (!search.done) frame = requestAnimationFrame(slice)
    })
    return () => cancelAnimationFrame(frame)
  }, [search, growth])

  const matches = search?.matches ?? []
  function go(step: 1 | -1, fromLine: number) {
    if (matches.length === 0) return undefined
    const first = matchFrom(matches, fromLine)
    const next = current === undefined ? first : (current + step + matches.length) % matches.length
    setCurrent(next)
    return matches[next]
  }
  return { query, setQuery, matches, current, go }
}
