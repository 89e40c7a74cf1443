'use client'

import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { RunBadge } from '@/components/status/run-badge'
import { StatusIcon, useStatusText } from '@/components/status/status-badge'
import { STEP_STATUS } from '@/components/status/step-status'
import { LocalTime } from '@/components/text/local-time'
import { Button } from '@/components/ui/button/button'
import { cx } from '@/components/ui/cx'
import { TONES } from '@/components/ui/feedback/tone'
import type { ClusterSummary } from '@/lib/contract/socket'
import { stepHref } from '@/lib/steps/steps'

const RemoveCluster = dynamic(() => import('./cluster-dialogs').then((m) => m.RemoveCluster), { ssr: false })
const DeleteSecrets = dynamic(() => import('./cluster-dialogs').then((m) => m.DeleteSecrets), { ssr: false })

/** Opens the run of a cluster that is not installed, else the first step that is not done. */
function clusterHref({ id, lastRun, next }: ClusterSummary): string {
  if (lastRun && lastRun.state !== 'succeeded') return stepHref(id, 'install')
  return stepHref(id, next?.step ?? 'installer')
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
        {cluster.lastRun ? <RunBadge run={cluster.lastRun} /> : <NextStep next={cluster.next} />}
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

/** The first step that is not done, such as "Hosts: Needs attention", of a cluster without a run. */
function NextStep({ next }: { next: ClusterSummary['next'] }) {
  const t = useTranslations('home.clusters')
  const steps = useTranslations('wizard.steps')
  const statusText = useStatusText()
  if (!next) return <span className="text-sm text-muted">{t('neverRun')}</span>
  const step = steps(`${next.step}.title`)
  if (next.state === 'untouched') return <span className="text-sm text-muted">{t('next', { step })}</span>
  const status = STEP_STATUS[next.state]
  const { title, help } = statusText(status)
  return (
    <span title={help} className={cx('flex items-center gap-1.5 text-sm', TONES[status.tone].text)}>
      <StatusIcon status={status} />
      {t('nextState', { step, state: title })}
    </span>
  )
}
