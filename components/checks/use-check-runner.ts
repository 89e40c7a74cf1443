'use client'

import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { type RequestFailure, request } from '@/components/socket/request'
import { useWizard } from '@/components/wizard/wizard-context'

export interface CheckRunner {
  /** Asked to start, and the server has not said yet that it did. */
  starting: boolean
  failure: RequestFailure | undefined
  /** All hosts, or those with these ids; the others keep their verdicts. */
  run: (hosts?: string[]) => Promise<void>
  cancel: () => Promise<void>
}

/** Starts and stops the checks of this cluster. */
export function useCheckRunner(): CheckRunner {
  const { id, flush } = useWizard()
  const [starting, setStarting] = useState(false)
  const [failure, setFailure] = useState<RequestFailure>()

  async function run(hosts?: string[]) {
    setStarting(true)
    // What was not saved is shown by the frame; the checks would look at something else then.
    const saved = await flush()
    const answer = saved ? await request('checks.run', { id, ...(hosts && { hosts }) }) : undefined
    setFailure(answer && !answer.ok ? answer.failure : undefined)
    setStarting(false)
  }
  async function cancel() {
    const answer = await request('checks.cancel', { id })
    setFailure(answer.ok ? undefined : answer.failure)
  }
  return { starting, failure, run, cancel }
}

/** Runs `start` once, as soon as `when` holds for the first time. */
export function useOnce(when: boolean, start: () => void): void {
  const done = useRef(false)
  const latest = useEffectEvent(start)
  useEffect(() => {
    if (!when || done.current) return
    done.current = true
    latest()
  }, [when])
}
