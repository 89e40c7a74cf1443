'use client'

import { memo } from 'react'
import { useTranslations } from 'use-intl'
import { CHECK_STATUS } from '@/components/status/check-status'
import { useStatusText } from '@/components/status/status-badge'
import { cx } from '@/components/ui/cx'
import type { CheckId } from '@/lib/checks/catalogue'
import { Cell } from './cell'
import { useCheckTitle } from './check-words'
import { HostStanding } from './host-standing'
import type { HostRow } from './matrix'
import type { Opened } from './opened'

export const ROW_PX = 40
const CELL = 'h-10 border-b border-line p-0 [tr:last-child>&]:border-b-0'
const CONTROL = 'flex h-full w-full min-w-0 items-center hover:bg-hover focus-visible:-outline-offset-2'

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
  onOpen: (what: Opened) => void
}) {
  const { host } = row
  const place = (column: number) => ({
    'data-row': index + 1,
    'data-column': column,
    tabIndex: stop === column ? 0 : -1,
  })
  return (
    <tr aria-rowindex={index + 2}>
      <th scope="row" className={cx(CELL, 'sticky left-0 z-1 bg-surface text-left font-normal')}>
        <button
          type="button"
          {...place(0)}
          aria-haspopup="dialog"
          onClick={() => onOpen({ host: host.id })}
          className={cx(CONTROL, 'flex-col items-start justify-center px-3 leading-tight')}
        >
          <span className="max-w-full truncate font-medium">{host.name}</span>
          <span className="max-w-full truncate font-mono text-xs text-muted">{host.address}</span>
        </button>
      </th>
      <td className={CELL}>
        <button
          type="button"
          {...place(1)}
          aria-haspopup="dialog"
          onClick={() => onOpen({ host: host.id })}
          className={cx(CONTROL, 'px-2 text-left')}
        >
          <HostStanding row={row} />
        </button>
      </td>
      {checks.map((check, at) => (
        <td key={check} className={CELL}>
          <CheckButton row={row} check={check} words={words} place={place(at + 2)} onOpen={onOpen} />
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
  onOpen: (what: Opened) => void
}) {
  const t = useTranslations('checkstep')
  const title = useCheckTitle()(check)
  const cell = row.cells.get(check)
  const statusText = useStatusText()
  const status = statusText(CHECK_STATUS[cell?.state ?? 'none'])
  const stale = cell?.stale ? statusText(CHECK_STATUS.stale) : undefined
  const said = stale ? `${status.title}, ${stale.title}` : status.title
  return (
    <button
      type="button"
      {...place}
      aria-haspopup="dialog"
      aria-label={t('cell', { check: title, host: row.host.name, state: said })}
      title={`${said}. ${(stale ?? status).help}`}
      onClick={() => onOpen({ host: row.host.id, check })}
      className={cx(CONTROL, words ? 'px-1.5' : 'justify-center')}
    >
      <Cell cell={cell} words={words} faded={row.standing.kind !== 'rest'} />
    </button>
  )
}
