'use client'

import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react'
import { useChecksFeed } from '@/components/checks/run/use-checks-feed'
import { type RequestError, request } from '@/components/socket/request'
import { useOnConnect, useServerEvent } from '@/components/socket/use-connection'
import type { ChecksView } from '@/lib/contract/checks'
import type { RunSummary } from '@/lib/contract/run'

interface ClusterFacts {
  /** Undefined until received. */
  checks: ChecksView | undefined
  /** The cluster's runs, newest first; undefined until received. */
  runs: readonly RunSummary[] | undefined
  /** Why the runs could not be loaded. */
  runsFailure: RequestError | undefined
  /** The cluster's latest run. */
  run: RunSummary | undefined
  /** Reloads the runs. Call it after adopting a run; the server reports new states by itself. */
  refreshRuns: () => void
}

const FactsContext = createContext<ClusterFacts | undefined>(undefined)

/** Provides the checks and the runs of a cluster. */
export function ClusterFactsProvider({ id, children }: { id: string; children: ReactNode }) {
  const checks = useChecksFeed(id)
  const [runs, setRuns] = useState<readonly RunSummary[]>()
  const [runsFailure, setRunsFailure] = useState<RequestError>()

  const refreshRuns = useCallback(async () => {
    const response = await request('clusters.list', {})
    setRunsFailure(response.ok ? undefined : response.failure)
    if (response.ok) setRuns(newestFirst(response.value.runs.filter(({ clusterId }) => clusterId === id)))
  }, [id])

  useOnConnect(() => void refreshRuns())
  useServerEvent('runs.changed', ({ run: changed }) => {
    if (changed.clusterId === id) setRuns((known) => known && withRun(known, changed))
  })

  const value = useMemo(
    () => ({ checks, runs, runsFailure, run: runs?.[0], refreshRuns: () => void refreshRuns() }),
    [checks, runs, runsFailure, refreshRuns],
  )
  return <FactsContext value={value}>{children}</FactsContext>
}

const newestFirst = (runs: readonly RunSummary[]): RunSummary[] =>
  runs.toSorted((a, b) => b.startedAt - a.startedAt)

const withRun = (runs: readonly RunSummary[], changed: RunSummary): RunSummary[] =>
  newestFirst([changed, ...runs.filter(({ id }) => id !== changed.id)])

export function useClusterFacts(): ClusterFacts {
  const facts = use(FactsContext)
  if (!facts) throw new Error('useClusterFacts outside of the wizard')
  return facts
}
