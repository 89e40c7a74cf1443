'use client'

import { useMemo, useState, useSyncExternalStore } from 'react'
import { useLatestCallback } from '@/components/ui/hooks/use-latest-callback'
import { type LogFilter, visibleRanges } from '../cache/outline'
import type { OutlineCache } from '../cache/outline-cache'
import { allRows, type Rows, rowsOf } from '../rows/rows'

export interface FilteredLog {
  rows: Rows
  controls: FilterControls
  /** The outline is incomplete, so lines may be missing. */
  isLoading: boolean
  /** Folds or unfolds the play or task at a line. A stable function. */
  toggleFold: (line: number) => void
  clearFilter: () => void
}

/** The filter and its setters; stable until the filter changes. */
export interface FilterControls {
  filter: LogFilter
  hosts: readonly string[]
  updateFilter: (change: Partial<Pick<LogFilter, 'host' | 'status'>>) => void
  /** Folds every task, or unfolds all. */
  foldAll: () => void
}

const NO_FILTER: LogFilter = { host: undefined, status: undefined, folded: new Set() }

/** Filters `count` lines by host and status, and folds tasks. Requests the outline when needed. */
export function useLogFilter(cache: OutlineCache, count: number): FilteredLog {
  useSyncExternalStore(cache.changed.subscribe, cache.changed.version)
  const { outline } = cache
  const [filter, setFilter] = useState<LogFilter>(NO_FILTER)
  const [isAllFolded, setAllFolded] = useState(false)
  const isPartial = isAllFolded || filter.folded.size > 0 || !!filter.host || !!filter.status

  const folded = useMemo(
    () =>
      isAllFolded ? new Set(outline.line.filter((_, at) => outline.kind[at] === 'task')) : filter.folded,
    [outline, isAllFolded, filter.folded],
  )
  const rows = useMemo(
    () => (isPartial ? rowsOf(visibleRanges(outline, { ...filter, folded }, count)) : allRows(count)),
    [outline, filter, folded, isPartial, count],
  )

  const updateFilter = useLatestCallback<[Partial<LogFilter>], void>((change) => {
    cache.follow()
    setFilter({ ...filter, ...change })
  })
  const toggleFold = useLatestCallback((line: number) => {
    const next = new Set(folded)
    if (!next.delete(line)) next.add(line)
    setAllFolded(false)
    updateFilter({ folded: next })
  })
  const foldAll = useLatestCallback(() => {
    setAllFolded(folded.size === 0)
    updateFilter({ folded: new Set() })
  })
  const { hosts } = outline
  const controls = useMemo(
    () => ({ filter: { ...filter, folded }, hosts, updateFilter, foldAll }),
    [filter, folded, hosts, updateFilter, foldAll],
  )
  return {
    rows,
    controls,
    isLoading: cache.isLoading,
    toggleFold,
    clearFilter() {
      setAllFolded(false)
      setFilter(NO_FILTER)
    },
  }
}
