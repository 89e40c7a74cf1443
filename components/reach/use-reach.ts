'use client'

import { useEffect, useRef, useSyncExternalStore } from 'react'
import { request } from '@/components/socket/request'
import { useDraft } from '@/components/wizard/draft-store'
import { useEnteredKey, useJudgement } from '@/components/wizard/judge'
import { useWizard } from '@/components/wizard/wizard-context'
import { bastionOf, wayOf } from '@/lib/cluster/bastion'
import { NOT_REACHED, type ReachState, reachStore } from './reach-store'

export const TASKBOX = 'taskbox'
const NONE: ReadonlyMap<string, ReachState> = new Map()

/** How reaching every machine of this cluster stands: `taskbox`, and hosts by their id. */
export function useReaches(): ReadonlyMap<string, ReachState> {
  const store = reachStore(useWizard().id)
  return useSyncExternalStore(store.subscribe, store.snapshot, () => NONE)
}

export function useReach(key: string): ReachState {
  return useReaches().get(key) ?? NOT_REACHED
}

/** Reaches the taskbox by itself once all that is needed is there, and again when that changes. */
export function useTaskboxReach(): { reach: ReachState; again: () => void } {
  const { id, flush, numbered } = useWizard()
  const draft = numbered(useDraft())
  const { taskbox } = draft
  const bastion = bastionOf(draft, taskbox)
  const { problems } = useJudgement()
  const needed = bastion && wayOf(taskbox) === 'shared' ? ['taskbox', 'bastion'] : ['taskbox']
  const broken = problems.some(
    ({ path, severity }) => needed.includes(String(path[0])) && severity === 'error',
  )
  const reachedWith = JSON.stringify([taskbox, bastion])
  const signature = taskbox.kind === 'local' ? 'local' : broken ? undefined : reachedWith
  const entered = useEnteredKey()
  const atEntry = useRef<{ entered: string | undefined; reachedWith: string }>(undefined)
  useEffect(() => {
    const known = atEntry.current?.entered === entered ? atEntry.current : undefined
    const before = known ?? { entered, reachedWith }
    atEntry.current = before
    // A half-typed password must not be tried: hosts lock out whoever fails too often.
    const typed = /^(taskbox|bastion)\./.test(entered ?? '') && reachedWith !== before.reachedWith
    if (typed) return
    reachStore(id).want(TASKBOX, signature, async () => {
      await flush()
      return request('taskbox.reach', { id })
    })
  }, [id, signature, flush, entered, reachedWith])
  return { reach: useReach(TASKBOX), again: () => reachStore(id).again(TASKBOX) }
}
