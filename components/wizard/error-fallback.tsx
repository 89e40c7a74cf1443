'use client'

import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button/button'
import { Notice } from '@/components/ui/feedback/notice'

/** Replaces a part of the page that threw an error. `detail` is for support. */
export function ErrorFallback({ detail, onRetry }: { detail: string; onRetry: () => void }) {
  const t = useTranslations('wizard.crash')
  return (
    <div className="max-w-3xl p-6">
      <Notice tone="fail" live title={t('title')} actions={<Button onClick={onRetry}>{t('again')}</Button>}>
        <p>{t('text')}</p>
        <p className="mt-1 font-mono text-sm break-words text-muted">{detail}</p>
      </Notice>
    </div>
  )
}
