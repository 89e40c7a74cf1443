'use client'

import { useSearchParams } from 'next/navigation'
import { useEffect, useEffectEvent, useState } from 'react'
import { type RequestFailure, request } from '@/components/socket/request'
import { useOnConnect } from '@/components/socket/use-connection'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { useWizard } from '@/components/wizard/wizard-context'
import type { RunSummary } from '@/lib/contract/run'

export interface Runs {
  /** Newest first; undefined: not told yet. */
  runs: readonly RunSummary[] | undefined
  failure: RequestFailure | undefined
  /** The run that the address names, else the newest. */
  chosen: string | undefined
}

/** The runs of this cluster, and the one to show. */
export function useRuns(): Runs {
  const { id } = useWizard()
  const { run: newest } = useClusterFacts()
  const [runs, setRuns] = useState<readonly RunSummary[]>()
  const [failure, setFailure] = useState<RequestFailure>()
  const named = useSearchParams().get('run') ?? undefined

  const load = useEffectEvent(async () => {
    const answer = await request('clusters.list', {})
    setFailure(answer.ok ? undefined : answer.failure)
    if (!answer.ok) return
    const mine = answer.value.runs.filter(({ clusterId }) => clusterId === id)
    setRuns(mine.toSorted((a, b) => b.startedAt - a.startedAt))
  })
  useOnConnect(() => void load())
  const state = `${newest?.id} ${newest?.state}`
  useEffect(() => {
    if (state) void load()
  }, [state])
  return { runs, failure, chosen: named ?? runs?.[0]?.id }
}
