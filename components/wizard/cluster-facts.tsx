'use client'

import {
  createContext,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from 'react'
import { request } from '@/components/socket/request'
import { useOnConnect, usePush } from '@/components/socket/use-connection'
import type { RunSummary } from '@/lib/contract/run'
import type { ChecksView } from '@/lib/contract/socket'
import { useWizard } from './wizard-context'

interface ClusterFacts {
  /** Undefined until the server told. */
  checks: ChecksView | undefined
  /** The cluster's newest run. */
  run: RunSummary | undefined
  /** Asks again for the newest run, after one was started or ended. */
  refreshRun: () => void
}

const FactsContext = createContext<ClusterFacts | undefined>(undefined)

/** What the server knows of a cluster beside its draft: the checks and the newest run. */
export function ClusterFactsProvider({ id, children }: { id: string; children: ReactNode }) {
  const [checks, setChecks] = useState<ChecksView>()
  const [run, setRun] = useState<RunSummary>()

  const refreshRun = useCallback(async () => {
    const answer = await request('clusters.list', {})
    if (answer.ok) setRun(newest(answer.value.runs.filter(({ clusterId }) => clusterId === id)))
  }, [id])

  const refreshChecks = async () => {
    const answer = await request('checks.view', { id })
    if (answer.ok) setChecks(answer.value)
  }
  useOnConnect(() => {
    void refreshRun()
    void refreshChecks()
  })
  useSaved(() => void refreshChecks())
  usePush('checks.view', (message) => message.id === id && setChecks(message.view))

  const value = useMemo(
    () => ({ checks, run, refreshRun: () => void refreshRun() }),
    [checks, run, refreshRun],
  )
  return <FactsContext value={value}>{children}</FactsContext>
}

/** After each save: what the checks were made from may differ from the draft now. */
function useSaved(saved: () => void): void {
  const { state } = useWizard().save
  const before = useRef(state)
  const latest = useEffectEvent(saved)
  useEffect(() => {
    if (before.current !== 'saved' && state === 'saved') latest()
    before.current = state
  }, [state])
}

function newest(runs: readonly RunSummary[]): RunSummary | undefined {
  return runs.toSorted((a, b) => b.startedAt - a.startedAt)[0]
}

export function useClusterFacts(): ClusterFacts {
  const facts = use(FactsContext)
  if (!facts) throw new Error('useClusterFacts outside of the wizard')
  return facts
}
