'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { useFieldName } from '@/components/text/field-name'
import { ProblemText } from '@/components/text/problem-text'
import { cx } from '@/components/ui/cx'
import { SEVERITY_TONES, TONES, ToneIcon } from '@/components/ui/tone'
import { useDraft } from './draft-store'
import { useFocusField } from './focus-field'
import { type KeyedProblem, useJudgement } from './judge'
import type { Obstacle } from './obstacle'
import type { StepId } from './steps'
import { useWizard } from './wizard-context'

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
export function StepSummary({ step, obstacles }: { step: StepId; obstacles: readonly Obstacle[] }) {
  const t = useTranslations('wizard.summary')
  const { asked } = useWizard()
  const shown = useShownProblems(step)
  const held = asked.has(step) ? obstacles : []
  const count = shown.length + held.length
  if (count === 0) return null
  return (
    <section
      id={`summary-${step}`}
      tabIndex={-1}
      aria-label={t('title', { count })}
      className="mt-6 rounded-md border border-line bg-surface outline-none focus-visible:outline-2"
    >
      <h2 className="border-b border-line px-3 py-2 text-sm font-semibold">{t('title', { count })}</h2>
      <ProblemList problems={shown} obstacles={held} />
    </section>
  )
}

/** Problems as links to their fields. */
export function ProblemList({
  problems,
  obstacles = [],
}: {
  problems: readonly KeyedProblem[]
  obstacles?: readonly Obstacle[]
}) {
  const focusField = useFocusField()
  const fieldName = useFieldName()
  const { hosts } = useDraft()
  return (
    <ul className="max-h-64 overflow-y-auto py-1">
      {problems.map((problem) => (
        <Entry
          key={`${problem.key} ${problem.code}`}
          tone={SEVERITY_TONES[problem.severity]}
          onPress={() => focusField(problem.step, problem.key)}
        >
          <Named name={fieldName(problem.path, hosts)} />
          <ProblemText problem={problem} />
        </Entry>
      ))}
      {obstacles.map(({ key, text, onPress }) => (
        <Entry key={key} tone="fail" onPress={onPress}>
          {text}
        </Entry>
      ))}
    </ul>
  )
}

function Entry({
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

function Named({ name }: { name: string }) {
  return name ? <span className="font-medium">{name}: </span> : null
}

/** How many problems a step shows, beside its primary action; leads to the summary. */
export function ProblemCount({ step, obstacles }: { step: StepId; obstacles: readonly Obstacle[] }) {
  const t = useTranslations('wizard.summary')
  const { asked } = useWizard()
  const shown = useShownProblems(step)
  const held = asked.has(step) ? obstacles.length : 0
  if (shown.length + held === 0) return null
  const errors = shown.filter(({ severity }) => severity === 'error').length + held
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
