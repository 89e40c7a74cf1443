'use client'

import { RotateCw } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { ChangedKey, type SeenKey, UnknownKeys } from '@/components/reach/host-key'
import type { ReachState } from '@/components/reach/reach-store'
import type { RequestFailure } from '@/components/socket/request'
import { useFailureWords } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { useSetDraft } from '@/components/wizard/draft-fields'
import { useDraft } from '@/components/wizard/draft-store'
import { wayOf } from '@/lib/cluster/bastion'
import type { HostDraft } from '@/lib/cluster/draft'
import { useHostsActions, useHostsFacts } from './hosts-context'

interface Failed {
  host: HostDraft
  failure: RequestFailure
}

function failedHosts(hosts: readonly HostDraft[], reaches: ReadonlyMap<string, ReachState>): Failed[] {
  return hosts.flatMap((host) => {
    const reach = reaches.get(host.id)
    return reach?.state === 'failed' ? [{ host, failure: reach.failure }] : []
  })
}

/** A bastion's key is one key, however many hosts it leads to. */
function seenKeys(failed: readonly Failed[], bastionName: string): SeenKey[] {
  const keys = failed.map((one) => (isBastions(one) ? bastionKey(one, bastionName) : seenKey(one)))
  return [...new Map(keys.map((seen) => [seen.key, seen])).values()]
}

const isBastions = ({ failure }: Failed) => failure.facts.hop === 'bastion'

/** Key of the bastion that a host is reached through, in the list of keys. */
const bastionKeyOf = (host: HostDraft) => (wayOf(host) === 'own' ? `${host.id}.bastion` : 'bastion')

function bastionKey({ host, failure: { facts } }: Failed, name: string): SeenKey {
  const { address, port, fingerprint } = facts
  return {
    key: bastionKeyOf(host),
    name,
    address: String(address),
    port: Number(port),
    fingerprint: String(fingerprint),
  }
}

function seenKey({ host, failure }: Failed): SeenKey {
  return {
    key: host.id,
    name: host.name || host.address,
    address: host.address,
    port: Number(failure.facts.port),
    fingerprint: String(failure.facts.fingerprint ?? ''),
  }
}

/** Host keys that wait to be accepted, all in one list. */
export function KeysToAccept() {
  const t = useTranslations('hosts.bastion')
  const { hosts, bastion } = useDraft()
  const setDraft = useSetDraft()
  const { editor } = useHostsActions()
  const { reaches } = useHostsFacts()
  const unknown = failedHosts(hosts, reaches).filter(({ failure }) => failure.kind === 'host-key-unknown')
  function accept(keys: readonly SeenKey[]) {
    const pins = new Map(keys.map(({ key, fingerprint }) => [key, fingerprint]))
    editor.replaceQuietly(
      hosts.map((host) => {
        const hostKey = pins.get(host.id)
        const own = host.bastion && pins.get(`${host.id}.bastion`)
        const pinned = hostKey ? { ...host, hostKey } : host
        return own && host.bastion ? { ...pinned, bastion: { ...host.bastion, hostKey: own } } : pinned
      }),
    )
    const hostKey = pins.get('bastion')
    if (hostKey && bastion) setDraft('bastion', { ...bastion, hostKey })
  }
  return <UnknownKeys keys={seenKeys(unknown, t('keyOf'))} onAccept={accept} />
}

/** Why hosts did not answer and what to do; hosts that failed in the same way stand together. */
export function FailedHosts() {
  const t = useTranslations('hosts.bastion')
  const { hosts, bastion } = useDraft()
  const setDraft = useSetDraft()
  const { editor } = useHostsActions()
  const { reaches } = useHostsFacts()
  const failed = failedHosts(hosts, reaches).filter(({ failure }) => failure.kind !== 'host-key-unknown')
  const changed = failed.filter(({ failure }) => failure.kind === 'host-key-changed')
  const groups = groupByReason(failed.filter(({ failure }) => failure.kind !== 'host-key-changed'))
  function forget({ host, ...one }: Failed) {
    if (!isBastions({ host, ...one })) editor.update(host.id, { hostKey: '' })
    else if (host.bastion && wayOf(host) === 'own')
      editor.update(host.id, { bastion: { ...host.bastion, hostKey: '' } })
    else if (bastion) setDraft('bastion', { ...bastion, hostKey: '' })
  }
  const shown = new Map(changed.map((one) => [isBastions(one) ? bastionKeyOf(one.host) : one.host.id, one]))
  return (
    <>
      {[...shown].map(([key, one]) => (
        <ChangedKey
          key={key}
          seen={isBastions(one) ? bastionKey(one, t('keyOf')) : seenKey(one)}
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

const NAMED = 8

function FailedGroup({ group }: { group: readonly Failed[] }) {
  const t = useTranslations('hosts')
  const words = useFailureWords()
  const { again } = useHostsActions()
  const [first] = group
  if (!first) return null
  const [message, remedy] = words(first.failure)
  const names = group.slice(0, NAMED).map(({ host }) => host.name || host.address)
  return (
    <Notice
      tone="fail"
      title={t('notReached', {
        count: group.length,
        names: group.length > NAMED ? `${names.join(', ')} …` : names.join(', '),
      })}
      actions={
        <Button
          size="small"
          icon={RotateCw}
          onClick={() => {
            for (const { host } of group) again(host.id)
          }}
        >
          {t('again')}
        </Button>
      }
    >
      <p>{message}</p>
      <p className="text-muted">{remedy}</p>
    </Notice>
  )
}

/** Hosts that failed in the same way, by the failure's own words. */
function groupByReason(failed: readonly Failed[]): Map<string, Failed[]> {
  const groups = new Map<string, Failed[]>()
  for (const one of failed) {
    const reason = `${one.failure.kind} ${one.failure.facts.reason ?? ''}`
    groups.set(reason, [...(groups.get(reason) ?? []), one])
  }
  return groups
}
