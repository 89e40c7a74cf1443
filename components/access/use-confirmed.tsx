'use client'

import dynamic from 'next/dynamic'
import { type ReactNode, useState } from 'react'
import type { RequestFailure } from '@/components/socket/request'
import type { Purpose } from './confirm-token'

const ConfirmToken = dynamic(() => import('./confirm-token').then((m) => m.ConfirmToken), { ssr: false })

/** Does something that needs the token. What it returns is why it could not. */
type Showing = () => Promise<RequestFailure | undefined>

/**
 * For what shows secrets, or sends them elsewhere: does it, and where the server first wants the token again, asks for it and then does it.
 * Returns how to do it, and the dialog to be rendered.
 */
export function useConfirmed(
  onFailure: (failure: RequestFailure | undefined) => void,
  purpose: Purpose = 'show',
): [(showing: Showing) => Promise<void>, ReactNode] {
  const [waiting, setWaiting] = useState<Showing>()
  const run = async (showing: Showing) => {
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
