'use client'

import dynamic from 'next/dynamic'
import { type ReactNode, useState } from 'react'
import type { RequestError } from '@/components/socket/request'
import type { Purpose } from './confirm-token-dialog'

const ConfirmToken = dynamic(() => import('./confirm-token-dialog').then((m) => m.ConfirmTokenDialog), {
  ssr: false,
})

/** Does something that needs the token. What it returns is why it could not. */
type ProtectedAction = () => Promise<RequestError | undefined>

/**
 * For what shows secrets, or sends them elsewhere: does it, and where the server first wants the token again, asks for it and then does it.
 * Returns how to do it, and the dialog to be rendered.
 */
export function useTokenConfirmation(
  onFailure: (failure: RequestError | undefined) => void,
  purpose: Purpose = 'show',
): [(showing: ProtectedAction) => Promise<void>, ReactNode] {
  const [waiting, setWaiting] = useState<ProtectedAction>()
  const run = async (showing: ProtectedAction) => {
    const failure = await showing()
    if (failure?.kind !== 'confirmation-needed') return onFailure(failure)
    onFailure(undefined)
    setWaiting(() => showing)
  }
  const dialog = waiting && (
    <ConfirmToken
      purpose={purpose}
      onConfirmed={() => {
        setWaiting(undefined)
        void waiting().then(onFailure)
      }}
      onCancel={() => setWaiting(undefined)}
    />
  )
  return [run, dialog]
}
