'use client'

import { useEffect, useRef } from 'react'
import { reachStore } from '@/components/reach/reach-store'
import { useTaskboxReach } from '@/components/reach/use-reach'
import { request } from '@/components/socket/request'
import { useDraft } from '@/components/wizard/draft-store'
import { type KeyedProblem, useEnteredKey, useJudgement } from '@/components/wizard/judge'
import { useWizard } from '@/components/wizard/wizard-context'
import { bastionOf, wayOf } from '@/lib/cluster/bastion'
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
  'bastion',
])

/**
 * Reaches every host whose row is complete, and again when what it is reached with changed. A component that draws
 * nothing, so that moving the focus does not redraw the step.
 */
export function HostsReach(): null {
  useTaskboxReach()
  const { id, flush, numbered } = useWizard()
  const typed = useDraft()
  const { problems } = useJudgement()
  const entered = useEnteredKey()
  const atEntry = useRef<{ entered: string | undefined; draft: Draft }>(undefined)
  useEffect(() => {
    const draft = numbered(typed)
    const broken = brokenOwners(problems)
    const store = reachStore(id)
    const known = atEntry.current?.entered === entered ? atEntry.current : undefined
    const before = known ?? { entered, draft }
    atEntry.current = before
    for (const host of draft.hosts) {
      // A half-typed password must not be tried: hosts lock out whoever fails too often.
      if (isTyped(entered, host, before.draft, draft)) continue
      const signature = isComplete(draft, host, broken) ? reachedWith(draft, host) : undefined
      store.want(host.id, signature, async () => {
        await flush()
        return request('hosts.reach', { id, host: host.id })
      })
    }
  }, [id, flush, numbered, typed, problems, entered])
  return null
}

/** Owners (`login`, `bastion`, `taskbox`, hosts' ids) of a field that a machine is reached with and that is wrong. */
function brokenOwners(problems: readonly KeyedProblem[]): ReadonlySet<string> {
  const errors = problems.filter(({ severity }) => severity === 'error').map(({ key }) => key.split('.'))
  return new Set(
    errors.flatMap(([section, second = '', third = '']) => {
      if (section === 'hosts') return REACHED_WITH.has(third) ? [second] : []
      if (section === 'bastion') return [section]
      return (section === 'login' || section === 'taskbox') && REACHED_WITH.has(second) ? [section] : []
    }),
  )
}

/** Whether what a host is reached with is being typed: the field has the focus and holds something else than before. */
function isTyped(entered: string | undefined, host: HostDraft, before: Draft, now: Draft): boolean {
  const [section, second = '', third = ''] = entered?.split('.') ?? []
  const own = section === 'hosts' && second === host.id && REACHED_WITH.has(third)
  const shared = section === 'login' && host.sharedLogin && REACHED_WITH.has(second)
  const way = section === 'bastion' && wayOf(host) === 'shared'
  if (!own && !shared && !way) return false
  const earlier = before.hosts.find((one) => one.id === host.id)
  return !earlier || reachedWith(before, earlier) !== reachedWith(now, host)
}

function isComplete(draft: Draft, host: HostDraft, broken: ReadonlySet<string>): boolean {
  if (host.name.trim() === '' || broken.has(host.id)) return false
  const { taskbox } = draft
  if (host.taskbox && taskbox.kind === 'local') return true
  if (wayOf(host.taskbox ? taskbox : host) === 'shared' && broken.has('bastion')) return false
  if (host.taskbox) return !broken.has('taskbox')
  return !host.sharedLogin || !broken.has('login')
}

/** All that the answer depends on. */
function reachedWith(draft: Draft, host: HostDraft): string {
  if (host.taskbox) return JSON.stringify(['taskbox', draft.taskbox, bastionOf(draft, draft.taskbox)])
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
    bastionOf(draft, host),
  ])
}
