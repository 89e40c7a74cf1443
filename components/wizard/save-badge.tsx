'use client'

import { CloudAlert, CloudCheck, CloudUpload } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useFailureWords } from '@/components/text/failure-text'
import { cx } from '@/components/ui/cx'
import { useWizard } from './wizard-context'

/** Whether what was typed is safe. */
export function SaveBadge() {
  const t = useTranslations('wizard.save')
  const words = useFailureWords()
  const { opened, save } = useWizard()
  if (opened.state !== 'open') return null
  const failed = save.state === 'failed'
  const Icon = failed ? CloudAlert : save.state === 'saving' ? CloudUpload : CloudCheck
  const [why] = failed ? words(save.failure) : ['']
  return (
    <span
      role="status"
      title={why || undefined}
      className={cx(
        'flex min-w-0 items-center gap-1.5 text-sm',
        failed ? 'font-medium text-fail' : 'text-muted',
      )}
    >
      <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0" />
      <span className={cx('truncate', !failed && 'sr-only lg:not-sr-only lg:w-14')}>
        {failed ? t('failed', { why }) : t(save.state)}
      </span>
    </span>
  )
}
