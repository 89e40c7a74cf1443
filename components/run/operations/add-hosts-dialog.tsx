'use client'

import { useTranslations } from 'use-intl'
import { FailureText } from '@/components/text/failure-text'
import { Confirm } from '@/components/ui/overlay/confirm'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { listFacts } from './host-list'
import { useOperationStart } from './use-operation-start'

/** Adds the new hosts of the hosts step to the cluster. */
export function AddHostsDialog({ hosts, onClose }: { hosts: string[]; onClose: () => void }) {
  const t = useTranslations('operations.add-hosts.dialog')
  const { name } = useDraft()
  const { start, pending, failure, confirmation } = useOperationStart('trust', onClose)
  const facts = { ...listFacts(hosts), name: name.trim() }
  return (
    <>
      <Confirm
        open
        danger={false}
        title={t('title', facts)}
        text={failure ? <FailureText failure={failure} /> : t('text', facts)}
        action={t('action', facts)}
        pending={pending}
        onConfirm={() => start({ id: 'add-hosts', hosts })}
        onCancel={onClose}
      />
      {confirmation}
    </>
  )
}
