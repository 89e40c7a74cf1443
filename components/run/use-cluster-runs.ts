'use client'

import { useSearchParams } from 'next/navigation'
import { useEffect, useEffectEvent, useState } from 'react'
import { type RequestError, request } from '@/components/socket/request'
import { useOnConnect } from '@/components/socket/use-connection'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { useWizard } from '@/components/wizard/wizard-context'
import type { RunSummary } from '@/lib/contract/run'

export interface ClusterRuns {
  /** Newest first; undefined while loading. */
  runs: readonly RunSummary[] | undefined
  failure: RequestError | undefined
  /** Id of the run in the URL, or else of the newest run. */
  selected: string | undefined
}

/** The runs of this cluster, and the selected one. */
export function useClusterRuns(): ClusterRuns {
  const { id } = useWizard()
  const { run: newest } = useClusterFacts()
  const [runs, setRuns] = useState<readonly RunSummary[]>()
  const [failure, setFailure] = useState<RequestError>()
  const runInUrl = useSearchParams().get('run') ?? undefined

  const load = useEffectEvent(async () => {
    const response = await request('clusters.list', {})
    setFailure(response.ok ? undefined : response.failure)
    if (!response.ok) return
    const ownRuns = response.value.runs.filter(({ clusterId }) => clusterId === id)
    setRuns(ownRuns.toSorted((a, b) => b.startedAt - a.startedAt))
  })
  useOnConnect(() => void load())
  const state = `${newest?.id} ${newest?.state}`
  useEffect(() => {
    if (state) void load()
  }, [state])
  return { runs, failure, selected: runInUrl ?? runs?.[0]?.id }
}
