'use client'

import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { type RequestError, request } from '@/components/socket/request'
import { useWizard } from '@/components/wizard/wizard-context'
import type { CheckId } from '@/lib/checks/catalogue/index'

/** Hosts and checks of a run. Default: all. */
export interface CheckScope {
  hosts?: string[]
  checks?: CheckId[]
}

export interface CheckRunner {
  /** The start was requested, and the server has not responded yet. */
  starting: boolean
  failure: RequestError | undefined
  /** Starts a run. Results outside the scope remain. */
  run: (scope?: CheckScope) => Promise<void>
  cancel: () => Promise<void>
}

/** Starts and stops the checks of this cluster. */
export function useCheckRunner(): CheckRunner {
  const { id, flush } = useWizard()
  const [starting, setStarting] = useState(false)
  const [failure, setFailure] = useState<RequestError>()

  async function run(scope: CheckScope = {}) {
    setStarting(true)
    // The checks use the saved draft. If saving fails, the wizard frame shows why.
    const saved = await flush()
    const response = saved ? await request('checks.run', { id, ...scope }) : undefined
    setFailure(response && !response.ok ? response.failure : undefined)
    setStarting(false)
  }
  async function cancel() {
    const response = await request('checks.cancel', { id })
    setFailure(response.ok ? undefined : response.failure)
  }
  return { starting, failure, run, cancel }
}

/** Calls `start` once, when `when` first becomes true. */
export function useOnce(when: boolean, start: () => void): void {
  const done = useRef(false)
  const latest = useEffectEvent(start)
  useEffect(() => {
    if (!when || done.current) return
    done.current = true
    latest()
  }, [when])
}
