'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { announce } from '@/components/ui/live-region'
import { useFocusField } from '@/components/wizard/focus-field'
import type { KeyedProblem } from '@/components/wizard/judge'
import type { PrimaryAction } from '@/components/wizard/step-frame'
import { stepHref } from '@/components/wizard/steps'
import { useWizard } from '@/components/wizard/wizard-context'
import type { ChecksView } from '@/lib/contract/checks'
import type { Matrix } from './matrix'
import type { Opened } from './opened'
import { stalePart } from './stale-part'
import type { CheckRunner } from './use-check-runner'

/** The step's one action: whatever brings the checks nearer to an end, and then on to the review. */
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
      const open = matrix.counts.fail
      if (open === 0) return router.push(stepHref(id, 'review'))
      announce(t('open', { count: open }))
      const first = firstFailure(matrix)
      if (first) onOpen(first)
    },
  }
}

function useNextLabel(): string {
  const t = useTranslations('wizard')
  return t('frame.next', { step: t('steps.review.title') })
}

/** The first host with a failure that nobody waived, at that check. */
function firstFailure({ rows }: Matrix): Opened | undefined {
  for (const { host, cells } of rows)
    for (const [check, { state }] of cells) if (state === 'fail') return { host: host.id, check }
  return undefined
}
