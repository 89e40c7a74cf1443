'use client'

import { useSearchParams } from 'next/navigation'
import type { RequestError } from '@/components/socket/request'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
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
  const { runs, runsFailure } = useClusterFacts()
  const runInUrl = useSearchParams().get('run') ?? undefined
  return { runs, failure: runsFailure, selected: runInUrl ?? runs?.[0]?.id }
}
