'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import { announce } from '@/components/ui/live-region'
import { useFocusField } from '@/components/wizard/focus-field'
import type { KeyedProblem } from '@/components/wizard/judge'
import type { PrimaryAction } from '@/components/wizard/step-frame'
import { stepHref } from '@/components/wizard/steps'
import { useWizard } from '@/components/wizard/wizard-context'
import type { ChecksView } from '@/lib/contract/socket'
import { findingId } from './fixes'
import type { HostRow, Matrix } from './matrix'
import type { CheckRunner } from './use-check-runner'

/** The step's one action: whatever brings the checks nearer to an end, and then on to the review. */
export function useNext({
  errors,
  view,
  matrix,
  stale,
  runner,
  onOpen,
}: {
  errors: readonly KeyedProblem[]
  view: ChecksView
  matrix: Matrix
  stale: boolean
  runner: CheckRunner
  onOpen: (row: HostRow) => void
}): PrimaryAction {
  const t = useTranslations('checkstep.primary')
  const next = useNextLabel()
  const { id } = useWizard()
  const router = useRouter()
  const focusField = useFocusField()
  const [problem] = errors
  if (problem) return { label: t('problem'), onPress: () => focusField(problem.step, problem.key) }
  if (view.running) return { label: next, pending: true, pendingText: t('running'), onPress: () => undefined }
  if (view.startedAt === 0)
    return { label: t('start'), pending: runner.starting, onPress: () => runner.run() }
  if (stale) return { label: t('again'), pending: runner.starting, onPress: () => runner.run() }
  return {
    label: next,
    onPress: () => {
      const open = matrix.counts.fail
      if (open === 0) return router.push(stepHref(id, 'review'))
      announce(t('open', { count: open }))
      leadTo(matrix, onOpen)
    },
  }
}

function useNextLabel(): string {
  const t = useTranslations('wizard')
  return t('frame.next', { step: t('steps.review.title') })
}

/** Opens the first host with a failure that nobody waived, and goes there. */
function leadTo(matrix: Matrix, onOpen: (row: HostRow) => void): void {
  const row = matrix.rows.find(({ counts }) => counts.fail > 0)
  if (!row) return
  onOpen(row)
  const problems = (row.findings ?? []).filter(({ status }) => status !== 'pass')
  const at = problems.findIndex(({ check, status }) => status === 'fail' && row.cells.get(check) === 'fail')
  requestAnimationFrame(() => {
    const place = document.getElementById(findingId(row.host.id, at))
    place?.scrollIntoView({ block: 'center' })
    place?.focus({ preventScroll: true })
  })
}
