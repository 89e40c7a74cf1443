'use client'

import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { Busy, CountBadges } from './cell'
import type { HostRow } from './matrix'
import { PassingRow } from './passing-row'
import type { Expanded } from './use-expanded'
import type { Passing } from './use-passing'

/** The same as the table, on a narrow screen: a card a host. */
export function CheckCards({
  passing,
  running,
  expanded,
  panel,
}: {
  passing: Passing
  running: boolean
  expanded: Expanded
  panel: (row: HostRow) => ReactNode
}) {
  return (
    <ul className="flex flex-col gap-2">
      {passing.shown.map((row) => (
        <Card key={row.host.id} row={row} running={running} expanded={expanded} panel={panel} />
      ))}
      {passing.hidden.length > 0 && (
        <li className="rounded-md border border-line bg-surface px-3 py-2">
          <PassingRow passing={passing} />
        </li>
      )}
    </ul>
  )
}

function Card({
  row,
  running,
  expanded,
  panel,
}: {
  row: HostRow
  running: boolean
  expanded: Expanded
  panel: (row: HostRow) => ReactNode
}) {
  const t = useTranslations('checkstep')
  const { host, findings } = row
  const open = expanded.isOpen(row) && findings !== undefined
  return (
    <li className="rounded-md border border-line bg-surface">
      <button
        type="button"
        disabled={!findings}
        aria-expanded={open}
        onClick={() => expanded.toggle(row)}
        className="flex w-full flex-col gap-1 px-3 py-2.5 text-left focus-visible:-outline-offset-2"
      >
        <span className="flex w-full items-baseline gap-2">
          <span className="min-w-0 truncate font-medium">{host.name}</span>
          <span className="min-w-0 truncate font-mono text-xs text-muted">{host.address}</span>
          <ChevronRight
            aria-hidden
            size={16}
            className={cx('ml-auto shrink-0 self-center text-muted', open && 'rotate-90')}
          />
        </span>
        {findings ? (
          <CountBadges counts={row.counts} plain />
        ) : running ? (
          <Busy />
        ) : (
          <span className="text-sm text-muted">{t('states.never')}</span>
        )}
      </button>
      {open && <div className="border-t border-line px-3">{panel(row)}</div>}
    </li>
  )
}
