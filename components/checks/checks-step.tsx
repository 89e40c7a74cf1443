'use client'

import { useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { FailureNotice } from '@/components/text/failure-text'
import { announce } from '@/components/ui/live-region'
import { Section } from '@/components/ui/section'
import { Skeleton } from '@/components/ui/skeleton'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { useDraft } from '@/components/wizard/draft-store'
import { useJudgement } from '@/components/wizard/judge'
import { StepFrame } from '@/components/wizard/step-frame'
import type { ChecksView } from '@/lib/contract/socket'
import { Blocked } from './blocked'
import { CheckCards } from './check-cards'
import { CheckSummary } from './check-summary'
import { CheckTable } from './check-table'
import { HostFindings } from './host-findings'
import { type HostRow, type Matrix, matrixOf } from './matrix'
import { useCheckRunner, useOnce } from './use-check-runner'
import { useExpanded } from './use-expanded'
import { useNext } from './use-next'
import { usePassing } from './use-passing'
import { useWaiving } from './use-waiving'
import { useWide } from './use-wide'
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
  const draft = useDraft()
  const { problems } = useJudgement()
  const runner = useCheckRunner()
  const { actions, dialog } = useWaiving()
  const errors = problems.filter(({ severity }) => severity === 'error')
  const matrix = matrixOf(draft, view)
  const expanded = useExpanded(matrix.rows, view.running ? undefined : view.endedAt)
  const ran = view.startedAt > 0
  const stale = ran && !view.running && view.basis !== view.current
  const primary = useNext({ errors, view, matrix, stale, runner, onOpen: expanded.open })
  useOnce(!ran && !view.running && errors.length === 0, runner.run)
  useTold(view, matrix)

  const panel = (row: HostRow) => (
    <HostFindings
      row={row}
      waivers={draft.waivers}
      actions={actions}
      busy={view.running || runner.starting || errors.length > 0}
      onAgain={() => runner.run([row.host.id])}
    />
  )
  return (
    <StepFrame step="checks" wide primary={primary}>
      {errors.length > 0 && <Blocked errors={errors} />}
      {runner.failure && <FailureNotice failure={runner.failure} title={t('notRun')} className="mb-4" />}
      {ran && (
        <>
          <CheckSummary view={view} matrix={matrix} runner={runner} stale={stale} />
          <Results matrix={matrix} running={view.running} expanded={expanded} panel={panel} />
        </>
      )}
      {draft.waivers.length > 0 && (
        <div className="mt-6 max-w-3xl">
          <Section title={t('waiver.heading')} text={t('waiver.lead')}>
            <WaiverList waivers={draft.waivers} onTakeBack={actions.takeBack} />
          </Section>
        </div>
      )}
      {dialog}
    </StepFrame>
  )
}

function Results({
  matrix,
  running,
  expanded,
  panel,
}: {
  matrix: Matrix
  running: boolean
  expanded: ReturnType<typeof useExpanded>
  panel: (row: HostRow) => React.ReactNode
}) {
  const wide = useWide()
  const passing = usePassing(matrix.rows, running)
  const common = { passing, running, expanded, panel }
  return wide ? <CheckTable matrix={matrix} {...common} /> : <CheckCards {...common} />
}

/** Says when the checks have ended, for those who do not see it. */
function useTold(view: ChecksView, matrix: Matrix): void {
  const t = useTranslations('checkstep')
  const before = useRef(view.running)
  useEffect(() => {
    if (before.current && !view.running)
      announce(t('ended', { fail: matrix.counts.fail, pass: matrix.counts.pass }))
    before.current = view.running
  }, [view.running, matrix, t])
}
