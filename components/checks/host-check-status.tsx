'use client'

import type { ReactNode } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { CHECK_STATUS } from '@/components/status/check-status'
import { HOST_CHECK_STATUS } from '@/components/status/host-status'
import type { Status } from '@/components/status/status'
import { StatusIcon, useStatusText } from '@/components/status/status-badge'
import { cx } from '@/components/ui/cx'
import { TONES } from '@/components/ui/feedback/tone'
import type { BusyHost } from '@/lib/contract/checks'
import type { HostRow } from './grid/matrix'
import { StatusCounts } from './grid/status-cell'
import { useServerNow } from './run/server-clock'

/** Status of a host: its current stage, or the counts of its results. */
export function HostCheckStatus({ row }: { row: HostRow }) {
  switch (row.activity.kind) {
    case 'busy':
      return <BusyStatus busy={row.activity.busy} />
    case 'queued':
      return <StatusLabel status={HOST_CHECK_STATUS.queued} />
    case 'idle':
      if (!row.results) return <StatusLabel status={CHECK_STATUS.never} />
      return (
        <span className="flex min-w-0 flex-wrap items-center gap-x-2.5 text-xs">
          <StatusCounts counts={row.counts} stale={row.stale} />
          {row.results.partial && <StatusLabel status={HOST_CHECK_STATUS.partial} />}
        </span>
      )
    default:
      return row.activity satisfies never
  }
}

function StatusLabel({ status, children }: { status: Status; children?: ReactNode }) {
  const { title, help } = useStatusText()(status)
  return (
    <span
      title={help}
      className={cx('inline-flex min-w-0 items-center gap-1.5 text-xs tabular-nums', TONES[status.tone].text)}
    >
      <StatusIcon status={status} />
      <span className="truncate">
        {title}
        {children}
      </span>
    </span>
  )
}

/** After this time the status shows the timeout. */
const SLOW_MS = 2_000

function BusyStatus({ busy }: { busy: BusyHost }) {
  const t = useTranslations('checks-step')
  const waited = Math.max(0, useServerNow() - busy.since)
  const formatSeconds = useFormatSeconds()
  return (
    <StatusLabel status={HOST_CHECK_STATUS[busy.stage]}>
      {waited >= SLOW_MS && (
        <span className="text-muted">
          {' '}
          {t('waited', { waited: formatSeconds(waited), within: formatSeconds(busy.timeoutMs) })}
        </span>
      )}
    </StatusLabel>
  )
}

/** Formats milliseconds as whole seconds, such as `12 s`. */
export function useFormatSeconds(): (milliseconds: number) => string {
  const format = useFormatter()
  return (milliseconds) =>
    format.number(Math.round(milliseconds / 1000), { style: 'unit', unit: 'second', unitDisplay: 'short' })
}
