'use client'

import { RotateCw } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { ChangedKey, type SeenKey, UnknownKeys } from '@/components/reach/host-key'
import type { ReachState } from '@/components/reach/reach-store'
import type { RequestFailure } from '@/components/socket/request'
import { useFailureWords } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { useDraft } from '@/components/wizard/draft-store'
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

function seenKey({ host, failure }: Failed): SeenKey {
  return {
    key: host.id,
    name: host.name || host.address,
    address: host.address,
    fingerprint: String(failure.facts.fingerprint ?? ''),
  }
}

/** Host keys that wait to be accepted, all in one list. */
export function KeysToAccept() {
  const { hosts } = useDraft()
  const { editor } = useHostsActions()
  const { reaches } = useHostsFacts()
  const unknown = failedHosts(hosts, reaches).filter(({ failure }) => failure.kind === 'host-key-unknown')
  function accept(keys: readonly SeenKey[]) {
    const pins = new Map(keys.map(({ key, fingerprint }) => [key, fingerprint]))
    editor.replaceQuietly(
      hosts.map((host) => {
        const hostKey = pins.get(host.id)
        return hostKey ? { ...host, hostKey } : host
      }),
    )
  }
  return <UnknownKeys keys={unknown.map(seenKey)} onAccept={accept} />
}

/** Why hosts did not answer and what to do; hosts that failed in the same way stand together. */
export function FailedHosts() {
  const { hosts } = useDraft()
  const { editor } = useHostsActions()
  const { reaches } = useHostsFacts()
  const failed = failedHosts(hosts, reaches).filter(({ failure }) => failure.kind !== 'host-key-unknown')
  const changed = failed.filter(({ failure }) => failure.kind === 'host-key-changed')
  const groups = groupByReason(failed.filter(({ failure }) => failure.kind !== 'host-key-changed'))
  return (
    <>
      {changed.map((one) => (
        <ChangedKey
          key={one.host.id}
          seen={seenKey(one)}
          pinned={one.host.hostKey}
          onForget={() => editor.update(one.host.id, { hostKey: '' })}
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
