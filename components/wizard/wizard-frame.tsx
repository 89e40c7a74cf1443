'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { Brand } from '@/components/app-shell/brand'
import { ConnectionBadge } from '@/components/app-shell/connection-badge'
import { Preferences } from '@/components/app-shell/preferences'
import type { Theme } from '@/components/app-shell/theme'
import { SAVE_STATUS } from '@/components/status/page-status'
import { RUN_STATUS } from '@/components/status/run-status'
import { StatusIcon, useStatusText } from '@/components/status/status-badge'
import { useFailureText } from '@/components/text/failure-text'
import { cx } from '@/components/ui/cx'
import { announce } from '@/components/ui/feedback/live-region'
import { Skeleton } from '@/components/ui/feedback/skeleton'
import { PageTitle } from '@/components/ui/layout/page-title'
import { useClusterFacts } from './cluster-facts'
import { useDraft } from './draft/draft-store'
import { useValidation } from './draft/validation'
import { HelpProvider } from './help'
import { useCurrentStep } from './steps/current-step'
import { StepsMenu } from './steps/steps-menu'
import { StepsRail } from './steps/steps-rail'
import { useWizard } from './wizard-context'

/** The header, the rail and the step. */
export function WizardFrame({ theme, children }: { theme: Theme; children: ReactNode }) {
  const t = useTranslations('wizard.frame')
  const titles = useTranslations('wizard.steps')
  const step = useCurrentStep()
  const waiting = useWaitingRun()
  useValidateOnLeave()
  return (
    <div className="flex min-h-dvh flex-col">
      <PageTitle text={waiting ? `${waiting} – ${titles(`${step}.title`)}` : titles(`${step}.title`)} />
      <a
        href="#step"
        className="sr-only z-50 rounded-md bg-raised px-3 py-2 focus:not-sr-only focus:absolute focus:top-1 focus:left-1"
      >
        {t('skip')}
      </a>
      <header className="sticky top-0 z-20 flex h-(--header-height) items-center gap-3 border-b border-line bg-surface px-3 sm:px-4">
        <Brand label={t('home')} />
        <ClusterName />
        <div className="ml-auto flex min-w-0 items-center gap-2 sm:gap-4">
          <SaveBadge />
          <ConnectionBadge />
          <Preferences theme={theme} />
        </div>
      </header>
      <StepsMenu />
      <div className="flex min-w-0 flex-1">
        <StepsRail />
        <HelpProvider>
          <main id="step" className="flex min-w-0 flex-1 flex-col">
            {children}
          </main>
        </HelpProvider>
      </div>
    </div>
  )
}

/** Shows on the other steps that the installer waits for input. The install step has the question and its own title. */
function useWaitingRun(): string | undefined {
  const t = useTranslations()
  const { run } = useClusterFacts()
  const step = useCurrentStep()
  const isWaiting = run?.state === 'waiting' && step !== 'install'
  const title = t(RUN_STATUS.waiting.title)
  useEffect(() => {
    if (isWaiting) announce(title)
  }, [isWaiting, title])
  return isWaiting ? title : undefined
}

function ClusterName() {
  const t = useTranslations('wizard.frame')
  const { openState } = useWizard()
  const { name } = useDraft()
  if (openState.state !== 'open') return <Skeleton className="h-4 w-28" />
  return (
    <p className="min-w-0 truncate border-l border-line pl-3 font-medium">
      <span className="sr-only">{t('cluster')} </span>
      {name.trim() || <span className="text-muted">{t('unnamed')}</span>}
    </p>
  )
}

/** Shows all problems of a step after the user leaves it. */
function useValidateOnLeave(): void {
  const step = useCurrentStep()
  const { showStepProblems } = useValidation()
  const { openState } = useWizard()
  const previousStep = useRef(step)
  const isOpen = openState.state === 'open'
  useEffect(() => {
    if (previousStep.current !== step && isOpen) showStepProblems(previousStep.current)
    previousStep.current = step
  }, [step, showStepProblems, isOpen])
}

/** The save status in the header. */
function SaveBadge() {
  const failureText = useFailureText()
  const statusText = useStatusText()
  const { openState, saveState } = useWizard()
  if (openState.state !== 'open') return null
  const failed = saveState.state === 'failed'
  const status = SAVE_STATUS[saveState.state]
  const [why = ''] = failed ? failureText(saveState.failure) : []
  const { title, help } = statusText(status, { why })
  return (
    <span
      role="status"
      title={why || help}
      className={cx(
        'flex min-w-0 items-center gap-1.5 text-sm',
        failed ? 'font-medium text-fail' : 'text-muted',
      )}
    >
      <StatusIcon status={status} size={16} />
      <span className={cx('truncate', !failed && 'sr-only lg:not-sr-only lg:w-14')}>{title}</span>
    </span>
  )
}
