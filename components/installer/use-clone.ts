'use client'

import { useState } from 'react'
import { useTokenConfirmation } from '@/components/sessions/use-token-confirmation'
import { type RequestError, request } from '@/components/socket/request'
import { useServerEvent } from '@/components/socket/use-connection'
import { useWizard } from '@/components/wizard/wizard-context'
import type { ClonePhase } from '@/lib/installers/sources/repository'
import type { Packages } from './use-packages'

interface CloneState {
  ref: string
  phase: ClonePhase
  /** Of the phase. Undefined if unknown. */
  percent?: number | undefined
  failure?: RequestError
}

/** Clones a repository on the taskbox, and selects it as the package of the draft. */
export function useClone(packages: Packages) {
  const { id, flush } = useWizard()
  const [state, setState] = useState<CloneState>()
  const [confirmed, confirmation] = useTokenConfirmation(
    (failure) => setState((now) => (now && failure && !isStopped(failure) ? { ...now, failure } : undefined)),
    'trust',
  )

  const start = (url: string, ref: string) =>
    confirmed(async () => {
      setState({ ref, phase: 'connecting' })
      await flush()
      const response = await request('packages.clone', { id, url, ref })
      if (!response.ok) return response.failure
      await packages.add(response.value)
      return undefined
    })

  /** Also ends a clone that this page did not start; its failure is dismissed. */
  async function stop() {
    await request('packages.stop-clone', { id })
    setState((now) => (now?.failure ? undefined : now))
  }

  useServerEvent('packages.progress', ({ id: cluster, phase, done, total }) => {
    if (cluster !== id || phase === undefined) return
    const percent = total > 0 ? Math.round((done / total) * 100) : undefined
    setState((now) => (now && !now.failure ? { ...now, phase, percent } : now))
  })

  return {
    state,
    start,
    stop,
    dismiss: () => setState(undefined),
    confirmation,
  }
}

const isStopped = ({ kind, facts }: RequestError) => kind === 'clone-failed' && facts.reason === 'stopped'
