'use client'

import { Clock } from 'lucide-react'
import { useFormatter, useTranslations } from 'use-intl'
import { Spinner } from '@/components/ui/spinner'
import type { BusyHost } from '@/lib/contract/checks'
import { CountMarks } from './cell'
import type { HostRow } from './matrix'
import { useServerNow } from './use-server-now'

/** How a host stands: what it is asked for right now, or what came of it. */
export function HostStanding({ row }: { row: HostRow }) {
  const t = useTranslations('checkstep')
  switch (row.standing.kind) {
    case 'busy':
      return <Asked busy={row.standing.busy} />
    case 'waits':
      return (
        <span className="inline-flex items-center gap-1.5 text-xs text-muted">
          <Clock aria-hidden size={14} />
          {t('standings.waits')}
        </span>
      )
    case 'rest':
      if (!row.verdicts) return <span className="text-xs text-muted">{t('states.never')}</span>
      return (
        <span className="flex min-w-0 flex-wrap items-center gap-x-2.5 text-xs">
          <CountMarks counts={row.counts} stale={row.stale} />
          {row.verdicts.partial && <span className="text-unknown">{t('standings.partial')}</span>}
        </span>
      )
    default:
      return row.standing satisfies never
  }
}

/** From here on a host that does not answer is worth naming with its time-out. */
const SLOW_MS = 2_000

function Asked({ busy }: { busy: BusyHost }) {
  const t = useTranslations('checkstep')
  const waited = Math.max(0, useServerNow() - busy.since)
  const seconds = useSeconds()
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5 text-xs text-accent tabular-nums">
      <Spinner size={14} />
      <span className="truncate">
        {t(`stages.${busy.stage}`)}
        {waited >= SLOW_MS && (
          <span className="text-muted">
            {' '}
            {t('waited', { waited: seconds(waited), within: seconds(busy.withinMs) })}
          </span>
        )}
      </span>
    </span>
  )
}

/** Whole seconds in words, such as `12 s`. */
export function useSeconds(): (milliseconds: number) => string {
  const format = useFormatter()
  return (milliseconds) =>
    format.number(Math.round(milliseconds / 1000), { style: 'unit', unit: 'second', unitDisplay: 'short' })
}
