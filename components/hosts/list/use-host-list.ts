'use client'

import type { RowSelectionState } from '@tanstack/react-table'
import { useCallback, useMemo, useState } from 'react'
import { NOT_TESTED } from '@/components/connection-test/connection-test-store'
import { useLatestCallback } from '@/components/ui/hooks/use-latest-callback'
import { useDraft } from '@/components/wizard/draft/draft-store'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import { type HostState, hostState } from '../host-state'
import { NO_PROBLEMS } from '../host-status-text'
import { useHostsFacts } from '../hosts-context'
import { EVERY_HOST, type HostQuery, type HostView, rowsOf, selectHosts } from './host-query'

export interface HostRow {
  host: HostDraft
  /** The row's number in the draft, from 0. Problems refer to it. */
  index: number
}

/** The visible hosts with the query and the selection. */
export interface HostList {
  rows: readonly HostRow[]
  query: HostQuery
  setQuery: (part: Partial<HostQuery>) => void
  /** Number of hosts that the current query would add to the rows or remove from them. */
  outdated: number
  /** Repeats the query. */
  refresh: () => void
  stateOf: (host: HostDraft) => HostState
  selection: RowSelectionState
  setSelection: (next: RowSelectionState | ((before: RowSelectionState) => RowSelectionState)) => void
  /** Ids of the selected rows. */
  selected: ReadonlySet<string>
}

export function useHostList(): HostList {
  const { hosts } = useDraft()
  const stateOf = useStateOf()
  const [view, setView] = useState<HostView>()
  const [selection, setSelection] = useState<RowSelectionState>({})
  const rows = useMemo(() => {
    const indexes = new Map(hosts.map(({ id }, index) => [id, index]))
    return rowsOf(hosts, view).map((host) => ({ host, index: indexes.get(host.id) ?? 0 }))
  }, [hosts, view])
  const selected = useMemo(
    () => new Set(rows.flatMap(({ host }) => (selection[host.id] ? [host.id] : []))),
    [rows, selection],
  )
  const query = view?.query ?? EVERY_HOST
  const select = useLatestCallback((next: HostQuery) => {
    const ids = selectHosts(hosts, next, stateOf)
    const isEmpty = next.text.trim() === '' && next.filter === 'all' && !next.sort
    setView(isEmpty ? undefined : { query: next, ids, known: new Set(hosts.map(({ id }) => id)) })
    // A row that is no longer visible must not be part of a bulk change.
    setSelection((before) => Object.fromEntries(ids.flatMap((id) => (before[id] ? [[id, true]] : []))))
  })
  const setQuery = useCallback((part: Partial<HostQuery>) => select({ ...query, ...part }), [select, query])
  const refresh = useCallback(() => select(query), [select, query])
  const outdated = useMemo(
    () => (view ? countOutdated(rows, selectHosts(hosts, view.query, stateOf)) : 0),
    [hosts, rows, stateOf, view],
  )
  return { rows, query, setQuery, outdated, refresh, stateOf, selection, setSelection, selected }
}

function countOutdated(rows: readonly HostRow[], matching: readonly string[]): number {
  const visible = new Set(rows.map(({ host }) => host.id))
  const kept = matching.filter((id) => visible.has(id)).length
  return visible.size - kept + matching.length - kept
}

function useStateOf(): (host: HostDraft) => HostState {
  const { connectionTests, problems, failures } = useHostsFacts()
  return useCallback(
    ({ id }) =>
      hostState(
        connectionTests.get(id) ?? NOT_TESTED,
        problems.get(id) ?? NO_PROBLEMS,
        failures.get(id)?.length ?? 0,
      ),
    [connectionTests, problems, failures],
  )
}
