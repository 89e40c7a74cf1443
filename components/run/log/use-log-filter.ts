'use client'

import { useMemo, useState, useSyncExternalStore } from 'react'
import { useLatestCallback } from '@/components/ui/use-latest-callback'
import { type LogFilter, visibleRanges } from './outline'
import type { OutlineCache } from './outline-cache'
import { allRows, type Rows, someRows } from './rows'

export interface FilteredLog {
  rows: Rows
  chooser: FilterControls
  /** The outline is not complete yet, so lines may be missing. */
  isReading: boolean
  /** Folds or unfolds what begins at a line. Always the same function. */
  fold: (line: number) => void
  showAll: () => void
}

/** What is shown, and how to change it; the same object until it changes. */
export interface FilterControls {
  choice: LogFilter
  hosts: readonly string[]
  choose: (change: Partial<Pick<LogFilter, 'host' | 'status'>>) => void
  /** Folds every task, or unfolds all. */
  foldAll: () => void
}

const NO_FILTER: LogFilter = { host: undefined, status: undefined, folded: new Set() }

/** Which of `count` lines are shown: those of a host or status, without folded tasks. Requests the outline when needed. */
export function useLogFilter(source: OutlineCache, count: number): FilteredLog {
  useSyncExternalStore(source.changed.subscribe, source.changed.version)
  const { outline } = source
  const [choice, setChoice] = useState<LogFilter>(NO_FILTER)
  const [isAllFolded, setAllFolded] = useState(false)
  const isPartial = isAllFolded || choice.folded.size > 0 || !!choice.host || !!choice.status

  const folded = useMemo(
    () =>
      isAllFolded ? new Set(outline.line.filter((_, at) => outline.kind[at] === 'task')) : choice.folded,
    [outline, isAllFolded, choice.folded],
  )
  const rows = useMemo(
    () => (isPartial ? someRows(visibleRanges(outline, { ...choice, folded }, count)) : allRows(count)),
    [outline, choice, folded, isPartial, count],
  )

  const choose = useLatestCallback<[Partial<LogFilter>], void>((change) => {
    source.follow()
    setChoice({ ...choice, ...change })
  })
  const fold = useLatestCallback((line: number) => {
    const next = new Set(folded)
    if (!next.delete(line)) next.add(line)
    setAllFolded(false)
    choose({ folded: next })
  })
  const foldAll = useLatestCallback(() => {
    setAllFolded(folded.size === 0)
    choose({ folded: new Set() })
  })
  const { hosts } = outline
  const chooser = useMemo(
    () => ({ choice: { ...choice, folded }, hosts, choose, foldAll }),
    [choice, folded, hosts, choose, foldAll],
  )
  return {
    rows,
    chooser,
    isReading: source.isLoading,
    fold,
    showAll() {
      setAllFolded(false)
      setChoice(NO_FILTER)
    },
  }
}
