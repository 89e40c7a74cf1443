'use client'

import { useEffect } from 'react'
import { reachStore } from '@/components/reach/reach-store'
import { request } from '@/components/socket/request'
import { useDraft } from '@/components/wizard/draft-store'
import { type KeyedProblem, useEnteredKey, useJudgement } from '@/components/wizard/judge'
import { useWizard } from '@/components/wizard/wizard-context'
import type { Draft, HostDraft } from '@/lib/cluster/draft'
import { loginOf } from '@/lib/cluster/login'

/** Fields that a host is reached with; while one of them is wrong or typed into, it is not. */
const REACHED_WITH = new Set([
  'address',
  'port',
  'user',
  'password',
  'privateKey',
  'passphrase',
  'sudoPassword',
  'hostKey',
])

/** Reaches every host whose row is complete, and again when what it is reached with changed. */
export function useHostsReach(): void {
  const { id, flush } = useWizard()
  const draft = useDraft()
  const { problems } = useJudgement()
  const entered = useEnteredKey()
  useEffect(() => {
    const broken = brokenOwners(problems)
    const store = reachStore(id)
    for (const host of draft.hosts) {
      // A half-typed password must not be tried: hosts lock out whoever fails too often.
      if (isTyped(entered, host)) continue
      store.want(host.id, signature(draft, host, broken), async () => {
        await flush()
        return request('hosts.reach', { id, host: host.id })
      })
    }
  }, [id, flush, draft, problems, entered])
}

/** Owners (`login`, `taskbox`, hosts' ids) of a field that a machine is reached with and that is wrong. */
function brokenOwners(problems: readonly KeyedProblem[]): ReadonlySet<string> {
  const errors = problems.filter(({ severity }) => severity === 'error').map(({ key }) => key.split('.'))
  return new Set(
    errors.flatMap(([section, second = '', third = '']) => {
      if (section === 'hosts') return REACHED_WITH.has(third) ? [second] : []
      return (section === 'login' || section === 'taskbox') && REACHED_WITH.has(second) ? [section] : []
    }),
  )
}

function isTyped(entered: string | undefined, host: HostDraft): boolean {
  const [section, second = '', third = ''] = entered?.split('.') ?? []
  if (section === 'login') return host.sharedLogin && REACHED_WITH.has(second)
  return section === 'hosts' && second === host.id && REACHED_WITH.has(third)
}

/** All that the answer depends on; undefined: the row is not complete. */
function signature(draft: Draft, host: HostDraft, broken: ReadonlySet<string>): string | undefined {
  if (host.name.trim() === '' || broken.has(host.id)) return undefined
  if (host.taskbox) return broken.has('taskbox') ? undefined : JSON.stringify(['taskbox', draft.taskbox])
  if (host.sharedLogin && broken.has('login')) return undefined
  const { user, password, privateKey, passphrase, sudoPassword } = loginOf(draft, host)
  return JSON.stringify([
    host.address,
    host.port,
    host.hostKey,
    user,
    password,
    privateKey,
    passphrase,
    sudoPassword,
  ])
}
