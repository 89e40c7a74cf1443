'use client'

import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { useLatestCallback } from '@/components/ui/hooks/use-latest-callback'
import { fetchMatches } from '../cache/log-requests'
import { createSearch, type Search } from './search'

/** Pause in typing after which the search starts. */
const DEBOUNCE_MS = 80
/** Interval at which new lines are searched. */
const REFRESH_MS = 1000
/** The server rejects longer queries. */
export const MAX_QUERY_CHARS = 400

export interface LogSearch {
  query: string
  setQuery: (query: string) => void
  /** Number of matching lines found so far. */
  count: number
  isDone: boolean
  /** Index of the current match, from 0. */
  current: number | undefined
  /** Jumps to the next (1) or previous (-1) match, as soon as it is known. */
  go: (step: 1 | -1) => void
}

interface PendingStep {
  step: 1 | -1
  from: number
}

/** Searches the whole log while the user types, and new lines as it grows. The result is stable until it changes. */
export function useLogSearch({
  run,
  finished,
  topLine,
  show,
}: {
  run: string
  /** Number of finished lines. */
  finished: number
  /** Returns the topmost visible line. */
  topLine: () => number
  show: (line: number) => void
}): LogSearch {
  const [query, setQuery] = useState('')
  /** Line of the current match; its index changes while earlier matches are found. */
  const [at, setAt] = useState<number>()
  const [, setUpdates] = useState(0)
  const search = useRef<Search>(undefined)
  const pendingStep = useRef<PendingStep>(undefined)
  const isBusy = useRef(false)

  const onProgress = useEffectEvent(() => {
    setUpdates((count) => count + 1)
    const pending = pendingStep.current
    if (pending && goToMatch(pending)) pendingStep.current = undefined
  })
  /** False if the match is not known yet. */
  function goToMatch({ step, from }: PendingStep): boolean {
    const found = search.current
    if (!found) return false
    if (found.count === 0) return found.isDone
    const next = step === 1 ? found.matchFrom(from) : matchBefore(found, from)
    const line = next === undefined ? undefined : found.line(next)
    if (next === undefined || line === undefined) return found.isDone
    setAt(line)
    show(line)
    return true
  }
  const searchRange = useEffectEvent(
    async (found: Search, from: number, to: number | undefined, signal: AbortSignal) => {
      const add = to === undefined ? found.addAfter : found.addBefore
      await fetchMatches(
        run,
        { q: query, from, to },
        (matches) => {
          add(matches)
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
    found.finish()
    onProgress()
  })
  const searchNewLines = useEffectEvent(async (signal: AbortSignal) => {
    const found = search.current
    if (!found?.isDone || isBusy.current || found.searchedTo >= finished) return
    isBusy.current = true
    await searchRange(found, found.searchedTo, undefined, signal).finally(() => {
      isBusy.current = false
    })
  })

  useEffect(() => {
    search.current = undefined
    pendingStep.current = undefined
    setAt(undefined)
    if (query === '') return
    const controller = new AbortController()
    const ignore = () => undefined
    const timeout = setTimeout(() => void startSearch(controller.signal).catch(ignore), DEBOUNCE_MS)
    const interval = setInterval(() => void searchNewLines(controller.signal).catch(ignore), REFRESH_MS)
    return () => {
      clearTimeout(timeout)
      clearInterval(interval)
      controller.abort()
    }
  }, [query])

  function go(step: 1 | -1) {
    if (query === '') return
    const next = { step, from: at === undefined ? topLine() : at + (step === 1 ? 1 : 0) }
    pendingStep.current = goToMatch(next) ? undefined : next
  }
  const stableGo = useLatestCallback(go)
  const count = search.current?.count ?? 0
  const isDone = search.current?.isDone ?? false
  const current = at === undefined ? undefined : search.current?.matchFrom(at)
  return useMemo(
    () => ({ query, setQuery, count, isDone, current, go: stableGo }),
    [query, count, isDone, current, stableGo],
  )
}

/** Index of the last match before a line, wrapping around to the last. */
function matchBefore(found: Search, line: number): number | undefined {
  if (!found.isDone && line <= found.start) return undefined
  const at = found.matchFrom(line)
  if (at === undefined) return found.isDone ? found.count - 1 : undefined
  const isAfterAll = (found.line(at) ?? 0) < line
  return at === 0 || isAfterAll ? (isAfterAll || found.isDone ? found.count - 1 : undefined) : at - 1
}
