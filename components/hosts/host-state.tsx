'use client'

import { useTranslations } from 'use-intl'
import { SizeText } from '@/components/reach/facts-text'
import type { ReachState } from '@/components/reach/reach-store'
import { StatusBadge } from '@/components/ui/status-badge'
import type { KeyedProblem } from '@/components/wizard/judge'

export const NO_PROBLEMS: readonly KeyedProblem[] = []

/** How a host stands, in a word or two: what is wrong in its row, or what came of reaching it. */
export function HostState({ reach, problems }: { reach: ReachState; problems: readonly KeyedProblem[] }) {
  const t = useTranslations('hosts.state')
  const errors = problems.filter(({ severity }) => severity === 'error').length
  if (errors > 0)
    return (
      <StatusBadge tone="fail" plain>
        {t('problems', { count: errors })}
      </StatusBadge>
    )
  switch (reach.state) {
    case 'none':
      return (
        <StatusBadge tone="idle" plain>
          {t('none')}
        </StatusBadge>
      )
    case 'soon':
    case 'reaching':
      return (
        <StatusBadge tone="busy" plain>
          {t('reaching')}
        </StatusBadge>
      )
    case 'reached':
      return (
        <span className="flex min-w-0 flex-col">
          <StatusBadge tone="ok" plain>
            {t('reached')} <span className="font-normal text-muted">· {reach.facts.os}</span>
          </StatusBadge>
          <span className="text-xs text-muted">
            <SizeText facts={reach.facts} />
          </span>
        </span>
      )
    case 'failed':
      return reach.failure.kind === 'host-key-unknown' ? (
        <StatusBadge tone="info" plain>
          {t('key')}
        </StatusBadge>
      ) : (
        <StatusBadge tone="fail" plain>
          {t(`failed.${reach.failure.kind}`)}
        </StatusBadge>
      )
  }
}
