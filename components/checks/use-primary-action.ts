'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useFocusField } from '@/components/wizard/draft/focus-field'
import type { KeyedProblem } from '@/components/wizard/draft/validation'
import { targetOf } from '@/components/wizard/steps/cause-list'
import type { PrimaryAction } from '@/components/wizard/steps/step-frame'
import { useWizard } from '@/components/wizard/wizard-context'
import type { ChecksView } from '@/lib/contract/checks'
import type { StepCause } from '@/lib/steps/step-causes'
import { stepHref } from '@/lib/steps/steps'
import { type Matrix, rerunScope } from './grid/matrix'
import type { CheckRunner } from './run/use-check-runner'

/** The primary action: start or re-run checks, then go to the review, which names what blocks the install. */
export function usePrimaryAction({
  errors,
  causes,
  view,
  matrix,
  runner,
}: {
  /** Errors that prevent the checks. */
  errors: readonly KeyedProblem[]
  /** All that is missing in earlier steps, as listed. */
  causes: readonly StepCause<KeyedProblem>[]
  view: ChecksView
  matrix: Matrix
  runner: CheckRunner
}): PrimaryAction {
  const t = useTranslations('checks-step.primary')
  const next = useNextLabel()
  const { id } = useWizard()
  const router = useRouter()
  const focusField = useFocusField()
  const { taskbox } = useDraft()
  const [cause] = causes
  const scope = rerunScope(matrix)
  if (errors.length > 0 && cause) {
    const { step, key } = targetOf(cause, taskbox.kind)
    return { label: t('problem'), onPress: () => focusField(step, key) }
  }
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
