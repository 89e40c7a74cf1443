'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { announce } from '@/components/ui/live-region'
import { useDraft } from '@/components/wizard/draft-store'
import { useFocusField } from '@/components/wizard/focus-field'
import type { KeyedProblem } from '@/components/wizard/judge'
import type { PrimaryAction } from '@/components/wizard/step-frame'
import { stepHref } from '@/components/wizard/steps'
import { useWizard } from '@/components/wizard/wizard-context'
import { inFixOrder } from '@/lib/checks/fixes'
import { openFailures } from '@/lib/checks/gate'
import type { ChecksView } from '@/lib/contract/checks'
import type { Matrix } from './matrix'
import type { Opened } from './opened'
import { stalePart } from './stale-part'
import type { CheckRunner } from './use-check-runner'

/** The step's one action: whatever brings the checks nearer to an end, then the failure to fix first, then the review. */
export function useNext({
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
  onOpen: (what: Opened) => void
}): PrimaryAction {
  const t = useTranslations('checkstep.primary')
  const next = useNextLabel()
  const { id } = useWizard()
  const draft = useDraft()
  const router = useRouter()
  const focusField = useFocusField()
  const [problem] = errors
  const part = stalePart(matrix)
  if (problem) return { label: t('problem'), onPress: () => focusField(problem.step, problem.key) }
  if (view.progress)
    return { label: next, pending: true, pendingText: t('running'), onPress: () => undefined }
  if (view.startedAt === 0)
    return { label: t('start'), pending: runner.starting, onPress: () => runner.run() }
  if (part) {
    const label = t(part.checks ? 'changed' : 'again')
    return { label, pending: runner.starting, onPress: () => runner.run(part) }
  }
  return {
    label: next,
    onPress: () => {
      const [first] = inFixOrder(openFailures(view, draft))
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
