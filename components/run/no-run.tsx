'use client'

import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { buttonClass } from '@/components/ui/button/button-class'
import { EmptyState } from '@/components/ui/feedback/empty-state'
import { useWizard } from '@/components/wizard/wizard-context'
import { stepHref } from '@/lib/steps/steps'

/** Shown while the cluster is not installed: a link to the step that starts the install. */
export function NoRun() {
  const t = useTranslations('run.empty')
  const { id } = useWizard()
  return (
    <EmptyState
      title={t('title')}
      text={t('text')}
      actions={
        <Link href={stepHref(id, 'review')} prefetch={false} className={buttonClass('plain')}>
          {t('action')}
        </Link>
      }
    />
  )
}
