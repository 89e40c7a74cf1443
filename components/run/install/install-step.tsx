'use client'

import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useRunTitle } from '@/components/status/run-badge'
import { FailureNotice } from '@/components/text/failure-text'
import { cx } from '@/components/ui/cx'
import { announce } from '@/components/ui/feedback/live-region'
import { Skeleton } from '@/components/ui/feedback/skeleton'
import { DraftFailure } from '@/components/wizard/draft/when-draft-open'
import { StepFrame } from '@/components/wizard/steps/step-frame'
import { useWizard } from '@/components/wizard/wizard-context'
import type { RunSummary, RunView } from '@/lib/contract/run'
import { StepToFixLink } from '../failure/step-to-fix'
import { HostsProgress } from '../hosts-progress'
import type { JumpTarget } from '../log/scroll/use-jump-to-line'
import { NoRun } from '../no-run'
import { hasEnded } from '../plays'
import { PlaysAndLog } from '../plays-and-log'
import { AnswerList } from '../prompt/answer-list'
import { RunPrompt } from '../prompt/run-prompt'
import { QuietNotice } from '../quiet-notice'
import type { RunSubscription } from '../run-subscription'
import { StateNotice } from '../state-notice'
import { useClusterRuns } from '../use-cluster-runs'
import { usePrimaryRunAction } from '../use-primary-run-action'
import { useRunSubscription, useRunView } from '../use-run-subscription'
import { RunHeader } from './run-header'
import { StopRun } from './stop-run'
import { useDocumentTitle } from './use-document-title'
import { useStartRun } from './use-start-run'

/** Height of the window without the header, the step's title and the bar: the end of the log stays in sight. */
const FILLS_WINDOW = 'lg:min-h-[calc(100dvh-13.25rem)]'

/** The run in the URL, or else the newest run of the cluster. The draft may still be loading, or fail to load. */
export function InstallStep() {
  const { runs, failure, selected } = useClusterRuns()
  const { openState } = useWizard()
  // A run in the URL can be shown before the list is loaded.
  if (selected) return <InstallRun key={selected} run={selected} runs={runs ?? []} />
  return (
    <StepFrame step="install" wide primary="none">
      <DraftFailure />
      {failure && <FailureNotice failure={failure} />}
      {!runs && !failure && <Skeleton className="h-40 w-full" />}
      {runs && openState.state !== 'failed' && <NoRun />}
    </StepFrame>
  )
}

/** A running or ended run with its log. */
function InstallRun({ run, runs }: { run: string; runs: readonly RunSummary[] }) {
  const subscription = useRunSubscription(run, { log: true })
  const { view, failure } = useRunView(subscription)
  const retry = useStartRun(view?.operation)
  const primary = usePrimaryRunAction(view, retry.confirm)
  const live = view !== undefined && !hasEnded(view.state)
  return (
    <StepFrame step="install" wide primary={primary} secondary={live && <StopRun view={view} />}>
      <DraftFailure className="mb-4" />
      {failure && <FailureNotice failure={failure} className="mb-4" />}
      {view && <RunBody subscription={subscription} view={view} runs={runs} />}
      {!view && <Skeleton className="h-96 w-full" />}
      {retry.dialog}
    </StepFrame>
  )
}

function RunBody({
  subscription,
  view,
  runs,
}: {
  subscription: RunSubscription
  view: RunView
  runs: readonly RunSummary[]
}) {
  const t = useTranslations('run')
  const [target, setTarget] = useState<JumpTarget>()
  const onLine = (line: number) => setTarget({ line })
  useAnnounceState(view)
  useDocumentTitle(view)
  return (
    <div className="flex flex-col gap-4">
      <div className={cx('flex flex-col gap-4', FILLS_WINDOW)}>
        <RunPrompt view={view} />
        <RunHeader view={view} receivedAt={subscription.receivedAt} runs={runs} />
        <StateNotice view={view} actions={<StepToFixLink view={view} />} onLine={onLine} />
        <QuietNotice view={view} receivedAt={subscription.receivedAt} />
        <section aria-label={t('hosts.title')}>
          <HostsProgress view={view} />
        </section>
        <div className="lg:relative lg:flex-[1_0_22rem]">
          <PlaysAndLog
            subscription={subscription}
            view={view}
            target={target}
            onLine={onLine}
            className="lg:absolute lg:inset-0"
          />
        </div>
      </div>
      <AnswerList answers={view.answers} />
    </div>
  )
}

/** Announces a change of state to screen readers. */
function useAnnounceState(view: RunView): void {
  const title = useRunTitle()(view)
  const previous = useRef(view.state)
  const { state } = view
  useEffect(() => {
    if (previous.current === state) return
    previous.current = state
    // The prompt announces itself, with its question.
    if (state !== 'waiting') announce(title)
  }, [state, title])
}
