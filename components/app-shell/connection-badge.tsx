'use client'

import { useConnection } from '@/components/socket/use-connection'
import { CONNECTION_STATUS } from '@/components/status/page-status'
import { StatusIcon, useStatusText } from '@/components/status/status-badge'
import { cx } from '@/components/ui/cx'
import { TONES } from '@/components/ui/feedback/tone'

/** The state of the connection to Taskbox. Screen readers announce a loss. */
export function ConnectionBadge() {
  const state = useConnection()
  const status = CONNECTION_STATUS[state]
  const { title, help } = useStatusText()(status)
  const isNormal = state === 'connected' || state === 'connecting'
  return (
    <span
      role="status"
      title={help}
      className={cx(
        'flex min-w-0 items-center gap-1.5 text-sm whitespace-nowrap',
        isNormal ? 'text-muted' : cx('font-medium', TONES[status.tone].text),
      )}
    >
      <StatusIcon status={status} />
      <span className={cx('truncate', isNormal && 'sr-only md:not-sr-only')}>{title}</span>
    </span>
  )
}
