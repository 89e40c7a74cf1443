'use client'

import { useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { RUN_STATUS } from '@/components/status/run-status'
import { FailureNotice } from '@/components/text/failure-text'
import { announce } from '@/components/ui/live-region'
import { Skeleton } from '@/components/ui/skeleton'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { StepFrame } from '@/components/wizard/step-frame'
import type { RunSummary, RunView } from '@/lib/contract/run'
import { HostStrip } from './host-strip'
import type { Jump } from './log/use-jump'
import { hasEnded } from './phases'
import { PhasesAndLog } from './phases-and-log'
import { BackToWizard } from './retry-actions'
import { RunHeader } from './run-header'
import type { RunWatch } from './run-watch'
import { StateNotice } from './state-notice'
import { StopRun } from './stop-run'
import { usePageSign } from './use-page-sign'
import { useRunPrimary } from './use-run-primary'
import { useRunView, useRunWatch } from './use-run-watch'
import { useStartRun } from './use-start-run'

/** Of the phases and the log, where the two stand side by side. */
const HEIGHT = 'lg:h-[max(26rem,calc(100dvh-24rem))]'

/** One run with its log, live or as it ended. */
export function InstallRun({ run, runs }: { run: string; runs: readonly RunSummary[] }) {
  const watch = useRunWatch(run, { log: true })
  const { view, failure } = useRunView(watch)
  const retry = useStartRun({ retry: true })
  const primary = useRunPrimary(view, retry.ask)
  const live = view !== undefined && !hasEnded(view.state)
  return (
    <StepFrame step="install" wide primary={primary} secondary={live && <StopRun view={view} />}>
      {failure && <FailureNotice failure={failure} className="mb-4" />}
      {view && <Body watch={watch} view={view} runs={runs} />}
      {!view && <Skeleton className="h-96 w-full" />}
      {retry.dialog}
    </StepFrame>
  )
}

function Body({ watch, view, runs }: { watch: RunWatch; view: RunView; runs: readonly RunSummary[] }) {
  const t = useTranslations('run')
  const [wish, setWish] = useState<Jump>()
  const onLine = (line: number) => setWish({ line })
  useTold(view)
  usePageSign(view)
  return (
    <div className="flex flex-col gap-4">
      <RunHeader view={view} heardAt={watch.heardAt} runs={runs} />
      <StateNotice view={view} actions={<BackToWizard view={view} />} onLine={onLine} />
      <section aria-label={t('hosts.title')}>
        <HostStrip view={view} />
      </section>
      <PhasesAndLog watch={watch} view={view} wish={wish} onLine={onLine} className={HEIGHT} />
    </div>
  )
}

/** A change of state is read out, and the rail is told. */
function useTold(view: RunView): void {
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
