'use client'

import { memo } from 'react'
import { useTranslations } from 'use-intl'
import { CHECK_STATUS } from '@/components/status/check-status'
import { useStatusText } from '@/components/status/status-badge'
import { cx } from '@/components/ui/cx'
import type { CheckId } from '@/lib/checks/catalogue/index'
import { useCheckTitle } from '../finding-text'
import { HostCheckStatus } from '../host-check-status'
import type { Selection } from '../panel/selection'
import type { HostRow } from './matrix'
import { StatusCell } from './status-cell'

export const ROW_PX = 40
const CELL_CLASS = 'h-10 border-b border-line p-0 [tr:last-child>&]:border-b-0'
const CONTROL_CLASS = 'flex h-full w-full min-w-0 items-center hover:bg-hover focus-visible:-outline-offset-2'

/** One host: name, status and one cell per check. Memoized. */
export const GridRow = memo(function GridRow({
  row,
  index,
  checks,
  showLabels,
  tabStop,
  onOpen,
}: {
  row: HostRow
  index: number
  checks: readonly CheckId[]
  showLabels: boolean
  /** Column of the tab stop; undefined if it is in another row. */
  tabStop: number | undefined
  onOpen: (selection: Selection) => void
}) {
  const { host } = row
  const cellProps = (column: number) => ({
    'data-row': index + 1,
    'data-column': column,
    tabIndex: tabStop === column ? 0 : -1,
  })
  return (
    <tr aria-rowindex={index + 2}>
      <th scope="row" className={cx(CELL_CLASS, 'sticky left-0 z-1 bg-surface text-left font-normal')}>
        <button
          type="button"
          {...cellProps(0)}
          aria-haspopup="dialog"
          onClick={() => onOpen({ host: host.id })}
          className={cx(CONTROL_CLASS, 'flex-col items-start justify-center px-3 leading-tight')}
        >
          <span className="max-w-full truncate font-medium">{host.name}</span>
          <span className="max-w-full truncate font-mono text-xs text-muted">{host.address}</span>
        </button>
      </th>
      <td className={CELL_CLASS}>
        <button
          type="button"
          {...cellProps(1)}
          aria-haspopup="dialog"
          onClick={() => onOpen({ host: host.id })}
          className={cx(CONTROL_CLASS, 'px-2 text-left')}
        >
          <HostCheckStatus row={row} />
        </button>
      </td>
      {checks.map((check, checkIndex) => (
        <td key={check} className={CELL_CLASS}>
          <CheckButton
            row={row}
            check={check}
            showLabels={showLabels}
            cellProps={cellProps(checkIndex + 2)}
            onOpen={onOpen}
          />
        </td>
      ))}
    </tr>
  )
})

function CheckButton({
  row,
  check,
  showLabels,
  cellProps,
  onOpen,
}: {
  row: HostRow
  check: CheckId
  showLabels: boolean
  cellProps: object
  onOpen: (selection: Selection) => void
}) {
  const t = useTranslations('checks-step')
  const title = useCheckTitle()(check)
  const cell = row.cells.get(check)
  const statusText = useStatusText()
  const status = statusText(CHECK_STATUS[cell?.state ?? 'none'])
  const stale = cell?.stale ? statusText(CHECK_STATUS.stale) : undefined
  const stateText = stale ? `${status.title}, ${stale.title}` : status.title
  return (
    <button
      type="button"
      {...cellProps}
      aria-haspopup="dialog"
      aria-label={t('cell', { check: title, host: row.host.name, state: stateText })}
      title={`${stateText}. ${(stale ?? status).help}`}
      onClick={() => onOpen({ host: row.host.id, check })}
      className={cx(CONTROL_CLASS, showLabels ? 'px-1.5' : 'justify-center')}
    >
      <StatusCell cell={cell} showLabels={showLabels} faded={row.activity.kind !== 'idle'} />
    </button>
  )
}
