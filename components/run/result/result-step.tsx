'use client'

import { ScrollText } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { FailureNotice } from '@/components/text/failure-text'
import { buttonClass } from '@/components/ui/button/button-class'
import { EmptyState } from '@/components/ui/feedback/empty-state'
import { Skeleton } from '@/components/ui/feedback/skeleton'
import { type PrimaryAction, StepFrame } from '@/components/wizard/steps/step-frame'
import { useWizard } from '@/components/wizard/wizard-context'
import { operationFacts } from '@/lib/cluster/operations/message-facts'
import type { RunView } from '@/lib/contract/run'
import { stepHref } from '@/lib/steps/steps'
import { FailurePanel } from '../failure/failure-panel'
import { StepToFixLink } from '../failure/step-to-fix'
import { useStartRun } from '../install/use-start-run'
import { NoRun } from '../no-run'
import { ManageCluster } from '../operations/manage-cluster'
import { hasEnded } from '../plays'
import { formatElapsed } from '../run-timing'
import { StateNotice } from '../state-notice'
import { SupportButton } from '../support/support-buttons'
import { useClusterRuns } from '../use-cluster-runs'
import { usePrimaryRunAction } from '../use-primary-run-action'
import { useRunSubscription, useRunView } from '../use-run-subscription'
import { ClusterDetails, ClusterResult } from './cluster/cluster-result'
import { VerifiedAt, VerifyAgain } from './cluster/verify-again'
import { InstalledCluster } from './installed-cluster'

/** The result of the selected run: the console, or the failure. */
export function ResultStep() {
  const { runs, failure, selected } = useClusterRuns()
  if (selected) return <RunResult key={selected} run={selected} />
  return (
    <StepFrame step="done" primary="none">
      {failure && <FailureNotice failure={failure} />}
      {!runs && !failure && <Skeleton className="h-40 w-full" />}
      {runs && <NoRun />}
    </StepFrame>
  )
}

function RunResult({ run }: { run: string }) {
  const t = useTranslations('run.done')
  const subscription = useRunSubscription(run, { log: false })
  const { view, failure } = useRunView(subscription)
  const retry = useStartRun(view?.operation)
  const primary = usePrimaryRunAction(view, retry.confirm)
  const consoleUrl = view?.console?.url
  const openConsole: PrimaryAction | 'none' = consoleUrl
    ? { label: t('console.open'), onPress: () => window.open(consoleUrl, '_blank', 'noreferrer') }
    : 'none'
  return (
    <StepFrame
      step="done"
      wide
      lead={view?.state === 'succeeded' ? <Lead view={view} /> : t('leadNone')}
      primary={view?.state === 'succeeded' ? openConsole : view?.isVerifying ? 'none' : primary}
    >
      {failure && <FailureNotice failure={failure} className="mb-4" />}
      {view ? <ResultBody view={view} /> : !failure && <Skeleton className="h-64 w-full" />}
      {retry.dialog}
    </StepFrame>
  )
}

function Lead({ view }: { view: RunView }) {
  const { clusterName, hostNames, elapsedMs, console, verification, operation, kubernetes } = view
  const t = useTranslations('run.done')
  const unnamed = useTranslations('wizard.frame')('unnamed')
  const time = formatElapsed(elapsedMs)
  const isInstall = operation.id === 'install'
  const isVerified = !isInstall || console?.reachable || verification?.verified
  const facts = { ...operationFacts(operation, kubernetes), name: clusterName || unnamed, time }
  return t(isVerified ? 'lead' : 'leadUnverified', isInstall ? { ...facts, count: hostNames.length } : facts)
}

function ResultBody({ view }: { view: RunView }) {
  const t = useTranslations('run.done')
  const { id } = useWizard()
  const href = `${stepHref(id, 'install')}?run=${view.id}`
  const { verification } = view
  const cluster = verification && { run: view.id, clusterName: view.clusterName, verification }
  if (cluster && view.attempt)
    return (
      <ClusterResult {...cluster} verification={view.attempt} pending actions={<VerifyAgain view={view} />} />
    )
  if (cluster && view.state === 'running') return <ClusterResult {...cluster} pending />
  if (!hasEnded(view.state))
    return (
      <EmptyState
        title={t(
          view.state === 'waiting' ? 'waiting.title' : 'inProgress.title',
          operationFacts(view.operation),
        )}
        text={t(view.state === 'waiting' ? 'waiting.text' : 'inProgress.text')}
        actions={
          <Link href={href} prefetch={false} className={buttonClass('primary')}>
            {t(view.state === 'waiting' ? 'waiting.action' : 'inProgress.action')}
          </Link>
        }
      />
    )
  if (view.state === 'succeeded' && view.operation.id !== 'reset')
    return <InstalledCluster view={view} logPage={href} />
  const actions = (
    <>
      <VerifyAgain view={view} />
      <Link href={href} prefetch={false} className={buttonClass('plain')}>
        <ScrollText aria-hidden size={16} strokeWidth={1.75} />
        {t('log')}
      </Link>
      <StepToFixLink view={view} />
      <SupportButton run={view.id} size="normal" />
    </>
  )
  if (view.state === 'failed')
    return (
      <div className="flex flex-col gap-6">
        <FailurePanel view={view} actions={actions} />
        <VerifiedAt view={view} />
        {cluster && <ClusterDetails {...cluster} />}
        <ManageCluster />
      </div>
    )
  return (
    <div className="flex flex-col gap-6">
      <StateNotice view={view} actions={actions} onLine={() => undefined} />
      {/* After a reset, nothing is installed. */}
      {view.state === 'succeeded' ? <NoRun /> : <ManageCluster />}
    </div>
  )
}
