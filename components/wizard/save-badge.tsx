'use client'

import { SAVE_STATUS } from '@/components/status/page-status'
import { StatusIcon, useStatusText } from '@/components/status/status-badge'
import { useFailureText } from '@/components/text/failure-text'
import { cx } from '@/components/ui/cx'
import { useWizard } from './wizard-context'

/** The save status in the header. */
export function SaveBadge() {
  const words = useFailureText()
  const statusText = useStatusText()
  const { openState, saveState } = useWizard()
  if (openState.state !== 'open') return null
  const failed = saveState.state === 'failed'
  const status = SAVE_STATUS[saveState.state]
  const [why = ''] = failed ? words(saveState.failure) : []
  const { title, help } = statusText(status, { why })
  return (
    <span
      role="status"
      title={why || help}
      className={cx(
        'flex min-w-0 items-center gap-1.5 text-sm',
        failed ? 'font-medium text-fail' : 'text-muted',
      )}
    >
      <StatusIcon status={status} size={16} />
      <span className={cx('truncate', !failed && 'sr-only lg:not-sr-only lg:w-14')}>{title}</span>
    </span>
  )
}
