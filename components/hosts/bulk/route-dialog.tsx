'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { RouteChoice } from '@/components/login/route-choice'
import { routeOf } from '@/lib/cluster/bastion'
import type { BastionDraft, HostDraft } from '@/lib/cluster/draft/draft'
import { BulkDialog } from './bulk-dialog'

/** Sets how Taskbox connects to several hosts: by the shared route, directly, or through a bastion of their own. */
export function RouteDialog({
  hosts,
  onApply,
  onClose,
}: {
  hosts: readonly HostDraft[]
  onApply: (change: (host: HostDraft) => HostDraft) => void
  onClose: () => void
}) {
  const t = useTranslations('hosts.bulk.route')
  const [bastion, setBastion] = useState<BastionDraft | undefined>(() => commonBastion(hosts))
  return (
    <BulkDialog
      title={t('title', { count: hosts.length })}
      text={t('text')}
      count={hosts.length}
      onApply={() => onApply(({ bastion: _, ...host }) => (bastion ? { ...host, bastion } : host))}
      onClose={onClose}
    >
      <RouteChoice base="bulk.bastion" bastion={bastion} onChange={setBastion} />
    </BulkDialog>
  )
}

/** The route that all hosts have, without secrets, which belong to each host. */
function commonBastion([first, ...others]: readonly HostDraft[]): BastionDraft | undefined {
  const isSame = (host: HostDraft) =>
    routeOf(host) === (first && routeOf(first)) && host.bastion?.address === first?.bastion?.address
  if (!first?.bastion || !others.every(isSame)) return undefined
  return { ...first.bastion, password: '', privateKey: '', passphrase: '' }
}
