'use client'

import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { useLatestCallback } from '@/components/ui/use-latest-callback'
import { fetchMatches } from './log-requests'
import { createSearch, type Search } from './search'

/** Until somebody who types rests; milliseconds. */
const DEBOUNCE_MS = 80
/** What has come since is looked at so often. */
const REFRESH_MS = 1000
/** The server refuses longer ones. */
export const MAX_QUERY_CHARS = 400

export interface LogSearch {
  query: string
  setQuery: (query: string) => void
  /** How many lines hold it, as far as is known. */
  count: number
  isDone: boolean
  /** Which of them is looked at, from 0. */
  current: number | undefined
  /** Goes to the next (1) or previous (-1) match, as soon as it is known. */
  go: (step: 1 | -1) => void
}

interface PendingStep {
  step: 1 | -1
  from: number
}

/** Searches the whole log as one types, and on as it grows. The same object as long as nothing of it changes. */
export function useLogSearch({
  run,
  finished,
  topLine,
  show,
}: {
  run: string
  /** Lines that are finished by now. */
  finished: number
  /** The line at the upper edge, at the moment of asking. */
  topLine: () => number
  show: (line: number) => void
}): LogSearch {
  const [query, setQuery] = useState('')
  /** The line that is looked at; its place changes while matches before it are still found. */
  const [at, setAt] = useState<number>()
  const [, setFound] = useState(0)
  const search = useRef<Search>(undefined)
  const pendingStep = useRef<PendingStep>(undefined)
  const isBusy = useRef(false)

  const onProgress = useEffectEvent(() => {
    setFound((before) => before + 1)
    const wish = pendingStep.current
    if (wish && goToMatch(wish)) pendingStep.current = undefined
  })
  /** False: the match is not known yet. */
  function goToMatch({ step, from }: PendingStep): boolean {
    const found = search.current
    if (!found) return false
    if (found.count === 0) return found.isDone
    const next = step === 1 ? found.from(from) : matchBefore(found, from)
    const line = next === undefined ? undefined : found.line(next)
    if (next === undefined || line === undefined) return found.isDone
    setAt(line)
    show(line)
    return true
  }
  const searchRange = useEffectEvent(
    async (found: Search, from: number, to: number | undefined, signal: AbortSignal) => {
      const take = to === undefined ? found.takeBehind : found.takeBefore
      await fetchMatches(
        run,
        { q: query, from, to },
        (piece) => {
          take(piece)
          onProgress()
        },
        signal,
      )
    },
  )
  const startSearch = useEffectEvent(async (signal: AbortSignal) => {
    const found = createSearch(topLine())
    search.current = found
    isBusy.current = true
    await searchRange(found, found.start, undefined, signal)
    if (found.start > 0) await searchRange(found, 0, found.start, signal)
    isBusy.current = false
    found.done()
    onProgress()
  })
  const searchNewLines = useEffectEvent(async (signal: AbortSignal) => {
    const found = search.current
    if (!found?.isDone || isBusy.current || found.through >= finished) return
    isBusy.current = true
    await searchRange(found, found.through, undefined, signal).finally(() => {
      isBusy.current = false
    })
  })

  useEffect(() => {
    search.current = undefined
    pendingStep.current = undefined
    setAt(undefined)
    if (query === '') return
    const leaving = new AbortController()
    const nothing = () => undefined
    const rests = setTimeout(() => void startSearch(leaving.signal).catch(nothing), DEBOUNCE_MS)
    const again = setInterval(() => void searchNewLines(leaving.signal).catch(nothing), REFRESH_MS)
    return () => {
      clearTimeout(rests)
      clearInterval(again)
      leaving.abort()
    }
  }, [query])

  function go(step: 1 | -1) {
    if (query === '') return
    const wish = { step, from: at === undefined ? topLine() : at + (step === 1 ? 1 : 0) }
    pendingStep.current = goToMatch(wish) ? undefined : wish
  }
  const goLatest = useLatestCallback(go)
  const count = search.current?.count ?? 0
  const isDone = search.current?.isDone ?? false
  const current = at === undefined ? undefined : search.current?.from(at)
  return useMemo(
    () => ({ query, setQuery, count, isDone, current, go: goLatest }),
    [query, count, isDone, current, goLatest],
  )
}

/** The match before a line; before the first one, the last. */
function matchBefore(found: Search, line: number): number | undefined {
  if (!found.isDone && line <= found.start) return undefined
  const at = found.from(line)
  if (at === undefined) return found.isDone ? found.count - 1 : undefined
  const isBehindAll = (found.line(at) ?? 0) < line
  return at === 0 || isBehindAll ? (isBehindAll || found.isDone ? found.count - 1 : undefined) : at - 1
}
