'use client'

import { useTranslations } from 'use-intl'
import { useFieldName } from '@/components/text/field-name'
import { ProblemText } from '@/components/text/problem-text'
import { cx } from '@/components/ui/cx'
import { ToneIcon } from '@/components/ui/status-badge'
import { useDraft } from './draft-store'
import { useFocusField } from './focus-field'
import { type KeyedProblem, useJudgement } from './judge'
import type { StepId } from './steps'

/** The problems of a step that it is time to show, errors first. */
export function useShownProblems(step?: StepId): KeyedProblem[] {
  const { problems, isShown } = useJudgement()
  const mine = problems.filter((problem) => (!step || problem.step === step) && isShown(problem))
  return [
    ...mine.filter(({ severity }) => severity === 'error'),
    ...mine.filter(({ severity }) => severity !== 'error'),
  ]
}

/** All problems of a step at its end; each leads to the field that mends it. */
export function StepSummary({ step }: { step: StepId }) {
  const t = useTranslations('wizard.summary')
  const shown = useShownProblems(step)
  if (shown.length === 0) return null
  return (
    <section
      id={`summary-${step}`}
      tabIndex={-1}
      aria-label={t('title', { count: shown.length })}
      className="mt-6 rounded-md border border-line bg-surface outline-none focus-visible:outline-2"
    >
      <h2 className="border-b border-line px-3 py-2 text-sm font-semibold">
        {t('title', { count: shown.length })}
      </h2>
      <ProblemList problems={shown} />
    </section>
  )
}

/** Problems as links to their fields. */
export function ProblemList({ problems }: { problems: readonly KeyedProblem[] }) {
  const focusField = useFocusField()
  const fieldName = useFieldName()
  const { hosts } = useDraft()
  return (
    <ul className="max-h-64 overflow-y-auto py-1">
      {problems.map((problem) => (
        <li key={`${problem.key} ${problem.code}`}>
          <button
            type="button"
            onClick={() => focusField(problem.step, problem.key)}
            className="flex w-full gap-2 px-3 py-1.5 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2"
          >
            <ToneIcon tone={problem.severity === 'error' ? 'fail' : 'warn'} size={14} className="mt-0.75" />
            <span className="min-w-0 break-words underline decoration-line underline-offset-2">
              <Named name={fieldName(problem.path, hosts)} />
              <ProblemText problem={problem} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function Named({ name }: { name: string }) {
  return name ? <span className="font-medium">{name}: </span> : null
}

/** How many problems a step shows, beside its primary action; leads to the summary. */
export function ProblemCount({ step }: { step: StepId }) {
  const t = useTranslations('wizard.summary')
  const shown = useShownProblems(step)
  if (shown.length === 0) return null
  const errors = shown.filter(({ severity }) => severity === 'error').length
  return (
    <a
      href={`#summary-${step}`}
      onClick={(event) => {
        event.preventDefault()
        const summary = document.getElementById(`summary-${step}`)
        summary?.scrollIntoView({ block: 'center' })
        summary?.focus({ preventScroll: true })
      }}
      className={cx(
        'flex items-center gap-1.5 text-sm font-medium whitespace-nowrap',
        errors > 0 ? 'text-fail' : 'text-warn',
      )}
    >
      <ToneIcon tone={errors > 0 ? 'fail' : 'warn'} size={14} />
      {errors > 0 ? t('errors', { count: errors }) : t('warnings', { count: shown.length })}
    </a>
  )
}
