'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { Skeleton } from '@/components/ui/feedback/skeleton'
import { useWizard } from '../wizard-context'

/** Renders its children after the draft is loaded; until then a skeleton or the failure. */
export function WhenDraftOpen({ children }: { children: ReactNode }) {
  const t = useTranslations('wizard.frame')
  const { openState } = useWizard()
  if (openState.state === 'open') return children
  if (openState.state === 'opening') return <StepSkeleton />
  return (
    <div className="max-w-3xl p-6">
      <h1 className="sr-only">{t('notOpened')}</h1>
      <DraftFailure />
    </div>
  )
}

/** Why the draft could not be loaded, with a button that tries again. Renders nothing otherwise. */
export function DraftFailure({ className }: { className?: string }) {
  const t = useTranslations('wizard.frame')
  const { openState, reopen } = useWizard()
  if (openState.state !== 'failed') return null
  return (
    <FailureNotice
      failure={openState.failure}
      title={t('notOpened')}
      actions={<Button onClick={reopen}>{t('again')}</Button>}
      className={className}
    />
  )
}

/** Replaces a step until its draft and its code are loaded. */
export function StepSkeleton() {
  const t = useTranslations('wizard.frame')
  return (
    <div role="status" className="flex max-w-3xl flex-col gap-4 p-6">
      <span className="sr-only">{t('opening')}</span>
      <Skeleton className="h-7 w-40" />
      <Skeleton className="h-4 w-full" />
      <Skeleton className="h-24 w-full" />
      <Skeleton className="h-24 w-full" />
    </div>
  )
}
