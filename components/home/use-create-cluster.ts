'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { type RequestError, request } from '@/components/socket/request'
import type { Problem } from '@/lib/cluster/problem'
import type { RequestPayload } from '@/lib/contract/socket'

export type ClusterSource = RequestPayload<'clusters.create'>

/** Creates a cluster and opens its first step. */
export function useCreateCluster() {
  const router = useRouter()
  const [pending, setPending] = useState<ClusterSource['from']>()
  const [failure, setFailure] = useState<RequestError>()
  const [problems, setProblems] = useState<Problem[]>([])
  async function create(origin: ClusterSource) {
    setPending(origin.from)
    setFailure(undefined)
    setProblems([])
    const answer = await request('clusters.create', origin)
    if (answer.ok && 'id' in answer.value) return router.push(`/clusters/${answer.value.id}/installer`)
    setPending(undefined)
    if (!answer.ok) setFailure(answer.failure)
    else if ('problems' in answer.value) setProblems(answer.value.problems)
  }
  return { create, pending, failure, problems }
}
