'use client'

import { useTranslations } from 'use-intl'
import { failure } from '@/lib/contract/failure'
import { reasonFacts } from '@/lib/contract/reason-facts'
import type { RunView } from '@/lib/contract/run'
import { FAILURE_REASONS } from '@/lib/installers/installer'
import { type ReasonText, useVerificationText } from '../result/cluster/verification-text'

/** Reasons why a run failed or is unreachable although no task failed. */
const RUN_REASONS = [...FAILURE_REASONS, 'job-gone', 'never-started', 'log-gone', 'run-active'] as const

/** Translates the reason of a run; undefined if it has none. */
export function useReasonText(): (view: RunView) => ReasonText | undefined {
  const t = useTranslations('run.reasons')
  const verificationText = useVerificationText()
  return (view) => {
    const { reason, verification } = view
    if (reason === undefined) return undefined
    if (verification?.reason === reason) return verificationText(verification)
    const runReason = RUN_REASONS.find((known) => known === reason)
    const kind = failure.shape.kind.options.find((known) => known === reason)
    const key = runReason ?? (kind && t.has(`${kind}.title`) ? kind : 'other')
    const facts = reasonFacts(view)
    return {
      title: t(`${key}.title`, facts),
      text: t(`${key}.text`, facts),
      remedy: t(`${key}.remedy`, facts),
    }
  }
}
