'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { ConfigurationProblems } from '@/components/checks/failures/configuration-problems'
import { type StartReadiness, useStartReadiness } from '@/components/run/install/start-readiness'
import { useStartRun } from '@/components/run/install/use-start-run'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { Notice } from '@/components/ui/feedback/notice'
import { Skeleton } from '@/components/ui/feedback/skeleton'
import { Section } from '@/components/ui/layout/section'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useFocusField } from '@/components/wizard/draft/focus-field'
import { type KeyedProblem, useValidation } from '@/components/wizard/draft/validation'
import { targetOf } from '@/components/wizard/steps/cause-list'
import { type PrimaryAction, StepFrame } from '@/components/wizard/steps/step-frame'
import { useOpenCauses } from '@/components/wizard/steps/use-open-causes'
import { useWizard } from '@/components/wizard/wizard-context'
import type { StepCause } from '@/lib/steps/step-causes'
import { stepHref } from '@/lib/steps/steps'
import { ClusterSummary } from './cluster-summary'
import { Downloads } from './downloads'
import { FileTabs } from './file-tabs'
import { RemainingWarnings } from './remaining-warnings'
import { RunChanges } from './run-changes'
import { type RenderedFiles, useRenderedFiles } from './use-rendered-files'

/** The review step: a summary of the cluster, open warnings, and the files to write. */
export function ReviewStep() {
  const t = useTranslations('review')
  const { problems } = useValidation()
  const errors = problems.filter(({ severity }) => severity === 'error')
  const causes = useOpenCauses()
  const readiness = useStartReadiness()
  const files = useRenderedFiles(errors.length === 0)
  const install = useStartRun()
  const primary = usePrimaryAction(readiness, causes, install.confirm)
  return (
    <StepFrame step="review" wide primary={primary}>
      <div className="flex max-w-6xl flex-col gap-6">
        <ConfigurationProblems causes={causes} />
        {readiness === 'checks' && (
          <Notice tone="warn" title={t('checks.title')}>
            {t('checks.text')}
          </Notice>
        )}
        <Section title={t('summary.title')}>
          <ClusterSummary />
        </Section>
        <RunChanges />
        <RemainingWarnings />
        {errors.length === 0 && (
          <>
            <Section title={t('files.title')} text={t('files.text')}>
              <FilePreviews files={files} />
            </Section>
            <Section title={t('downloads.title')} text={t('downloads.text')}>
              <div className="max-w-3xl">
                <Downloads paths={(files.files ?? []).map(({ path }) => path)} />
              </div>
            </Section>
          </>
        )}
      </div>
      {install.dialog}
    </StepFrame>
  )
}

function FilePreviews({ files: { files, failure, pending, retry } }: { files: RenderedFiles }) {
  const t = useTranslations('review.files')
  return (
    <div className="flex flex-col gap-3" aria-busy={pending}>
      {failure && (
        <FailureNotice
          failure={failure}
          title={t('failed')}
          actions={
            <Button pending={pending} onClick={retry}>
              {t('again')}
            </Button>
          }
        />
      )}
      {files && <FileTabs files={files} />}
      {!files && !failure && (
        <div role="status">
          <p className="mb-2 text-muted">{t('reading')}</p>
          <Skeleton className="h-64 w-full" />
        </div>
      )}
    </div>
  )
}

/** Starts the installation, or opens the page that prevents it. */
function usePrimaryAction(
  readiness: StartReadiness,
  [cause]: readonly StepCause<KeyedProblem>[],
  onInstall: () => void,
): PrimaryAction {
  const t = useTranslations('review.primary')
  const { id } = useWizard()
  const { name, hosts, taskbox } = useDraft()
  const { run } = useClusterFacts()
  const router = useRouter()
  const focusField = useFocusField()
  if (readiness === 'running')
    return { label: t('running'), onPress: () => router.push(stepHref(id, 'install')) }
  if (cause) {
    const { step, key } = targetOf(cause, taskbox.kind)
    return { label: t('problem'), onPress: () => focusField(step, key) }
  }
  if (readiness !== 'open') return { label: t('checks'), onPress: () => router.push(stepHref(id, 'checks')) }
  return {
    label: t(run ? 'installAgain' : 'install', { name: name.trim() || t('unnamed'), count: hosts.length }),
    onPress: onInstall,
  }
}
