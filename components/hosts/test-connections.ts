'use client'

import { useEffect, useRef } from 'react'
import { connectionTestStore } from '@/components/connection-test/connection-test-store'
import { useTaskboxConnectionTest } from '@/components/connection-test/use-connection-test'
import { request } from '@/components/socket/request'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { type KeyedProblem, useEditedFieldKey, useValidation } from '@/components/wizard/draft/validation'
import { useWizard } from '@/components/wizard/wizard-context'
import { bastionOf, routeOf } from '@/lib/cluster/bastion'
import type { Draft, HostDraft } from '@/lib/cluster/draft'
import { effectiveLogin } from '@/lib/cluster/login'

/** Fields that a host is reached with; while one of them is wrong or typed into, it is not. */
const CONNECTION_FIELDS = new Set([
  'address',
  'port',
  'user',
  'password',
  'privateKey',
  'passphrase',
  'sudoPassword',
  'hostKey',
  'bastion',
])

/**
 * Reaches every host whose row is complete, and again when what it is reached with changed. A component that draws
 * nothing, so that moving the focus does not redraw the step.
 */
export function TestConnections(): null {
  useTaskboxConnectionTest()
  const { id, flush, numbered } = useWizard()
  const typed = useDraft()
  const { problems } = useValidation()
  const entered = useEditedFieldKey()
  const atEntry = useRef<{ entered: string | undefined; draft: Draft }>(undefined)
  useEffect(() => {
    const draft = numbered(typed)
    const broken = ownersWithErrors(problems)
    const store = connectionTestStore(id)
    const known = atEntry.current?.entered === entered ? atEntry.current : undefined
    const before = known ?? { entered, draft }
    atEntry.current = before
    for (const host of draft.hosts) {
      // A half-typed password must not be tried: hosts lock out whoever fails too often.
      if (isBeingTyped(entered, host, before.draft, draft)) continue
      const signature = isComplete(draft, host, broken) ? connectionSignature(draft, host) : undefined
      store.schedule(host.id, signature, async () => {
        await flush()
        return request('hosts.reach', { id, host: host.id })
      })
    }
  }, [id, flush, numbered, typed, problems, entered])
  return null
}

/** Owners (`login`, `bastion`, `taskbox`, hosts' ids) of a field that a machine is reached with and that is wrong. */
function ownersWithErrors(problems: readonly KeyedProblem[]): ReadonlySet<string> {
  const errors = problems.filter(({ severity }) => severity === 'error').map(({ key }) => key.split('.'))
  return new Set(
    errors.flatMap(([section, second = '', third = '']) => {
      if (section === 'hosts') return CONNECTION_FIELDS.has(third) ? [second] : []
      if (section === 'bastion') return [section]
      return (section === 'login' || section === 'taskbox') && CONNECTION_FIELDS.has(second) ? [section] : []
    }),
  )
}

/** Whether what a host is reached with is being typed: the field has the focus and holds something else than before. */
function isBeingTyped(entered: string | undefined, host: HostDraft, before: Draft, now: Draft): boolean {
  const [section, second = '', third = ''] = entered?.split('.') ?? []
  const own = section === 'hosts' && second === host.id && CONNECTION_FIELDS.has(third)
  const shared = section === 'login' && host.sharedLogin && CONNECTION_FIELDS.has(second)
  const way = section === 'bastion' && routeOf(host) === 'shared'
  if (!own && !shared && !way) return false
  const earlier = before.hosts.find((one) => one.id === host.id)
  return !earlier || connectionSignature(before, earlier) !== connectionSignature(now, host)
}

function isComplete(draft: Draft, host: HostDraft, broken: ReadonlySet<string>): boolean {
  if (host.name.trim() === '' || broken.has(host.id)) return false
  const { taskbox } = draft
  if (host.taskbox && taskbox.kind === 'local') return true
  if (routeOf(host.taskbox ? taskbox : host) === 'shared' && broken.has('bastion')) return false
  if (host.taskbox) return !broken.has('taskbox')
  return !host.sharedLogin || !broken.has('login')
}

/** All that the answer depends on. */
function connectionSignature(draft: Draft, host: HostDraft): string {
  if (host.taskbox) return JSON.stringify(['taskbox', draft.taskbox, bastionOf(draft, draft.taskbox)])
  const { user, password, privateKey, passphrase, sudoPassword } = effectiveLogin(draft, host)
  return JSON.stringify([
    host.address,
    host.port,
    host.hostKey,
    host.allowSha1,
    user,
    password,
    privateKey,
    passphrase,
    sudoPassword,
    bastionOf(draft, host),
  ])
}
