'use client'

import { useEffect, useRef } from 'react'
import { hasEnded } from '@/components/run/plays'
import { request } from '@/components/socket/request'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { type KeyedProblem, useEditedFieldKey, useValidation } from '@/components/wizard/draft/validation'
import { useCurrentStep } from '@/components/wizard/steps/current-step'
import { useWizard } from '@/components/wizard/wizard-context'
import { bastionOf, routeOf } from '@/lib/cluster/bastion'
import type { Draft, HostDraft } from '@/lib/cluster/draft/draft'
import { knownHostKey } from '@/lib/cluster/known-host-key'
import { effectiveLogin } from '@/lib/cluster/login'
import { isConnectionChecked } from '@/lib/steps/connections'
import { connectionTestStore } from './connection-test-store'
import { useTaskboxConnectionTest } from './use-connection-test'

/** Fields of the connection. A host is not tested while one of them is invalid or being edited. */
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

/** Tests connections while the hosts step is open. On other steps, only those that no check has tested. */
export function TestConnections() {
  const { installer } = useDraft()
  const { openState } = useWizard()
  const { run, runs } = useClusterFacts()
  const step = useCurrentStep()
  if (openState.state !== 'open' || installer.mode !== 'multi-node') return null
  if (step === 'hosts') return <TestAllConnections />
  // A run uses the hosts, and may restart their network.
  const isIdle = runs !== undefined && (!run || hasEnded(run.state))
  return isIdle && step !== 'install' && step !== 'done' ? <TestHosts /> : null
}

function TestAllConnections() {
  useTaskboxConnectionTest()
  return <TestHosts all />
}

/**
 * Tests the connection of every complete host, and again after its connection fields change. A component of its own
 * that renders nothing, so that a change of focus does not render the step.
 * @param all whether to test hosts that the checks have connected to
 */
function TestHosts({ all = false }: { all?: boolean }): null {
  const { id, flush, withSecretVersions } = useWizard()
  const typed = useDraft()
  const { checks } = useClusterFacts()
  const { problems } = useValidation()
  const entered = useEditedFieldKey()
  const atEntry = useRef<{ entered: string | undefined; draft: Draft }>(undefined)
  const checked = checks?.hosts
  const endedAt = checks?.endedAt
  useEffect(() => {
    if (!checked && !all) return
    const draft = withSecretVersions(typed)
    const broken = ownersWithErrors(problems)
    const store = connectionTestStore(id)
    const known = atEntry.current?.entered === entered ? atEntry.current : undefined
    const before = known ?? { entered, draft }
    atEntry.current = before
    for (const host of draft.hosts) {
      if (!all && isConnectionChecked(checked?.[host.id])) continue
      // Do not try incomplete passwords: hosts lock accounts after repeated failures.
      if (isBeingTyped(entered, host, before.draft, draft)) continue
      const signature = isComplete(draft, host, broken) ? connectionSignature(draft, host) : undefined
      store.schedule(host.id, signature, async () => {
        await flush()
        return request('hosts.test-connection', { id, host: host.id })
      })
    }
  }, [id, flush, withSecretVersions, typed, problems, entered, checked, all])
  useEffect(() => {
    if (endedAt !== undefined) connectionTestStore(id).retryFailed(endedAt)
  }, [id, endedAt])
  return null
}

/** Owners (`login`, `bastion`, `taskbox`, host ids) of connection fields with an error. */
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

/** Whether a connection field of the host is focused and has been edited since. */
function isBeingTyped(entered: string | undefined, host: HostDraft, before: Draft, now: Draft): boolean {
  const [section, second = '', third = ''] = entered?.split('.') ?? []
  const isHostField = section === 'hosts' && second === host.id && CONNECTION_FIELDS.has(third)
  const shared = section === 'login' && host.sharedLogin && CONNECTION_FIELDS.has(second)
  const route = section === 'bastion' && routeOf(host) === 'inherit'
  if (!isHostField && !shared && !route) return false
  const earlier = before.hosts.find((one) => one.id === host.id)
  return !earlier || connectionSignature(before, earlier) !== connectionSignature(now, host)
}

function isComplete(draft: Draft, host: HostDraft, broken: ReadonlySet<string>): boolean {
  if (host.name.trim() === '' || broken.has(host.id)) return false
  const { taskbox } = draft
  if (host.taskbox && taskbox.kind === 'local') return true
  if (routeOf(host.taskbox ? taskbox : host) === 'inherit' && broken.has('bastion')) return false
  if (host.taskbox) return !broken.has('taskbox')
  return !host.sharedLogin || !broken.has('login')
}

/** All values that the test depends on. */
function connectionSignature(draft: Draft, host: HostDraft): string {
  if (host.taskbox) return JSON.stringify(['taskbox', draft.taskbox, bastionOf(draft, draft.taskbox)])
  const { user, password, privateKey, passphrase, sudoPassword } = effectiveLogin(draft, host)
  return JSON.stringify([
    host.address,
    host.port,
    knownHostKey(draft, host),
    host.allowSha1,
    user,
    password,
    privateKey,
    passphrase,
    sudoPassword,
    bastionOf(draft, host),
  ])
}
