'use client'

import type { ReactNode } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { CHECK_STATUS } from '@/components/status/check-status'
import { HOST_CHECK_STATUS } from '@/components/status/host-status'
import type { Status } from '@/components/status/status'
import { StatusIcon, useStatusText } from '@/components/status/status-badge'
import { cx } from '@/components/ui/cx'
import { TONES } from '@/components/ui/tone'
import type { BusyHost } from '@/lib/contract/checks'
import type { HostRow } from './grid/matrix'
import { StatusCounts } from './grid/status-cell'
import { useServerNow } from './run/server-clock'

/** How a host stands: what it is asked for right now, or what came of it. */
export function HostCheckStatus({ row }: { row: HostRow }) {
  switch (row.standing.kind) {
    case 'busy':
      return <BusyStatus busy={row.standing.busy} />
    case 'waits':
      return <StatusLabel status={HOST_CHECK_STATUS.waits} />
    case 'rest':
      if (!row.verdicts) return <StatusLabel status={CHECK_STATUS.never} />
      return (
        <span className="flex min-w-0 flex-wrap items-center gap-x-2.5 text-xs">
          <StatusCounts counts={row.counts} stale={row.stale} />
          {row.verdicts.partial && <StatusLabel status={HOST_CHECK_STATUS.partial} />}
        </span>
      )
    default:
      return row.standing satisfies never
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

/** From here on a host that does not answer is worth naming with its time-out. */
const SLOW_MS = 2_000

function BusyStatus({ busy }: { busy: BusyHost }) {
  const t = useTranslations('checkstep')
  const waited = Math.max(0, useServerNow() - busy.since)
  const seconds = useFormatSeconds()
  return (
    <StatusLabel status={HOST_CHECK_STATUS[busy.stage]}>
      {waited >= SLOW_MS && (
        <span className="text-muted">
          {' '}
          {t('waited', { waited: seconds(waited), within: seconds(busy.withinMs) })}
        </span>
      )}
    </StatusLabel>
  )
}

/** Whole seconds in words, such as `12 s`. */
export function useFormatSeconds(): (milliseconds: number) => string {
  const format = useFormatter()
  return (milliseconds) =>
    format.number(Math.round(milliseconds / 1000), { style: 'unit', unit: 'second', unitDisplay: 'short' })
}
