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
import { CountMarks } from './cell'
import type { HostRow } from './matrix'
import { useServerNow } from './use-server-now'

/** How a host stands: what it is asked for right now, or what came of it. */
export function HostStanding({ row }: { row: HostRow }) {
  switch (row.standing.kind) {
    case 'busy':
      return <Asked busy={row.standing.busy} />
    case 'waits':
      return <Word status={HOST_CHECK_STATUS.waits} />
    case 'rest':
      if (!row.verdicts) return <Word status={CHECK_STATUS.never} />
      return (
        <span className="flex min-w-0 flex-wrap items-center gap-x-2.5 text-xs">
          <CountMarks counts={row.counts} stale={row.stale} />
          {row.verdicts.partial && <Word status={HOST_CHECK_STATUS.partial} />}
        </span>
      )
    default:
      return row.standing satisfies never
  }
}

function Word({ status, children }: { status: Status; children?: ReactNode }) {
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

function Asked({ busy }: { busy: BusyHost }) {
  const t = useTranslations('checkstep')
  const waited = Math.max(0, useServerNow() - busy.since)
  const seconds = useSeconds()
  return (
    <Word status={HOST_CHECK_STATUS[busy.stage]}>
      {waited >= SLOW_MS && (
        <span className="text-muted">
          {' '}
          {t('waited', { waited: seconds(waited), within: seconds(busy.withinMs) })}
        </span>
      )}
    </Word>
  )
}

/** Whole seconds in words, such as `12 s`. */
export function useSeconds(): (milliseconds: number) => string {
  const format = useFormatter()
  return (milliseconds) =>
    format.number(Math.round(milliseconds / 1000), { style: 'unit', unit: 'second', unitDisplay: 'short' })
}
