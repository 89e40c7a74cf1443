'use client'

import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { FactsText } from '@/components/connection-test/facts-text'
import { useTaskboxConnectionTest } from '@/components/connection-test/use-connection-test'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { Notice } from '@/components/ui/feedback/notice'
import { SelectField } from '@/components/ui/form/select-field'
import { TextField } from '@/components/ui/form/text-field'
import { useFieldTexts, useValidatedField } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { hostFieldKey } from '@/components/wizard/draft/field-key'
import { useHostsUndoToast } from '@/components/wizard/draft/use-undo-toast'
import { useOpenFailures } from '@/components/wizard/use-open-failures'
import { allInOneHost } from '@/lib/cluster/draft/all-in-one'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import { ALL_IN_ONE_HOST } from '@/lib/cluster/draft/draft-defaults'
import { usesIpv6 } from '@/lib/cluster/families'
import { isIpv4 } from '@/lib/network/address'
import type { HostsEditor } from './hosts-editor'
import { HostFailures } from './panel/host-failures'

/** The host of an all-in-one cluster, which is the taskbox. */
export function AllInOneHost({ editor }: { editor: HostsEditor }) {
  const t = useTranslations('hosts.allInOne')
  const { taskbox, hosts, network } = useDraft()
  const { test } = useTaskboxConnectionTest()
  const failures = useOpenFailures()
  const undoToast = useHostsUndoToast()
  const [host, ...others] = hosts
  const addresses = test.state === 'connected' ? test.facts.addresses : []
  const known = addresses.filter((one) => usesIpv6(network.families) || isIpv4(one))
  const address = taskbox.kind === 'ssh' ? taskbox.address : (known[0] ?? '')

  // Without hosts, add the taskbox.
  const missing = hosts.length === 0
  useEffect(() => {
    if (missing && address !== '') editor.replaceWithoutUndo([allInOneHost(address)])
  }, [missing, address, editor])

  if (others.length > 0)
    return (
      <Notice
        tone="warn"
        title={t('several', { count: hosts.length })}
        actions={
          <Button
            onClick={() => {
              editor.replace([allInOneHost(address)])
              undoToast(t('othersRemoved'), hosts, editor.hosts)
            }}
          >
            {t('removeOthers')}
          </Button>
        }
      >
        {t('severalText')}
      </Notice>
    )
  return (
    <div
      id={host && hostFieldKey(host.id, 'checks')}
      tabIndex={-1}
      className="flex max-w-2xl flex-col gap-4 outline-none"
    >
      <HostFailures failures={failures} />
      {test.state === 'connected' && (
        <Notice tone="ok" title={t('title', { name: ALL_IN_ONE_HOST })}>
          <p className="text-sm">
            <FactsText facts={test.facts} />
          </p>
          <p className="mt-1 text-sm text-muted">{t('text', { name: ALL_IN_ONE_HOST })}</p>
        </Notice>
      )}
      {test.state === 'failed' && <FailureNotice failure={test.failure} title={t('failed')} />}
      {(test.state === 'scheduled' || test.state === 'testing') && (
        <Notice tone="busy" live>
          {t('testing')}
        </Notice>
      )}
      {test.state === 'untested' && <Notice tone="warn">{t('installerFirst')}</Notice>}
      {host && <AddressField host={host} known={known} editor={editor} />}
      {host && usesIpv6(network.families) && <Ipv6Field host={host} editor={editor} />}
      {host && !host.taskbox && (
        <Notice
          tone="warn"
          title={t('notTaskbox')}
          actions={<Button onClick={() => editor.setTaskbox(host.id, true)}>{t('makeTaskbox')}</Button>}
        />
      )}
    </div>
  )
}

function Ipv6Field({ host, editor }: { host: HostDraft; editor: HostsEditor }) {
  const validated = useValidatedField(hostFieldKey(host.id, 'ip6'))
  const texts = useFieldTexts('hosts.fields.ip6')
  const change = (ip6: string) => editor.update(host.id, { ip6 }, validated.id)
  return (
    <div data-help="hosts.fields.ip6.help" className="max-w-sm">
      <TextField {...texts} {...validated} mono value={host.ip6} onChange={change} />
    </div>
  )
}

/** The address of the taskbox that the cluster uses. */
function AddressField({
  host,
  known: addresses,
  editor,
}: {
  host: HostDraft
  known: readonly string[]
  editor: HostsEditor
}) {
  const validated = useValidatedField(hostFieldKey(host.id, 'address'))
  const texts = useFieldTexts('hosts.allInOne.fields.address')
  const change = (address: string) => editor.update(host.id, { address, ip: '' }, validated.id)
  const listed = addresses.includes(host.address) && host.ip === ''
  return (
    <div data-help="hosts.allInOne.fields.address.help" className="max-w-sm">
      {listed && addresses.length > 1 ? (
        <SelectField
          {...texts}
          {...validated}
          mono
          value={host.address}
          onChange={change}
          options={addresses.map((address) => ({ value: address, label: address }))}
        />
      ) : (
        <TextField {...texts} {...validated} mono value={host.address} onChange={change} />
      )}
    </div>
  )
}
