'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'use-intl'
import type { PrimaryAction } from '@/components/wizard/steps/step-frame'
import { useWizard } from '@/components/wizard/wizard-context'
import type { RunView } from '@/lib/contract/run'
import { stepHref } from '@/lib/steps/steps'
import { useStartReadiness } from './install/start-readiness'

/** The primary action of a run: show the result, or retry. 'none' while it runs, or until the draft is loaded. */
export function usePrimaryRunAction(view: RunView | undefined, onRetry: () => void): PrimaryAction | 'none' {
  const t = useTranslations('run.retry')
  const wizard = useTranslations('wizard')
  const { id, openState } = useWizard()
  const router = useRouter()
  const readiness = useStartReadiness(view?.operation.id)
  if (view?.state === 'succeeded')
    return {
      label: wizard('frame.next', { step: wizard('steps.done.title') }),
      isNext: true,
      onPress: () => router.push(`${stepHref(id, 'done')}?run=${view.id}`),
    }
  if (view?.state !== 'failed' && view?.state !== 'stopped') return 'none'
  // Whether a retry is possible depends on the draft.
  if (openState.state !== 'open') return 'none'
  if (readiness === 'open') return { label: t('again'), onPress: onRetry }
  if (readiness === 'running')
    return { label: t('running'), onPress: () => router.push(stepHref(id, 'install')) }
  return { label: t('checks'), onPress: () => router.push(stepHref(id, 'checks')) }
}
