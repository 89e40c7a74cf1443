'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { type RequestFailure, request } from '@/components/socket/request'
import type { Problem } from '@/lib/cluster/problem'
import type { Payload } from '@/lib/contract/socket'

export type Origin = Payload<'clusters.create'>

/** Makes a cluster and goes to its first step. */
export function useCreate() {
  const router = useRouter()
  const [pending, setPending] = useState<Origin['from']>()
  const [failure, setFailure] = useState<RequestFailure>()
  const [problems, setProblems] = useState<Problem[]>([])
  async function create(origin: Origin) {
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
