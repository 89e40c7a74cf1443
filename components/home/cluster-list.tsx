'use client'

import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { RUN_STATUS } from '@/components/status/run-status'
import { StatusBadge } from '@/components/status/status-badge'
import { LocalTime } from '@/components/text/local-time'
import { Button } from '@/components/ui/button/button'
import type { ClusterSummary } from '@/lib/contract/socket'

const RemoveCluster = dynamic(() => import('./cluster-dialogs').then((m) => m.RemoveCluster), { ssr: false })
const DeleteSecrets = dynamic(() => import('./cluster-dialogs').then((m) => m.DeleteSecrets), { ssr: false })

/** Opens an active run, else the first step. */
function clusterHref({ id, lastRun }: ClusterSummary): string {
  const live = lastRun && lastRun.endedAt === undefined
  return `/clusters/${id}/${live ? 'install' : 'installer'}`
}

export function ClusterList({
  clusters,
  onChanged,
}: {
  clusters: readonly ClusterSummary[]
  onChanged: () => Promise<void>
}) {
  const t = useTranslations('home.clusters')
  const [removing, setRemoving] = useState<ClusterSummary>()
  const [deletingSecrets, setDeletingSecrets] = useState<ClusterSummary>()
  return (
    <section aria-labelledby="clusters">
      <h2 id="clusters" className="mb-2 text-lg font-semibold">
        {t('title')}
      </h2>
      <ul className="divide-y divide-line rounded-md border border-line bg-surface">
        {clusters.map((cluster) => (
          <Row
            key={cluster.id}
            cluster={cluster}
            onRemove={() => setRemoving(cluster)}
            onDeleteSecrets={() => setDeletingSecrets(cluster)}
          />
        ))}
      </ul>
      {removing && (
        <RemoveCluster cluster={removing} onClose={() => setRemoving(undefined)} onRemoved={onChanged} />
      )}
      {deletingSecrets && (
        <DeleteSecrets cluster={deletingSecrets} onClose={() => setDeletingSecrets(undefined)} />
      )}
    </section>
  )
}

function Row({
  cluster,
  onRemove,
  onDeleteSecrets,
}: {
  cluster: ClusterSummary
  onRemove: () => void
  onDeleteSecrets: () => void
}) {
  const t = useTranslations('home.clusters')
  const name = cluster.name || t('unnamed')
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2.5 hover:bg-hover sm:px-4">
      <div className="min-w-0 flex-1 basis-52">
        <Link
          href={clusterHref(cluster)}
          prefetch={false}
          className="block truncate font-medium after:absolute after:inset-0 after:content-['']"
        >
          {name}
        </Link>
        <p className="text-sm text-muted">
          {cluster.mode === 'all-in-one' ? t('allInOne') : t('hosts', { hosts: cluster.hosts })}
          {' · '}
          {t.rich('changed', { when: () => <LocalTime at={cluster.updatedAt} /> })}
        </p>
      </div>
      <div className="flex items-center gap-3 max-sm:w-full max-sm:justify-between">
        {cluster.lastRun ? (
          <StatusBadge status={RUN_STATUS[cluster.lastRun.state]} />
        ) : (
          <span className="text-sm text-muted">{t('neverRun')}</span>
        )}
        <span className="relative -mr-2 flex">
          <Button
            size="small"
            variant="quiet"
            aria-label={t('deleteSecretsNamed', { name })}
            onClick={onDeleteSecrets}
          >
            {t('deleteSecrets')}
          </Button>
          <Button size="small" variant="quiet" aria-label={t('removeNamed', { name })} onClick={onRemove}>
            {t('remove')}
          </Button>
        </span>
      </div>
    </li>
  )
}
