'use client'

import { ChevronRight } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { CHECK_STATUS } from '@/components/status/check-status'
import { StatusIcon, useStatusText } from '@/components/status/status-badge'
import type { CheckId } from '@/lib/checks/catalogue/index'
import { useCheckTitle } from '../finding-text'
import { HostCheckStatus } from '../host-check-status'
import type { Selection } from '../panel/selection'
import type { HostRow } from './matrix'

/** The results on a narrow screen: one card per host with the checks that did not pass. */
export function HostCards({
  rows,
  checks,
  onOpen,
}: {
  rows: readonly HostRow[]
  /** The visible checks. */
  checks: readonly CheckId[]
  onOpen: (selection: Selection) => void
}) {
  return (
    <ul className="flex flex-col gap-2">
      {rows.map((row) => (
        <HostCard key={row.host.id} row={row} checks={checks} onOpen={onOpen} />
      ))}
    </ul>
  )
}

/** Names listed on a card; the rest are counted. */
const MAX_NAMES = 4

function HostCard({
  row,
  checks,
  onOpen,
}: {
  row: HostRow
  checks: readonly CheckId[]
  onOpen: (selection: Selection) => void
}) {
  const t = useTranslations('checks-step')
  const title = useCheckTitle()
  const statusText = useStatusText()
  const { host, cells } = row
  const notPassed = checks.flatMap((check) => {
    const cell = cells.get(check)
    return cell && cell.state !== 'pass' && !cell.unreachable ? [{ check, state: cell.state }] : []
  })
  return (
    <li className="rounded-md border border-line bg-surface [contain-intrinsic-size:auto_4.5rem] [content-visibility:auto]">
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => onOpen({ host: host.id })}
        className="flex w-full flex-col gap-1.5 px-3 py-2.5 text-left focus-visible:-outline-offset-2"
      >
        <span className="flex w-full items-baseline gap-2">
          <span className="min-w-0 truncate font-medium">{host.name}</span>
          <span className="min-w-0 truncate font-mono text-xs text-muted">{host.address}</span>
          <ChevronRight aria-hidden size={16} className="ml-auto shrink-0 self-center text-muted" />
        </span>
        <HostCheckStatus row={row} />
        {notPassed.length > 0 && (
          <span className="flex flex-wrap gap-x-3 gap-y-1 text-sm">
            {notPassed.slice(0, MAX_NAMES).map(({ check, state }) => (
              <span key={check} className="inline-flex min-w-0 items-center gap-1">
                <StatusIcon status={CHECK_STATUS[state]} />
                <span className="sr-only">{statusText(CHECK_STATUS[state]).title}: </span>
                {title(check)}
              </span>
            ))}
            {notPassed.length > MAX_NAMES && (
              <span className="text-muted">{t('moreChecks', { count: notPassed.length - MAX_NAMES })}</span>
            )}
          </span>
        )}
      </button>
    </li>
  )
}
