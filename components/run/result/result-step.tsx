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
import { RunResult } from './run-result'

/** What came of the install: the console, or what failed. */
export function ResultStep() {
  const t = useTranslations('run.empty')
  const { id } = useWizard()
  const { runs, failure, chosen } = useClusterRuns()
  if (chosen) return <RunResult key={chosen} run={chosen} />
  return (
    <StepFrame step="done" primary="none">
      {failure && <FailureNotice failure={failure} />}
      {!runs && !failure && <Skeleton className="h-40 w-full" />}
      {runs && (
        <EmptyState
          title={t('title')}
          text={t('text')}
          actions={
            <Link href={stepHref(id, 'review')} prefetch={false} className={buttonClass('plain')}>
              {t('action')}
            </Link>
          }
        />
      )}
    </StepFrame>
  )
}
