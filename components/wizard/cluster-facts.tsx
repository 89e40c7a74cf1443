'use client'

import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react'
import { useChecksFeed } from '@/components/checks/run/use-checks-feed'
import { request } from '@/components/socket/request'
import { useOnConnect, useServerEvent } from '@/components/socket/use-connection'
import type { ChecksView } from '@/lib/contract/checks'
import type { RunSummary } from '@/lib/contract/run'

interface ClusterFacts {
  /** Undefined until received. */
  checks: ChecksView | undefined
  /** The cluster's latest run. */
  run: RunSummary | undefined
  /** Reloads the latest run. Call it after adopting a run; the server reports new states by itself. */
  refreshRun: () => void
}

const FactsContext = createContext<ClusterFacts | undefined>(undefined)

/** Provides the checks and the latest run of a cluster. */
export function ClusterFactsProvider({ id, children }: { id: string; children: ReactNode }) {
  const checks = useChecksFeed(id)
  const [run, setRun] = useState<RunSummary>()

  const refreshRun = useCallback(async () => {
    const response = await request('clusters.list', {})
    if (response.ok) setRun(newest(response.value.runs.filter(({ clusterId }) => clusterId === id)))
  }, [id])

  useOnConnect(() => void refreshRun())
  useServerEvent('runs.changed', ({ run: changed }) => {
    if (changed.clusterId === id) setRun((known) => newest(known ? [changed, known] : [changed]))
  })

  const value = useMemo(
    () => ({ checks, run, refreshRun: () => void refreshRun() }),
    [checks, run, refreshRun],
  )
  return <FactsContext value={value}>{children}</FactsContext>
}

function newest(runs: readonly RunSummary[]): RunSummary | undefined {
  return runs.toSorted((a, b) => b.startedAt - a.startedAt)[0]
}

export function useClusterFacts(): ClusterFacts {
  const facts = use(FactsContext)
  if (!facts) throw new Error('useClusterFacts outside of the wizard')
  return facts
}
