'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { FailureNotice } from '@/components/text/failure-text'
import { buttonClass } from '@/components/ui/button-class'
import { EmptyState } from '@/components/ui/empty-state'
import { Skeleton } from '@/components/ui/skeleton'
import { StepFrame } from '@/components/wizard/steps/step-frame'
import { stepHref } from '@/components/wizard/steps/steps'
import { useWizard } from '@/components/wizard/wizard-context'
import { useClusterRuns } from '../use-cluster-runs'
import { InstallRun } from './install-run'

/** The installer at work: the run that the address names, else the cluster's newest. */
export function InstallStep() {
  const { runs, failure, chosen } = useClusterRuns()
  // The run that the address names need not wait for the list.
  if (chosen) return <InstallRun key={chosen} run={chosen} runs={runs ?? []} />
  return (
    <StepFrame step="install" wide primary="none">
      {failure && <FailureNotice failure={failure} />}
      {!runs && !failure && <Skeleton className="h-40 w-full" />}
      {runs && <NoRun />}
    </StepFrame>
  )
}

function NoRun() {
  const t = useTranslations('run.empty')
  const { id } = useWizard()
  return (
    <EmptyState
      title={t('title')}
      text={t('text')}
      actions={
        <Link href={stepHref(id, 'review')} prefetch={false} className={buttonClass('plain')}>
          {t('action')}
        </Link>
      }
    />
  )
}
