'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { useFieldLabel } from '@/components/text/field-label'
import { ProblemText } from '@/components/text/problem-text'
import { cx } from '@/components/ui/cx'
import { SEVERITY_TONES, TONES, ToneIcon } from '@/components/ui/tone'
import { useDraft } from '../draft/draft-store'
import { useFocusField } from '../draft/focus-field'
import { type KeyedProblem, useValidation } from '../draft/validation'
import { useWizard } from '../wizard-context'
import type { Blocker } from './blocker'
import type { StepId } from './steps'

/** The problems of a step that it is time to show, errors first. */
export function useVisibleProblems(step?: StepId): KeyedProblem[] {
  const { problems, isShown } = useValidation()
  const mine = problems.filter((problem) => (!step || problem.step === step) && isShown(problem))
  return [
    ...mine.filter(({ severity }) => severity === 'error'),
    ...mine.filter(({ severity }) => severity !== 'error'),
  ]
}

/** All problems of a step at its end; each leads to the field that mends it. */
export function StepSummary({ step, obstacles }: { step: StepId; obstacles: readonly Blocker[] }) {
  const t = useTranslations('wizard.summary')
  const { asked } = useWizard()
  const shown = useVisibleProblems(step)
  const visibleBlockers = asked.has(step) ? obstacles : []
  const count = shown.length + visibleBlockers.length
  if (count === 0) return null
  return (
    <section
      id={`summary-${step}`}
      tabIndex={-1}
      aria-label={t('title', { count })}
      className="mt-6 rounded-md border border-line bg-surface outline-none focus-visible:outline-2"
    >
      <h2 className="border-b border-line px-3 py-2 text-sm font-semibold">{t('title', { count })}</h2>
      <ProblemList problems={shown} obstacles={visibleBlockers} />
    </section>
  )
}

/** Problems as links to their fields. */
export function ProblemList({
  problems,
  obstacles = [],
}: {
  problems: readonly KeyedProblem[]
  obstacles?: readonly Blocker[]
}) {
  const focusField = useFocusField()
  const fieldName = useFieldLabel()
  const { hosts } = useDraft()
  return (
    <ul className="max-h-64 overflow-y-auto py-1">
      {problems.map((problem) => (
        <SummaryEntry
          key={`${problem.key} ${problem.code}`}
          tone={SEVERITY_TONES[problem.severity]}
          onPress={() => focusField(problem.step, problem.key)}
        >
          <FieldLabel name={fieldName(problem.path, hosts)} />
          <ProblemText problem={problem} />
        </SummaryEntry>
      ))}
      {obstacles.map(({ key, text, onPress }) => (
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

/** How many problems a step shows, beside its primary action; leads to the summary. */
export function ProblemCount({ step, obstacles }: { step: StepId; obstacles: readonly Blocker[] }) {
  const t = useTranslations('wizard.summary')
  const { asked } = useWizard()
  const shown = useVisibleProblems(step)
  const blockerCount = asked.has(step) ? obstacles.length : 0
  if (shown.length + blockerCount === 0) return null
  const errors = shown.filter(({ severity }) => severity === 'error').length + blockerCount
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
      {errors > 0 ? t('errors', { count: errors }) : t('warnings', { count: shown.length })}
    </a>
  )
}
