'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { type RequestFailure, request } from '@/components/socket/request'
import type { Payload } from '@/lib/contract/socket'

export type Origin = Payload<'clusters.create'>

/** Makes a cluster and goes to its first step. */
export function useCreate() {
  const router = useRouter()
  const [pending, setPending] = useState<Origin['from']>()
  const [failure, setFailure] = useState<RequestFailure>()
  async function create(origin: Origin) {
    setPending(origin.from)
    setFailure(undefined)
    const answer = await request('clusters.create', origin)
    if (answer.ok) return router.push(`/clusters/${answer.value.id}/installer`)
    setPending(undefined)
    setFailure(answer.failure)
  }
  return { create, pending, failure }
}
