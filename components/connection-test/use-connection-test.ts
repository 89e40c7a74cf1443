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

/** All connection tests of the cluster: `taskbox`, and hosts by id. */
export function useConnectionTests(): ReadonlyMap<string, ConnectionTest> {
  const store = connectionTestStore(useWizard().id)
  return useSyncExternalStore(store.subscribe, store.snapshot, () => NO_TESTS)
}

export function useConnectionTest(key: string): ConnectionTest {
  return useConnectionTests().get(key) ?? NOT_TESTED
}

/** Tests the taskbox's connection once its fields are complete, and again after they change. */
export function useTaskboxConnectionTest(): { test: ConnectionTest; retry: () => void } {
  const { id, flush, withSecretVersions } = useWizard()
  const draft = withSecretVersions(useDraft())
  const { taskbox } = draft
  const bastion = bastionOf(draft, taskbox)
  const { problems } = useValidation()
  const needed = bastion && routeOf(taskbox) === 'inherit' ? ['taskbox', 'bastion'] : ['taskbox']
  const hasErrors = problems.some(
    ({ path, severity }) => needed.includes(String(path[0])) && severity === 'error',
  )
  const connection = JSON.stringify([taskbox, bastion])
  const signature = taskbox.kind === 'local' ? 'local' : hasErrors ? undefined : connection
  const entered = useEditedFieldKey()
  const atEntry = useRef<{ entered: string | undefined; connection: string }>(undefined)
  useEffect(() => {
    const known = atEntry.current?.entered === entered ? atEntry.current : undefined
    const before = known ?? { entered, connection }
    atEntry.current = before
    // Do not try incomplete passwords: hosts lock accounts after repeated failures.
    const typed = /^(taskbox|bastion)\./.test(entered ?? '') && connection !== before.connection
    if (typed) return
    connectionTestStore(id).schedule(TASKBOX_KEY, signature, async () => {
      await flush()
      return request('taskbox.test-connection', { id })
    })
  }, [id, signature, flush, entered, connection])
  return { test: useConnectionTest(TASKBOX_KEY), retry: () => connectionTestStore(id).retry(TASKBOX_KEY) }
}
