'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { useFocusField } from '@/components/wizard/draft/focus-field'
import type { KeyedProblem } from '@/components/wizard/draft/validation'
import type { PrimaryAction } from '@/components/wizard/steps/step-frame'
import { useWizard } from '@/components/wizard/wizard-context'
import type { ChecksView } from '@/lib/contract/checks'
import { stepHref } from '@/lib/steps/steps'
import { type Matrix, rerunScope } from './grid/matrix'
import type { CheckRunner } from './run/use-check-runner'

/** The primary action: start or re-run checks, then go to the review, which names what blocks the install. */
export function usePrimaryAction({
  errors,
  view,
  matrix,
  runner,
}: {
  errors: readonly KeyedProblem[]
  view: ChecksView
  matrix: Matrix
  runner: CheckRunner
}): PrimaryAction {
  const t = useTranslations('checks-step.primary')
  const next = useNextLabel()
  const { id } = useWizard()
  const router = useRouter()
  const focusField = useFocusField()
  const [problem] = errors
  const scope = rerunScope(matrix)
  if (problem) return { label: t('problem'), onPress: () => focusField(problem.step, problem.key) }
  if (view.progress)
    return { label: next, pending: true, pendingText: t('running'), onPress: () => undefined }
  if (view.startedAt === 0)
    return { label: t('start'), pending: runner.starting, onPress: () => runner.run() }
  if (scope) {
    const label = t(scope.checks ? 'rerunStale' : 'rerun')
    return { label, pending: runner.starting, onPress: () => runner.run(scope) }
  }
  return {
    label: next,
    isNext: true,
    onPress: () => router.push(stepHref(id, 'review')),
  }
}

function useNextLabel(): string {
  const t = useTranslations('wizard')
  return t('frame.next', { step: t('steps.review.title') })
}
