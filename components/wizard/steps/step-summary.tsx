'use client'

import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { SEVERITY_TONES, TONES, ToneIcon } from '@/components/ui/feedback/tone'
import type { StepCause } from '@/lib/steps/step-causes'
import type { StepId } from '@/lib/steps/steps'
import { type KeyedProblem, useValidation } from '../draft/validation'
import { useWizard } from '../wizard-context'
import { CauseList } from './cause-list'
import { useVerdicts } from './verdicts'

interface VisibleCauses {
  causes: readonly StepCause<KeyedProblem>[]
  warnings: readonly KeyedProblem[]
}

/** The causes and warnings of a step that the user is to see already, with their counts. */
function useVisibleCauses(step: StepId): VisibleCauses & { count: number; countText: string } {
  const t = useTranslations('wizard.summary')
  const { problems, isVisible } = useValidation()
  const { visitedSteps } = useWizard()
  const { causes: all } = useVerdicts()[step]
  const causes = all.filter((cause) =>
    cause.kind === 'problem' ? isVisible(cause.problem) : visitedSteps.has(step),
  )
  const warnings = problems.filter(
    (problem) => problem.step === step && problem.severity === 'warning' && isVisible(problem),
  )
  const count = causes.length + warnings.length
  const both = String(causes.length > 0 && warnings.length > 0)
  const counts = { errors: causes.length, warnings: warnings.length, both }
  // An empty text is not valid.
  return { causes, warnings, count, countText: count > 0 ? t('counts', counts) : '' }
}

/** The causes that keep a step from being done, and its warnings, as links to their fields. */
export function StepSummary({ step }: { step: StepId }) {
  const t = useTranslations('wizard.summary')
  const { causes, warnings, count, countText } = useVisibleCauses(step)
  if (count === 0) return null
  const title = t('title', { counts: countText, count })
  return (
    <section
      id={`summary-${step}`}
      tabIndex={-1}
      aria-label={title}
      className="mt-6 rounded-md border border-line bg-surface outline-none focus-visible:outline-2"
    >
      <h2 className="border-b border-line px-3 py-2 text-sm font-semibold">{title}</h2>
      <CauseList causes={causes} warnings={warnings} />
    </section>
  )
}

/** The counts of the summary next to the primary action, as a link to it. */
export function SummaryLink({ step }: { step: StepId }) {
  const { causes, count, countText } = useVisibleCauses(step)
  if (count === 0) return null
  const tone = SEVERITY_TONES[causes.length > 0 ? 'error' : 'warning']
  return (
    <a
      href={`#summary-${step}`}
      onClick={(event) => {
        event.preventDefault()
        const summary = document.getElementById(`summary-${step}`)
        summary?.scrollIntoView({ block: 'center' })
        summary?.focus({ preventScroll: true })
      }}
      className={cx('flex items-center gap-1.5 text-sm font-medium', TONES[tone].text)}
    >
      <ToneIcon tone={tone} size={14} />
      {countText}
    </a>
  )
}
