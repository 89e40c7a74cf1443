'use client'

import { useEffect, useRef, useSyncExternalStore } from 'react'
import { request } from '@/components/socket/request'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useEditedFieldKey, useValidation } from '@/components/wizard/draft/validation'
import { useWizard } from '@/components/wizard/wizard-context'
import { bastionOf, routeOf } from '@/lib/cluster/bastion'
import { type ConnectionTest, connectionTestStore, NOT_TESTED } from './connection-test-store'

export const TASKBOX_KEY = 'taskbox'
const NO_TESTS: ReadonlyMap<string, ConnectionTest> = new Map()

/** How reaching every machine of this cluster stands: `taskbox`, and hosts by their id. */
export function useConnectionTests(): ReadonlyMap<string, ConnectionTest> {
  const store = connectionTestStore(useWizard().id)
  return useSyncExternalStore(store.subscribe, store.snapshot, () => NO_TESTS)
}

export function useConnectionTest(key: string): ConnectionTest {
  return useConnectionTests().get(key) ?? NOT_TESTED
}

/** Reaches the taskbox by itself once all that is needed is there, and again when that changes. */
export function useTaskboxConnectionTest(): { reach: ConnectionTest; again: () => void } {
  const { id, flush, numbered } = useWizard()
  const draft = numbered(useDraft())
  const { taskbox } = draft
  const bastion = bastionOf(draft, taskbox)
  const { problems } = useValidation()
  const needed = bastion && routeOf(taskbox) === 'shared' ? ['taskbox', 'bastion'] : ['taskbox']
  const hasErrors = problems.some(
    ({ path, severity }) => needed.includes(String(path[0])) && severity === 'error',
  )
  const connection = JSON.stringify([taskbox, bastion])
  const signature = taskbox.kind === 'local' ? 'local' : hasErrors ? undefined : connection
  const entered = useEditedFieldKey()
  const atEntry = useRef<{ entered: string | undefined; reachedWith: string }>(undefined)
  useEffect(() => {
    const known = atEntry.current?.entered === entered ? atEntry.current : undefined
    const before = known ?? { entered, reachedWith: connection }
    atEntry.current = before
    // A half-typed password must not be tried: hosts lock out whoever fails too often.
    const typed = /^(taskbox|bastion)\./.test(entered ?? '') && connection !== before.reachedWith
    if (typed) return
    connectionTestStore(id).schedule(TASKBOX_KEY, signature, async () => {
      await flush()
      return request('taskbox.reach', { id })
    })
  }, [id, signature, flush, entered, connection])
  return { reach: useConnectionTest(TASKBOX_KEY), again: () => connectionTestStore(id).retry(TASKBOX_KEY) }
}
