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

/** One host: its name, how it stands, and a cell a check. Drawn again only when something in it changed. */
export const GridRow = memo(function GridRow({
  row,
  index,
  checks,
  words,
  stop,
  onOpen,
}: {
  row: HostRow
  index: number
  checks: readonly CheckId[]
  words: boolean
  /** The column that Tab stops at; undefined: in another row. */
  stop: number | undefined
  onOpen: (what: Selection) => void
}) {
  const { host } = row
  const cellProps = (column: number) => ({
    'data-row': index + 1,
    'data-column': column,
    tabIndex: stop === column ? 0 : -1,
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
      {checks.map((check, at) => (
        <td key={check} className={CELL_CLASS}>
          <CheckButton row={row} check={check} words={words} place={cellProps(at + 2)} onOpen={onOpen} />
        </td>
      ))}
    </tr>
  )
})

function CheckButton({
  row,
  check,
  words,
  place,
  onOpen,
}: {
  row: HostRow
  check: CheckId
  words: boolean
  place: object
  onOpen: (what: Selection) => void
}) {
  const t = useTranslations('checkstep')
  const title = useCheckTitle()(check)
  const cell = row.cells.get(check)
  const statusText = useStatusText()
  const status = statusText(CHECK_STATUS[cell?.state ?? 'none'])
  const stale = cell?.stale ? statusText(CHECK_STATUS.stale) : undefined
  const stateText = stale ? `${status.title}, ${stale.title}` : status.title
  return (
    <button
      type="button"
      {...place}
      aria-haspopup="dialog"
      aria-label={t('cell', { check: title, host: row.host.name, state: stateText })}
      title={`${stateText}. ${(stale ?? status).help}`}
      onClick={() => onOpen({ host: row.host.id, check })}
      className={cx(CONTROL_CLASS, words ? 'px-1.5' : 'justify-center')}
    >
      <StatusCell cell={cell} words={words} faded={row.standing.kind !== 'rest'} />
    </button>
  )
}
