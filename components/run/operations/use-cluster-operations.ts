'use client'

import { useEffect, useState } from 'react'
import { type RequestError, request } from '@/components/socket/request'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { useWizard } from '@/components/wizard/wizard-context'
import type { ResponsePayload } from '@/lib/contract/socket'

export type ClusterOperations = ResponsePayload<'clusters.operations'>

/** What can be done to the cluster, which each run may change. Undefined until it is loaded. */
export function useClusterOperations(): {
  operations: ClusterOperations | undefined
  failure: RequestError | undefined
} {
  const { id, openState, flush } = useWizard()
  const { run } = useClusterFacts()
  const [operations, setOperations] = useState<ClusterOperations>()
  const [failure, setFailure] = useState<RequestError>()
  const isOpen = openState.state === 'open'
  const lastRun = run && `${run.id} ${run.state}`
  useEffect(() => {
    if (!isOpen || lastRun === undefined) return
    let isCurrent = true
    const load = async () => {
      // The versions that are offered depend on the saved settings.
      await flush()
      const response = await request('clusters.operations', { id })
      if (!isCurrent) return
      setFailure(response.ok ? undefined : response.failure)
      if (response.ok) setOperations(response.value)
    }
    void load()
    return () => {
      isCurrent = false
    }
  }, [id, isOpen, lastRun, flush])
  return { operations, failure }
}
