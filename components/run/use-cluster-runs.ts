'use client'

import { useSearchParams } from 'next/navigation'
import { useEffect, useEffectEvent, useState } from 'react'
import { type RequestError, request } from '@/components/socket/request'
import { useOnConnect } from '@/components/socket/use-connection'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { useWizard } from '@/components/wizard/wizard-context'
import type { RunSummary } from '@/lib/contract/run'

export interface ClusterRuns {
  /** Newest first; undefined: not told yet. */
  runs: readonly RunSummary[] | undefined
  failure: RequestError | undefined
  /** The run that the address names, else the newest. */
  chosen: string | undefined
}

/** The runs of this cluster, and the one to show. */
export function useClusterRuns(): ClusterRuns {
  const { id } = useWizard()
  const { run: newest } = useClusterFacts()
  const [runs, setRuns] = useState<readonly RunSummary[]>()
  const [failure, setFailure] = useState<RequestError>()
  const runInUrl = useSearchParams().get('run') ?? undefined

  const load = useEffectEvent(async () => {
    const answer = await request('clusters.list', {})
    setFailure(answer.ok ? undefined : answer.failure)
    if (!answer.ok) return
    const ownRuns = answer.value.runs.filter(({ clusterId }) => clusterId === id)
    setRuns(ownRuns.toSorted((a, b) => b.startedAt - a.startedAt))
  })
  useOnConnect(() => void load())
  const state = `${newest?.id} ${newest?.state}`
  useEffect(() => {
    if (state) void load()
  }, [state])
  return { runs, failure, chosen: runInUrl ?? runs?.[0]?.id }
}
