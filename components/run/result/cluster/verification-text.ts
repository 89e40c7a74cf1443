'use client'

import { useTranslations } from 'use-intl'
import type { ClusterVerification } from '@/lib/kubernetes/verification'

export interface ReasonText {
  title: string
  text: string
  remedy: string
}

/** Translates why a cluster is not verified; undefined if it is. */
export function useVerificationText(): (
  verification: Pick<ClusterVerification, 'reason' | 'facts'>,
) => ReasonText | undefined {
  const t = useTranslations('verification.reasons')
  return ({ reason, facts }) =>
    reason && {
      title: t(`${reason}.title`, facts),
      text: t(`${reason}.text`, facts),
      remedy: t(`${reason}.remedy`, facts),
    }
}
