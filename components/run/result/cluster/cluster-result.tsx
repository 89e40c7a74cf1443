'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Skeleton } from '@/components/ui/feedback/skeleton'
import { Section } from '@/components/ui/layout/section'
import { type ClusterVerification, countNodes } from '@/lib/kubernetes/verification'
import { ApiCard } from './api-card'
import { KubeconfigCard } from './kubeconfig-card'
import { NodeTable } from './node-table'
import { VerificationNotice } from './verification-notice'

interface ClusterProps {
  run: string
  clusterName: string
  verification: ClusterVerification
  /** The verification continues. */
  pending?: boolean
  /** Shown while it is pending. */
  actions?: ReactNode
}

/** A cluster during or after its verification: the state and the details. */
export function ClusterResult(props: ClusterProps) {
  return (
    <div className="flex max-w-5xl flex-col gap-6">
      <VerificationNotice verification={props.verification} pending={props.pending} actions={props.actions} />
      <ClusterDetails {...props} />
    </div>
  )
}

/** A cluster as its API server describes it: endpoint, kubeconfig and nodes. */
export function ClusterDetails({ run, clusterName, verification, pending = false }: ClusterProps) {
  const t = useTranslations('verification')
  const { nodes, missing } = verification
  const hasNodes = nodes.length + missing.length > 0
  const { ready, total } = countNodes(verification)
  return (
    <div className="flex max-w-5xl flex-col gap-6">
      <div className="grid gap-6 lg:grid-cols-2">
        <Section title={t('api.title')}>
          <ApiCard verification={verification} pending={pending} />
        </Section>
        {!pending && (
          <Section title={t('kubeconfig.title')}>
            <KubeconfigCard run={run} clusterName={clusterName} />
          </Section>
        )}
      </div>
      <Section
        title={t('nodes.title')}
        actions={hasNodes && <span className="text-sm text-muted">{t('nodes.count', { ready, total })}</span>}
      >
        {hasNodes && <NodeTable nodes={nodes} missing={missing} />}
        {!hasNodes && pending && <Skeleton className="h-32 w-full" />}
        {!hasNodes && !pending && <p className="text-muted">{t('nodes.none')}</p>}
      </Section>
    </div>
  )
}
