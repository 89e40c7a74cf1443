'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { type RequestError, request } from '@/components/socket/request'
import { FailureText } from '@/components/text/failure-text'
import { Confirm } from '@/components/ui/overlay/confirm'
import type { ClusterSummary } from '@/lib/contract/socket'

/** Confirms the deletion of a cluster's draft. The installed cluster is not affected. */
export function RemoveCluster({
  cluster,
  onClose,
  onRemoved,
}: {
  cluster: ClusterSummary
  onClose: () => void
  onRemoved: () => Promise<void>
}) {
  const t = useTranslations('home.clusters')
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<RequestError>()
  const copiesLeft = failure?.kind === 'copies-left'
  async function remove() {
    setPending(true)
    const response = await request('clusters.remove', { id: cluster.id, leaveCopies: copiesLeft })
    setPending(false)
    if (!response.ok) return setFailure(response.failure)
    await onRemoved()
    onClose()
  }
  return (
    <Confirm
      open
      title={t('removeTitle', { name: cluster.name || t('unnamed') })}
      text={failure ? <FailureText failure={failure} /> : t('removeText')}
      action={copiesLeft ? t('continueAnyway') : t('remove')}
      pending={pending}
      onConfirm={remove}
      onCancel={onClose}
    />
  )
}

/** Confirms the deletion of all secrets of a cluster. */
export function DeleteSecrets({ cluster, onClose }: { cluster: ClusterSummary; onClose: () => void }) {
  const t = useTranslations('home.clusters')
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<RequestError>()
  const copiesLeft = failure?.kind === 'copies-left'
  async function deleteSecrets() {
    setPending(true)
    const response = await request('clusters.delete-secrets', { id: cluster.id, leaveCopies: copiesLeft })
    setPending(false)
    if (response.ok) onClose()
    else setFailure(response.failure)
  }
  return (
    <Confirm
      open
      title={t('deleteSecretsTitle', { name: cluster.name || t('unnamed') })}
      text={failure ? <FailureText failure={failure} /> : t('deleteSecretsText')}
      action={copiesLeft ? t('continueAnyway') : t('deleteSecrets')}
      pending={pending}
      onConfirm={deleteSecrets}
      onCancel={onClose}
    />
  )
}
