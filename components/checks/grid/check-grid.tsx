'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { useWidth } from '@/components/ui/hooks/use-width'
import type { CheckId } from '@/lib/checks/catalogue/index'
import { useCheckTitle } from '../finding-text'
import type { Selection } from '../panel/selection'
import { useGridKeys } from './grid-keys'
import { GridRow, ROW_PX } from './grid-row'
import type { HostRow } from './matrix'

/** Columns in front of the checks: host and status. */
export const FIXED_COLUMNS = 2
const FIXED_PX = 168 + 184
/** Minimum width of a cell with a label. */
const LABEL_PX = 84
const ICON_PX = 34

/** Table of hosts by checks. It is one tab stop; arrow keys move, Enter opens the details. Rows are virtualized. */
export function CheckGrid({
  rows,
  checks,
  onOpen,
}: {
  rows: readonly HostRow[]
  checks: readonly CheckId[]
  onOpen: (selection: Selection) => void
}) {
  const t = useTranslations('checks-step')
  const scroller = useRef<HTMLDivElement>(null)
  const width = useWidth(scroller)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => rows[index]?.host.id ?? index,
    overscan: 12,
  })
  const keys = useGridKeys(
    { rows: rows.length + 1, columns: checks.length + FIXED_COLUMNS },
    (row) => row > 0 && virtual.scrollToIndex(row - 1),
  )
  const items = virtual.getVirtualItems()
  const showLabels = (width - FIXED_PX) / Math.max(1, checks.length) >= LABEL_PX
  const columns = checks.length + FIXED_COLUMNS
  return (
    <div
      ref={scroller}
      className="max-h-[min(70dvh,44rem)] overflow-auto rounded-md border border-line bg-surface"
    >
      <table
        aria-rowcount={rows.length + 1}
        aria-colcount={columns}
        onKeyDown={keys.onKeyDown}
        onFocus={keys.onFocus}
        style={{ minWidth: FIXED_PX + checks.length * (showLabels ? LABEL_PX : ICON_PX) }}
        className="w-full table-fixed border-separate border-spacing-0"
      >
        <caption className="sr-only">{t('table')}</caption>
        <GridHead checks={checks} showLabels={showLabels} tabStop={keys.tabStopIn(0)} onOpen={onOpen} />
        <tbody>
          <Spacer height={items[0]?.start ?? 0} columns={columns} />
          {items.map(({ index }, position) => {
            const row = rows[index]
            return (
              row && (
                <GridRow
                  key={row.host.id}
                  row={row}
                  index={index}
                  checks={checks}
                  showLabels={showLabels}
                  tabStop={
                    keys.tabStopIn(index + 1) ??
                    (position === 0 && !isRendered(items, keys.row) ? 0 : undefined)
                  }
                  onOpen={onOpen}
                />
              )
            )
          })}
          <Spacer height={virtual.getTotalSize() - (items.at(-1)?.end ?? 0)} columns={columns} />
        </tbody>
      </table>
    </div>
  )
}

/** Whether the row with the tab stop is rendered. If not, the first rendered row gets the tab stop. */
function isRendered(items: readonly { index: number }[], row: number): boolean {
  return row === 0 || items.some(({ index }) => index === row - 1)
}

/** Fills the height of the rows that are not rendered. */
function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden style={{ height }}>
      <td colSpan={columns} />
    </tr>
  )
}

const HEAD_CLASS = 'sticky top-0 z-2 border-b border-line bg-sunken p-0 text-xs font-medium text-muted'

/** Header with the check titles; each opens the check's results. In narrow columns the titles are vertical. */
function GridHead({
  checks,
  showLabels,
  tabStop,
  onOpen,
}: {
  checks: readonly CheckId[]
  showLabels: boolean
  tabStop: number | undefined
  onOpen: (selection: Selection) => void
}) {
  const t = useTranslations('checks-step')
  const title = useCheckTitle()
  return (
    <thead>
      <tr>
        <th scope="col" className={cx(HEAD_CLASS, 'left-0 z-3 w-42 px-3 py-2 text-left align-bottom')}>
          <span {...cellProps(0, tabStop)}>{t('host')}</span>
        </th>
        <th scope="col" className={cx(HEAD_CLASS, 'w-46 px-2 py-2 text-left align-bottom')}>
          <span {...cellProps(1, tabStop)}>{t('status')}</span>
        </th>
        {checks.map((check, checkIndex) => (
          <th key={check} scope="col" className={cx(HEAD_CLASS, 'align-bottom')}>
            <button
              type="button"
              {...cellProps(checkIndex + 2, tabStop)}
              aria-haspopup="dialog"
              title={title(check)}
              onClick={() => onOpen({ check })}
              className={cx(
                'w-full hover:bg-hover hover:text-ink focus-visible:-outline-offset-2',
                showLabels
                  ? 'px-1.5 py-2 text-left break-words hyphens-auto'
                  : 'flex h-32 rotate-180 items-center justify-start px-2 py-2 [text-orientation:sideways] [writing-mode:vertical-rl]',
              )}
            >
              <span className={showLabels ? undefined : 'max-h-full truncate'}>{title(check)}</span>
            </button>
          </th>
        ))}
      </tr>
    </thead>
  )
}

const cellProps = (column: number, tabStop: number | undefined) => ({
  'data-row': 0,
  'data-column': column,
  tabIndex: tabStop === column ? 0 : -1,
})
