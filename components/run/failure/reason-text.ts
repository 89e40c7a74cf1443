'use client'

import { useTranslations } from 'use-intl'
import { failure } from '@/lib/contract/failure'
import { reasonFacts } from '@/lib/contract/reason-facts'
import type { RunView } from '@/lib/contract/run'
import { FAILURE_REASONS } from '@/lib/installers/installer'

/** Reasons why a run failed or is unreachable although no task failed. */
const RUN_REASONS = [...FAILURE_REASONS, 'job-gone', 'never-started', 'log-gone', 'run-active'] as const

export interface ReasonText {
  title: string
  text: string
  remedy: string
}

/** Translates the reason of a run; undefined if it has none. */
export function useReasonText(): (view: RunView) => ReasonText | undefined {
  const t = useTranslations('run.reasons')
  return (view) => {
    const { reason } = view
    if (reason === undefined) return undefined
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
