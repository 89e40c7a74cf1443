'use client'

import { useTranslations } from 'use-intl'
import { CHECK_STATUS } from '@/components/status/check-status'
import { isMuted, type Status } from '@/components/status/status'
import { StatusIcon, useStatusText } from '@/components/status/status-badge'
import { cx } from '@/components/ui/cx'
import { TONES } from '@/components/ui/feedback/tone'
import { RESULT_STATES } from '@/lib/checks/evaluate/result-state'
import type { CheckCell, Counts } from './matrix'

const textClass = (status: Status) =>
  isMuted(status) ? 'text-muted' : cx('font-medium', TONES[status.tone].text)

/** The state of one check on one host, compact. Screen readers get the label of the surrounding button. */
export function StatusCell({
  cell,
  showLabels,
  faded,
}: {
  cell: CheckCell | undefined
  /** Show the label next to the icon. */
  showLabels: boolean
  /** The host is being re-checked; this result is from before. */
  faded: boolean
}) {
  const statusText = useStatusText()
  if (!cell) return <span className="text-faint">–</span>
  const status = CHECK_STATUS[cell.state]
  return (
    <span
      className={cx(
        'inline-flex min-w-0 items-center gap-1 text-xs whitespace-nowrap',
        cell.stale ? 'text-muted' : textClass(status),
        faded && 'saturate-0',
      )}
    >
      <StatusIcon status={cell.stale ? CHECK_STATUS.stale : status} />
      {showLabels && <span className="truncate">{statusText(status).title}</span>}
    </span>
  )
}

/** Number of checks per state, worst first, as icons and numbers. The filter above the table is the legend. */
export function StatusCounts({ counts, stale }: { counts: Counts; stale: number }) {
  const t = useTranslations('checks-step.counts')
  return (
    <span className="inline-flex items-center gap-x-2.5 text-xs tabular-nums">
      {RESULT_STATES.filter((state) => counts[state] > 0).map((state) => (
        <span key={state} className={cx('inline-flex items-center gap-1', textClass(CHECK_STATUS[state]))}>
          <StatusIcon status={CHECK_STATUS[state]} />
          <span aria-hidden>{counts[state]}</span>
          <span className="sr-only">{t(state, { count: counts[state] })}</span>
        </span>
      ))}
      {stale > 0 && (
        <span className="inline-flex items-center gap-1 text-muted">
          <StatusIcon status={CHECK_STATUS.stale} />
          <span aria-hidden>{stale}</span>
          <span className="sr-only">{t('stale', { count: stale })}</span>
        </span>
      )}
    </span>
  )
}
