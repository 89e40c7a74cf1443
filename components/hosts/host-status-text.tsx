'use client'

import type { ConnectionTest } from '@/components/connection-test/connection-test-store'
import { useSizeText } from '@/components/connection-test/facts-text'
import { connectionStatus, HOST_STATUS } from '@/components/status/host-status'
import { StatusBadge } from '@/components/status/status-badge'
import type { KeyedProblem } from '@/components/wizard/draft/validation'
import { hostState } from './host-state'

export const NO_PROBLEMS: readonly KeyedProblem[] = []

/** The status of a host: field problems, else failed checks, else the connection test. */
export function HostStatusText({
  test,
  problems,
  failures,
}: {
  test: ConnectionTest
  problems: readonly KeyedProblem[]
  /** Number of failed checks. */
  failures: number
}) {
  const sizeText = useSizeText()
  const state = hostState(test, problems, failures)
  const errors = problems.filter(({ severity }) => severity === 'error').length
  if (state === 'problems')
    return <StatusBadge status={HOST_STATUS.problems} values={{ count: errors }} plain />
  if (test.state !== 'connected' && test.state !== 'untested')
    return <StatusBadge status={connectionStatus(test)} plain />
  const badge = (
    <StatusBadge status={HOST_STATUS[state]} values={{ count: failures }} plain>
      {test.state === 'connected' && failures === 0 && (
        <span className="font-normal text-muted"> · {test.facts.os}</span>
      )}
    </StatusBadge>
  )
  if (test.state === 'untested') return badge
  const { full, short } = sizeText(test.facts)
  return (
    <span className="flex min-w-0 flex-col">
      {badge}
      {/* One line, since the rows of the table have a fixed height. */}
      <span title={full} className="truncate text-xs text-muted">
        {short}
      </span>
    </span>
  )
}
