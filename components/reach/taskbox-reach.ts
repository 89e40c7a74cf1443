'use client'

import { useEffect } from 'react'
import { request } from '@/components/socket/request'
import { useDraft } from '@/components/wizard/draft-store'
import { useEnteredKey, useJudgement } from '@/components/wizard/judge'
import { useWizard } from '@/components/wizard/wizard-context'
import { type ReachState, reachStore } from './reach-store'
import { useReach } from './use-reach'

export const TASKBOX = 'taskbox'

/** Reaches the taskbox by itself once all that is needed is there, and again when that changes. */
export function useTaskboxReach(): { reach: ReachState; again: () => void } {
  const { id, flush } = useWizard()
  const { taskbox } = useDraft()
  const { problems } = useJudgement()
  const broken = problems.some(({ path, severity }) => path[0] === 'taskbox' && severity === 'error')
  const signature = taskbox.kind === 'local' ? 'local' : broken ? undefined : JSON.stringify(taskbox)
  // A half-typed password must not be tried: hosts lock out whoever fails too often.
  const typing = useEnteredKey()?.startsWith('taskbox.') ?? false
  useEffect(() => {
    if (typing) return
    reachStore(id).want(TASKBOX, signature, async () => {
      await flush()
      return request('taskbox.reach', { id })
    })
  }, [id, signature, flush, typing])
  return { reach: useReach(TASKBOX), again: () => reachStore(id).again(TASKBOX) }
}
