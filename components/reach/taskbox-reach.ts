'use client'

import { useEffect, useRef } from 'react'
import { request } from '@/components/socket/request'
import { useDraft } from '@/components/wizard/draft-store'
import { useEnteredKey, useJudgement } from '@/components/wizard/judge'
import { useWizard } from '@/components/wizard/wizard-context'
import type { TaskboxDraft } from '@/lib/cluster/draft'
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
  const entered = useEnteredKey()
  const atEntry = useRef<{ entered: string | undefined; taskbox: TaskboxDraft }>(undefined)
  useEffect(() => {
    const known = atEntry.current?.entered === entered ? atEntry.current : undefined
    const before = known ?? { entered, taskbox }
    atEntry.current = before
    // A half-typed password must not be tried: hosts lock out whoever fails too often.
    const typed = entered?.startsWith('taskbox.') && taskbox !== before.taskbox
    if (typed) return
    reachStore(id).want(TASKBOX, signature, async () => {
      await flush()
      return request('taskbox.reach', { id })
    })
  }, [id, signature, flush, entered, taskbox])
  return { reach: useReach(TASKBOX), again: () => reachStore(id).again(TASKBOX) }
}
