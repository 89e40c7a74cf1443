'use client'

import dynamic from 'next/dynamic'
import { type ReactNode, useState } from 'react'
import type { RequestError } from '@/components/socket/request'
import type { Purpose } from './confirm-token-dialog'

const ConfirmTokenDialog = dynamic(() => import('./confirm-token-dialog').then((m) => m.ConfirmTokenDialog), {
  ssr: false,
})

/** An action that may need a confirmed token. Resolves with its error, if any. */
type ProtectedAction = () => Promise<RequestError | undefined>

/**
 * Runs actions that may need a confirmed token. If the server requires a confirmation, the dialog requests the token and
 * the action runs again. @returns the function that runs an action, and the dialog to render
 */
export function useTokenConfirmation(
  onFailure: (failure: RequestError | undefined) => void,
  purpose: Purpose = 'show',
): [(action: ProtectedAction) => Promise<void>, ReactNode] {
  const [pendingAction, setPendingAction] = useState<ProtectedAction>()
  const run = async (action: ProtectedAction) => {
    const failure = await action()
    if (failure?.kind !== 'confirmation-needed') return onFailure(failure)
    onFailure(undefined)
    setPendingAction(() => action)
  }
  const dialog = pendingAction && (
    <ConfirmTokenDialog
      purpose={purpose}
      onConfirmed={() => {
        setPendingAction(undefined)
        void pendingAction().then(onFailure)
      }}
      onCancel={() => setPendingAction(undefined)}
    />
  )
  return [run, dialog]
}
