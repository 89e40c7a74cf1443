'use client'

import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { FailureNotice } from '@/components/text/failure-text'
import { announce } from '@/components/ui/live-region'
import { Section } from '@/components/ui/section'
import { Skeleton } from '@/components/ui/skeleton'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { useDraft } from '@/components/wizard/draft-store'
import { useJudgement } from '@/components/wizard/judge'
import { StepFrame } from '@/components/wizard/step-frame'
import type { ChecksView } from '@/lib/contract/checks'
import { Blocked } from './blocked'
import { CheckResults } from './check-results'
import { CheckSummary } from './check-summary'
import { type Matrix, matrixOf } from './matrix'
import type { Opened } from './opened'
import { OpenedPanel } from './opened-panel'
import { useCheckRunner, useOnce } from './use-check-runner'
import { useNext } from './use-next'
import { ServerClock } from './use-server-now'
import { useWaiving } from './use-waiving'
import { WaiverList } from './waiver-list'

/** Looks at every host before anything is changed on it. */
export function ChecksStep() {
  const { checks } = useClusterFacts()
  if (checks) return <Loaded view={checks} />
  return (
    <StepFrame step="checks" wide primary="none">
      <Skeleton className="mb-4 h-12 w-full" />
      <Skeleton className="h-40 w-full" />
    </StepFrame>
  )
}

function Loaded({ view }: { view: ChecksView }) {
  const t = useTranslations('checkstep')
  const { waivers } = useDraft()
  const { problems } = useJudgement()
  const runner = useCheckRunner()
  const waiving = useWaiving()
  const [opened, setOpened] = useState<Opened>()
  const matrix = useMatrix(view)
  const errors = problems.filter(({ severity }) => severity === 'error')
  const ran = view.startedAt > 0
  const primary = useNext({ errors, view, matrix, runner, onOpen: setOpened })
  useOnce(!ran && !view.progress && errors.length === 0, () => void runner.run())
  useTold(view, matrix)
  return (
    <ServerClock value={useAhead(view)}>
      <StepFrame step="checks" wide primary={primary}>
        {errors.length > 0 && <Blocked errors={errors} />}
        {runner.failure && <FailureNotice failure={runner.failure} title={t('notRun')} className="mb-4" />}
        {ran && (
          <>
            <CheckSummary view={view} matrix={matrix} runner={runner} />
            <CheckResults matrix={matrix} running={view.progress !== undefined} onOpen={setOpened} />
          </>
        )}
        {waivers.length > 0 && (
          <div className="mt-6 max-w-3xl">
            <Section title={t('waiver.heading')} text={t('waiver.lead')}>
              <WaiverList waivers={waivers} onTakeBack={waiving.takeBack} />
            </Section>
          </div>
        )}
        <OpenedPanel
          opened={opened}
          matrix={matrix}
          waiving={waiving}
          runner={view.progress || runner.starting || errors.length > 0 ? undefined : runner}
          onOpen={setOpened}
        />
      </StepFrame>
    </ServerClock>
  )
}

/** Rows in which nothing changed stay the same objects, so that only the others are drawn again. */
function useMatrix(view: ChecksView): Matrix {
  const draft = useDraft()
  const before = useRef<Matrix>(undefined)
  const matrix = useMemo(() => matrixOf(draft, view, before.current), [draft, view])
  useEffect(() => {
    before.current = matrix
  }, [matrix])
  return matrix
}

/** How far the server's clock is ahead; taken when it told the time, less what the way took. */
function useAhead({ now }: ChecksView): number {
  return useMemo(() => now - Date.now(), [now])
}

/** Says when the checks have ended, for those who do not see it. */
function useTold({ progress }: ChecksView, matrix: Matrix): void {
  const t = useTranslations('checkstep')
  const before = useRef(progress)
  useEffect(() => {
    if (before.current && !progress)
      announce(t('ended', { fail: matrix.counts.fail, pass: matrix.counts.pass }))
    before.current = progress
  }, [progress, matrix, t])
}
