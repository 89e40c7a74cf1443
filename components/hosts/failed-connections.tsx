'use client'

import { RotateCw } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { ConnectionTest } from '@/components/connection-test/connection-test-store'
import { ChangedKeyNotice, type PresentedKey, UnknownKeyList } from '@/components/connection-test/host-key'
import type { RequestError } from '@/components/socket/request'
import { useFailureText } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { Notice } from '@/components/ui/feedback/notice'
import { useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useConnectionCauseText } from '@/components/wizard/steps/cause-list'
import { routeOf } from '@/lib/cluster/bastion'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import { useHostsActions, useHostsFacts } from './hosts-context'

interface FailedConnection {
  host: HostDraft
  failure: RequestError
}

function failedConnections(
  hosts: readonly HostDraft[],
  connectionTests: ReadonlyMap<string, ConnectionTest>,
): FailedConnection[] {
  return hosts.flatMap((host) => {
    const test = connectionTests.get(host.id)
    return test?.state === 'failed' ? [{ host, failure: test.failure }] : []
  })
}

/** Lists the key of a bastion once, even if several hosts use it. */
function presentedKeys(failed: readonly FailedConnection[], bastionName: string): PresentedKey[] {
  const keys = failed.map((one) =>
    isBastionFailure(one) ? presentedBastionKey(one, bastionName) : presentedHostKey(one),
  )
  return [...new Map(keys.map((presented) => [presented.key, presented])).values()]
}

const isBastionFailure = ({ failure }: FailedConnection) => failure.facts.hop === 'bastion'

/** The id of a host's bastion in the list of keys. */
const bastionId = (host: HostDraft) => (routeOf(host) === 'custom' ? `${host.id}.bastion` : 'bastion')

function presentedBastionKey({ host, failure: { facts } }: FailedConnection, name: string): PresentedKey {
  const { address, port, fingerprint } = facts
  return {
    key: bastionId(host),
    name,
    address: String(address),
    port: Number(port),
    fingerprint: String(fingerprint),
  }
}

function presentedHostKey({ host, failure }: FailedConnection): PresentedKey {
  return {
    key: host.id,
    name: host.name || host.address,
    address: host.address,
    port: Number(failure.facts.port),
    fingerprint: String(failure.facts.fingerprint ?? ''),
  }
}

/** All unknown host keys, in one list. */
export function UnknownHostKeys() {
  const t = useTranslations('hosts.bastion')
  const { hosts, bastion } = useDraft()
  const setDraft = useSetDraft()
  const { editor } = useHostsActions()
  const { connectionTests } = useHostsFacts()
  const unknown = failedConnections(hosts, connectionTests).filter(
    ({ failure }) => failure.kind === 'host-key-unknown',
  )
  function accept(keys: readonly PresentedKey[]) {
    const pins = new Map(keys.map(({ key, fingerprint }) => [key, fingerprint]))
    editor.replaceWithoutUndo(
      hosts.map((host) => {
        const hostKey = pins.get(host.id)
        const bastionKey = host.bastion && pins.get(`${host.id}.bastion`)
        const pinned = hostKey ? { ...host, hostKey } : host
        return bastionKey && host.bastion
          ? { ...pinned, bastion: { ...host.bastion, hostKey: bastionKey } }
          : pinned
      }),
    )
    const hostKey = pins.get('bastion')
    if (hostKey && bastion) setDraft('bastion', { ...bastion, hostKey })
  }
  return <UnknownKeyList keys={presentedKeys(unknown, t('keyOf'))} onAccept={accept} />
}

/** Failed connection tests with their remedies, grouped by reason. */
export function FailedConnections() {
  const t = useTranslations('hosts.bastion')
  const { hosts, bastion } = useDraft()
  const setDraft = useSetDraft()
  const { editor } = useHostsActions()
  const { connectionTests } = useHostsFacts()
  const failed = failedConnections(hosts, connectionTests).filter(
    ({ failure }) => failure.kind !== 'host-key-unknown',
  )
  const changed = failed.filter(({ failure }) => failure.kind === 'host-key-changed')
  const groups = groupByReason(failed.filter(({ failure }) => failure.kind !== 'host-key-changed'))
  function forget({ host, ...one }: FailedConnection) {
    if (!isBastionFailure({ host, ...one })) editor.update(host.id, { hostKey: '' })
    else if (host.bastion && routeOf(host) === 'custom')
      editor.update(host.id, { bastion: { ...host.bastion, hostKey: '' } })
    else if (bastion) setDraft('bastion', { ...bastion, hostKey: '' })
  }
  const byMachine = new Map(
    changed.map((one) => [isBastionFailure(one) ? bastionId(one.host) : one.host.id, one]),
  )
  return (
    <>
      {[...byMachine].map(([key, one]) => (
        <ChangedKeyNotice
          key={key}
          presented={isBastionFailure(one) ? presentedBastionKey(one, t('keyOf')) : presentedHostKey(one)}
          pinned={String(one.failure.facts.pinned ?? '')}
          onForget={() => forget(one)}
        />
      ))}
      {[...groups].map(([reason, group]) => (
        <FailedGroup key={reason} group={group} />
      ))}
    </>
  )
}

const MAX_NAMES = 8

function FailedGroup({ group }: { group: readonly FailedConnection[] }) {
  const t = useTranslations('hosts')
  const failureText = useFailureText()
  const causeText = useConnectionCauseText()
  const { retryConnection } = useHostsActions()
  const [first] = group
  if (!first) return null
  const [message, remedy] = failureText(first.failure)
  const names = group.slice(0, MAX_NAMES).map(({ host }) => host.name || host.address)
  return (
    <Notice
      tone="fail"
      title={causeText({
        kind: 'failed',
        failure: first.failure.kind,
        hosts: group.map(({ host }) => host),
        isBastion: isBastionFailure(first),
      })}
      actions={
        <Button
          size="small"
          icon={RotateCw}
          onClick={() => {
            for (const { host } of group) retryConnection(host.id)
          }}
        >
          {t('again')}
        </Button>
      }
    >
      {group.length > 1 && <p>{group.length > MAX_NAMES ? `${names.join(', ')} …` : names.join(', ')}</p>}
      <p>{message}</p>
      <p className="text-muted">{remedy}</p>
    </Notice>
  )
}

/** Groups hosts by the kind and reason of their failure. */
function groupByReason(failed: readonly FailedConnection[]): Map<string, FailedConnection[]> {
  const groups = new Map<string, FailedConnection[]>()
  for (const one of failed) {
    const reason = `${one.failure.kind} ${one.failure.facts.reason ?? ''}`
    groups.set(reason, [...(groups.get(reason) ?? []), one])
  }
  return groups
}
