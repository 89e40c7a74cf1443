'use client'

import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { RUN_STATUS } from '@/components/status/run-status'
import { FailureNotice } from '@/components/text/failure-text'
import { announce } from '@/components/ui/live-region'
import { Skeleton } from '@/components/ui/skeleton'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { StepFrame } from '@/components/wizard/steps/step-frame'
import type { RunSummary, RunView } from '@/lib/contract/run'
import { StepToFixLink } from '../failure/step-to-fix-link'
import { HostsProgress } from '../hosts-progress'
import type { JumpTarget } from '../log/use-jump-to-line'
import { hasEnded } from '../plays'
import { PlaysAndLog } from '../plays-and-log'
import type { RunSubscription } from '../run-subscription'
import { StateNotice } from '../state-notice'
import { usePrimaryRunAction } from '../use-primary-run-action'
import { useRunSubscription, useRunView } from '../use-run-subscription'
import { RunHeader } from './run-header'
import { StopRun } from './stop-run'
import { useDocumentTitle } from './use-document-title'
import { useStartRun } from './use-start-run'

/** Of the phases and the log, where the two stand side by side. */
const HEIGHT = 'lg:h-[max(26rem,calc(100dvh-24rem))]'

/** One run with its log, live or as it ended. */
export function InstallRun({ run, runs }: { run: string; runs: readonly RunSummary[] }) {
  const watch = useRunSubscription(run, { log: true })
  const { view, failure } = useRunView(watch)
  const retry = useStartRun({ retry: true })
  const primary = usePrimaryRunAction(view, retry.ask)
  const live = view !== undefined && !hasEnded(view.state)
  return (
    <StepFrame step="install" wide primary={primary} secondary={live && <StopRun view={view} />}>
      {failure && <FailureNotice failure={failure} className="mb-4" />}
      {view && <RunBody watch={watch} view={view} runs={runs} />}
      {!view && <Skeleton className="h-96 w-full" />}
      {retry.dialog}
    </StepFrame>
  )
}

function RunBody({
  watch,
  view,
  runs,
}: {
  watch: RunSubscription
  view: RunView
  runs: readonly RunSummary[]
}) {
  const t = useTranslations('run')
  const [wish, setWish] = useState<JumpTarget>()
  const onLine = (line: number) => setWish({ line })
  useAnnounceState(view)
  useDocumentTitle(view)
  return (
    <div className="flex flex-col gap-4">
      <RunHeader view={view} heardAt={watch.heardAt} runs={runs} />
      <StateNotice view={view} actions={<StepToFixLink view={view} />} onLine={onLine} />
      <section aria-label={t('hosts.title')}>
        <HostsProgress view={view} />
      </section>
      <PlaysAndLog watch={watch} view={view} wish={wish} onLine={onLine} className={HEIGHT} />
    </div>
  )
}

/** A change of state is read out, and the rail is told. */
function useAnnounceState(view: RunView): void {
  const t = useTranslations()
  const { refreshRun } = useClusterFacts()
  const before = useRef(view.state)
  const { state } = view
  useEffect(() => {
    if (before.current === state) return
    before.current = state
    announce(t(RUN_STATUS[state].title))
    refreshRun()
  }, [state, t, refreshRun])
}
