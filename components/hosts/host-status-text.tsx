'use client'

import type { ConnectionTest } from '@/components/connection-test/connection-test-store'
import { SizeText } from '@/components/connection-test/facts-text'
import { connectionStatus, HOST_STATUS } from '@/components/status/host-status'
import { StatusBadge } from '@/components/status/status-badge'
import type { KeyedProblem } from '@/components/wizard/draft/validation'

export const NO_PROBLEMS: readonly KeyedProblem[] = []

/** The status of a host in a word or two: wrong fields, else failed checks, else what the connection test came to. */
export function HostStatusText({
  reach,
  problems,
  failures,
}: {
  reach: ConnectionTest
  problems: readonly KeyedProblem[]
  /** How many of its checks failed. */
  failures: number
}) {
  const errors = problems.filter(({ severity }) => severity === 'error').length
  if (errors > 0) return <StatusBadge status={HOST_STATUS.problems} values={{ count: errors }} plain />
  if (reach.state !== 'reached' && reach.state !== 'none')
    return <StatusBadge status={connectionStatus(reach)} plain />
  const status = failures > 0 ? HOST_STATUS.checks : connectionStatus(reach)
  const badge = (
    <StatusBadge status={status} values={{ count: failures }} plain>
      {reach.state === 'reached' && failures === 0 && (
        <span className="font-normal text-muted"> · {reach.facts.os}</span>
      )}
    </StatusBadge>
  )
  if (reach.state === 'none') return badge
  return (
    <span className="flex min-w-0 flex-col">
      {badge}
      <span className="text-xs text-muted">
        <SizeText facts={reach.facts} />
      </span>
    </span>
  )
}
