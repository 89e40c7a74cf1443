'use client'

import { useTranslations } from 'use-intl'
import { Notice } from '@/components/ui/feedback/notice'
import { type ClusterVerification, countNodes } from '@/lib/kubernetes/verification'
import { useVerificationText } from './verification-text'

/** The progress or the result of a verification. */
export function VerificationNotice({
  verification,
  pending = false,
}: {
  verification: ClusterVerification
  pending?: boolean | undefined
}) {
  const t = useTranslations('verification.notice')
  const reason = useVerificationText()(verification)
  if (pending)
    return (
      <Notice tone="busy" live title={t('pending')}>
        <PendingText verification={verification} />
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

function PendingText({ verification }: { verification: ClusterVerification }) {
  const t = useTranslations('verification.notice')
  const { endpoint, reason } = verification
  if (reason === 'coredns-unavailable') return t('waitingDns')
  const { ready, total } = countNodes(verification)
  return total === 0 ? t('connecting', { endpoint }) : t('waiting', { ready, total })
}
