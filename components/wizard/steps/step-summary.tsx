'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { useFieldLabel } from '@/components/text/field-label'
import { ProblemText } from '@/components/text/problem-text'
import { cx } from '@/components/ui/cx'
import { SEVERITY_TONES, TONES, ToneIcon } from '@/components/ui/feedback/tone'
import { useDraft } from '../draft/draft-store'
import { useFocusField } from '../draft/focus-field'
import { type KeyedProblem, useValidation } from '../draft/validation'
import { useWizard } from '../wizard-context'
import type { Blocker } from './blocker'
import type { StepId } from './wizard-steps'

/** The visible problems of a step, errors first. */
export function useVisibleProblems(step?: StepId): KeyedProblem[] {
  const { problems, isVisible } = useValidation()
  const ofStep = problems.filter((problem) => (!step || problem.step === step) && isVisible(problem))
  return [
    ...ofStep.filter(({ severity }) => severity === 'error'),
    ...ofStep.filter(({ severity }) => severity !== 'error'),
  ]
}

/** The problems at the end of a step, as links to their fields. */
export function StepSummary({ step, blockers }: { step: StepId; blockers: readonly Blocker[] }) {
  const t = useTranslations('wizard.summary')
  const { visitedSteps } = useWizard()
  const visible = useVisibleProblems(step)
  const visibleBlockers = visitedSteps.has(step) ? blockers : []
  const count = visible.length + visibleBlockers.length
  if (count === 0) return null
  return (
    <section
      id={`summary-${step}`}
      tabIndex={-1}
      aria-label={t('title', { count })}
      className="mt-6 rounded-md border border-line bg-surface outline-none focus-visible:outline-2"
    >
      <h2 className="border-b border-line px-3 py-2 text-sm font-semibold">{t('title', { count })}</h2>
      <ProblemList problems={visible} blockers={visibleBlockers} />
    </section>
  )
}

/** A list of problems as links to their fields. */
export function ProblemList({
  problems,
  blockers = [],
}: {
  problems: readonly KeyedProblem[]
  blockers?: readonly Blocker[]
}) {
  const focusField = useFocusField()
  const fieldName = useFieldLabel()
  const draft = useDraft()
  return (
    <ul className="max-h-64 overflow-y-auto py-1">
      {problems.map((problem) => (
        <SummaryEntry
          key={`${problem.key} ${problem.code}`}
          tone={SEVERITY_TONES[problem.severity]}
          onPress={() => focusField(problem.step, problem.key)}
        >
          <FieldLabel name={fieldName(problem.path, draft)} />
          <ProblemText problem={problem} />
        </SummaryEntry>
      ))}
      {blockers.map(({ key, text, onPress }) => (
        <SummaryEntry key={key} tone="fail" onPress={onPress}>
          {text}
        </SummaryEntry>
      ))}
    </ul>
  )
}

function SummaryEntry({
  tone,
  onPress,
  children,
}: {
  tone: 'fail' | 'warn'
  onPress: () => void
  children: ReactNode
}) {
  return (
    <li>
      <button
        type="button"
        onClick={onPress}
        className="flex w-full gap-2 px-3 py-1.5 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2"
      >
        <ToneIcon tone={tone} size={14} className="mt-0.75" />
        <span className="min-w-0 break-words underline decoration-line underline-offset-2">{children}</span>
      </button>
    </li>
  )
}

function FieldLabel({ name }: { name: string }) {
  return name ? <span className="font-medium">{name}: </span> : null
}

/** The number of visible problems next to the primary action, as a link to the summary. */
export function ProblemCount({ step, blockers }: { step: StepId; blockers: readonly Blocker[] }) {
  const t = useTranslations('wizard.summary')
  const { visitedSteps } = useWizard()
  const visible = useVisibleProblems(step)
  const blockerCount = visitedSteps.has(step) ? blockers.length : 0
  if (visible.length + blockerCount === 0) return null
  const errors = visible.filter(({ severity }) => severity === 'error').length + blockerCount
  const tone = SEVERITY_TONES[errors > 0 ? 'error' : 'warning']
  return (
    <a
      href={`#summary-${step}`}
      onClick={(event) => {
        event.preventDefault()
        const summary = document.getElementById(`summary-${step}`)
        summary?.scrollIntoView({ block: 'center' })
        summary?.focus({ preventScroll: true })
      }}
      className={cx('flex items-center gap-1.5 text-sm font-medium whitespace-nowrap', TONES[tone].text)}
    >
      <ToneIcon tone={tone} size={14} />
      {errors > 0 ? t('errors', { count: errors }) : t('warnings', { count: visible.length })}
    </a>
  )
}
