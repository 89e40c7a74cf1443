'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import type { Purpose } from '@/components/sessions/confirm-token-dialog'
import { useTokenConfirmation } from '@/components/sessions/use-token-confirmation'
import { type RequestError, type RequestResult, request } from '@/components/socket/request'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { useWizard } from '@/components/wizard/wizard-context'
import type { OperationRequest } from '@/lib/cluster/operations/request'
import { stepHref } from '@/lib/steps/steps'

/** A change of the draft that an operation needs. It is reverted if the operation is refused. */
interface DraftChange {
  apply: () => void
  revert: () => void
}

export interface OperationStart {
  start: (operation: OperationRequest, change?: DraftChange) => Promise<void>
  /** Follows the run of another Taskbox instead. */
  adopt: (run: string) => Promise<void>
  pending: boolean
  failure: RequestError | undefined
  clearFailure: () => void
  /** The dialog that requests the token. Inside another dialog, render it among its children. */
  confirmation: ReactNode
}

/** Starts operations on the saved cluster, and then shows the step that follows the run. */
export function useOperationStart(purpose: Purpose, onStarted?: () => void): OperationStart {
  const { id, flush } = useWizard()
  const { refreshRuns } = useClusterFacts()
  const router = useRouter()
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<RequestError>()
  const [confirmed, confirmation] = useTokenConfirmation(setFailure, purpose)

  const send = (start: () => Promise<RequestResult<{ run: string }> | undefined>) =>
    confirmed(async () => {
      setPending(true)
      const response = await start()
      setPending(false)
      if (!response?.ok) return response?.failure
      onStarted?.()
      refreshRuns()
      router.push(`${stepHref(id, 'install')}?run=${response.value.run}`)
      return undefined
    })

  async function startSaved(operation: OperationRequest, change: DraftChange | undefined) {
    change?.apply()
    const response = (await flush()) ? await request('runs.start', { id, operation }) : undefined
    if (response?.ok || !change) return response
    change.revert()
    await flush()
    return response
  }
  return {
    start: (operation, change) => send(() => startSaved(operation, change)),
    adopt: (run) => send(() => request('runs.adopt', { id, run })),
    pending,
    failure,
    clearFailure: () => setFailure(undefined),
    confirmation,
  }
}
