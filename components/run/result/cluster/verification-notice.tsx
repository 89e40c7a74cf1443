'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Notice } from '@/components/ui/feedback/notice'
import { type ClusterVerification, countNodes, verificationProgress } from '@/lib/kubernetes/verification'
import { useVerificationText } from './verification-text'

/** The progress or the result of a verification. */
export function VerificationNotice({
  verification,
  pending = false,
  actions,
}: {
  verification: ClusterVerification
  pending?: boolean | undefined
  /** Shown while it is pending. */
  actions?: ReactNode
}) {
  const t = useTranslations('verification.notice')
  const progress = verificationProgress(verification)
  const reason = useVerificationText()(verification)
  if (pending)
    return (
      <Notice tone="busy" live title={t('pending')} actions={actions}>
        {t(progress.key, progress.facts)}
      </Notice>
    )
  if (reason)
    return (
      <Notice tone="fail" title={reason.title}>
        <p>{reason.text}</p>
        <p className="mt-1">{reason.remedy}</p>
      </Notice>
    )
  return (
    <Notice tone="ok" title={t('verified')}>
      {t('verifiedText', { count: countNodes(verification).total })}
    </Notice>
  )
}
