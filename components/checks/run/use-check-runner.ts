'use client'

import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { type RequestError, request } from '@/components/socket/request'
import { useWizard } from '@/components/wizard/wizard-context'
import type { CheckId } from '@/lib/checks/catalogue/index'

/** A part of the checks; what is left out means all. */
export interface CheckScope {
  hosts?: string[]
  checks?: CheckId[]
}

export interface CheckRunner {
  /** Asked to start, and the server has not said yet that it did. */
  starting: boolean
  failure: RequestError | undefined
  /** All, or a part; the rest keeps its verdicts. */
  run: (part?: CheckScope) => Promise<void>
  cancel: () => Promise<void>
}

/** Starts and stops the checks of this cluster. */
export function useCheckRunner(): CheckRunner {
  const { id, flush } = useWizard()
  const [starting, setStarting] = useState(false)
  const [failure, setFailure] = useState<RequestError>()

  async function run(part: CheckScope = {}) {
    setStarting(true)
    // What was not saved is shown by the frame; the checks would look at something else then.
    const saved = await flush()
    const answer = saved ? await request('checks.run', { id, ...part }) : undefined
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
