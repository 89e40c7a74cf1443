'use client'

import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { FailureNotice } from '@/components/text/failure-text'
import { announce } from '@/components/ui/feedback/live-region'
import { Skeleton } from '@/components/ui/feedback/skeleton'
import { Section } from '@/components/ui/layout/section'
import { useClusterFacts } from '@/components/wizard/cluster-facts'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useValidation } from '@/components/wizard/draft/validation'
import { StepFrame } from '@/components/wizard/steps/step-frame'
import { useOpenCauses } from '@/components/wizard/steps/use-open-causes'
import type { ChecksView } from '@/lib/contract/checks'
import { CheckResults } from './check-results'
import { ConfigurationProblems } from './failures/configuration-problems'
import { buildMatrix, type Matrix } from './grid/matrix'
import type { Selection } from './panel/selection'
import { SelectionPanel } from './panel/selection-panel'
import { CheckSummary } from './run/check-summary'
import { ServerClockOffset } from './run/server-clock'
import { useCheckRunner, useOnce } from './run/use-check-runner'
import { usePrimaryAction } from './use-primary-action'
import { useWaivers } from './waivers/use-waivers'
import { WaiverList } from './waivers/waiver-list'

/** The wizard step that checks all hosts before the install. */
export function ChecksStep() {
  const { checks } = useClusterFacts()
  if (checks) return <LoadedStep view={checks} />
  return (
    <StepFrame step="checks" wide primary="none">
      <Skeleton className="mb-4 h-12 w-full" />
      <Skeleton className="h-40 w-full" />
    </StepFrame>
  )
}

function LoadedStep({ view }: { view: ChecksView }) {
  const t = useTranslations('checks-step')
  const { waivers } = useDraft()
  const { problems } = useValidation()
  const runner = useCheckRunner()
  const waiverControls = useWaivers()
  const [selection, setSelection] = useState<Selection>()
  const matrix = useMatrix(view)
  const causes = useOpenCauses()
  const errors = problems.filter(({ severity }) => severity === 'error')
  const hasRun = view.startedAt > 0
  const primary = usePrimaryAction({ errors, causes, view, matrix, runner })
  useOnce(!hasRun && !view.progress && errors.length === 0, () => void runner.run())
  useAnnounceEnd(view, matrix)
  return (
    <ServerClockOffset value={useClockOffset(view)}>
      <StepFrame step="checks" wide primary={primary}>
        <ConfigurationProblems causes={causes} />
        {runner.failure && <FailureNotice failure={runner.failure} title={t('notRun')} className="mb-4" />}
        {hasRun && (
          <>
            <CheckSummary view={view} matrix={matrix} runner={runner} />
            <CheckResults matrix={matrix} running={view.progress !== undefined} onOpen={setSelection} />
          </>
        )}
        {waivers.length > 0 && (
          <div className="mt-6 max-w-3xl">
            <Section title={t('waiver.heading')} text={t('waiver.lead')}>
              <WaiverList waivers={waivers} onRemove={waiverControls.removeWaiver} />
            </Section>
          </div>
        )}
        <SelectionPanel
          selection={selection}
          matrix={matrix}
          waiverControls={waiverControls}
          runner={view.progress || runner.starting || errors.length > 0 ? undefined : runner}
          onOpen={setSelection}
        />
      </StepFrame>
    </ServerClockOffset>
  )
}

/** Reuses unchanged rows of the previous matrix, so only the others render again. */
function useMatrix(view: ChecksView): Matrix {
  const draft = useDraft()
  const before = useRef<Matrix>(undefined)
  const matrix = useMemo(() => buildMatrix(draft, view, before.current), [draft, view])
  useEffect(() => {
    before.current = matrix
  }, [matrix])
  return matrix
}

/** Offset of the server's clock, measured when a message arrives. */
function useClockOffset({ now }: ChecksView): number {
  return useMemo(() => now - Date.now(), [now])
}

/** Announces the end of a run to screen readers. */
function useAnnounceEnd({ progress }: ChecksView, matrix: Matrix): void {
  const t = useTranslations('checks-step')
  const before = useRef(progress)
  useEffect(() => {
    if (before.current && !progress)
      announce(t('ended', { fail: matrix.counts.fail, pass: matrix.counts.pass }))
    before.current = progress
  }, [progress, matrix, t])
}
