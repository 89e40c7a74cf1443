'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { announce } from '@/components/ui/feedback/live-region'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useFocusField } from '@/components/wizard/draft/focus-field'
import type { KeyedProblem } from '@/components/wizard/draft/validation'
import type { PrimaryAction } from '@/components/wizard/steps/step-frame'
import { useWizard } from '@/components/wizard/wizard-context'
import { sortByFixOrder } from '@/lib/checks/catalogue/fixes'
import { openFailures } from '@/lib/checks/evaluate/install-gate'
import type { ChecksView } from '@/lib/contract/checks'
import { stepHref } from '@/lib/steps/steps'
import { type Matrix, rerunScope } from './grid/matrix'
import type { Selection } from './panel/selection'
import type { CheckRunner } from './run/use-check-runner'

/** The primary action: start or re-run checks, then open the first failure, then go to the review. */
export function usePrimaryAction({
  errors,
  view,
  matrix,
  runner,
  onOpen,
}: {
  errors: readonly KeyedProblem[]
  view: ChecksView
  matrix: Matrix
  runner: CheckRunner
  onOpen: (selection: Selection) => void
}): PrimaryAction {
  const t = useTranslations('checks-step.primary')
  const next = useNextLabel()
  const { id } = useWizard()
  const draft = useDraft()
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
    onPress: () => {
      const [first] = sortByFixOrder(openFailures(view, draft))
      if (!first) return router.push(stepHref(id, 'review'))
      announce(t('open', { count: matrix.counts.fail }))
      onOpen({ host: first.host.id, check: first.finding.check })
    },
  }
}

function useNextLabel(): string {
  const t = useTranslations('wizard')
  return t('frame.next', { step: t('steps.review.title') })
}
