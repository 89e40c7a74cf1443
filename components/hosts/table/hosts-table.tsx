'use client'

import { createColumnHelper, FlexRender, type Row, tableFeatures, useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Trash2 } from 'lucide-react'
import { type ClipboardEvent, type KeyboardEvent, memo, useCallback, useMemo, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { type ConnectionTest, NOT_TESTED } from '@/components/connection-test/connection-test-store'
import { cx } from '@/components/ui/cx'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useFieldRevealer } from '@/components/wizard/draft/focus-field'
import type { KeyedProblem } from '@/components/wizard/draft/validation'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import type { Families } from '@/lib/cluster/draft/field-table'
import { HostStatusText, NO_PROBLEMS } from '../host-status-text'
import { useHostsActions, useHostsFacts } from '../hosts-context'
import { addRow, focusCell } from './cell-focus'
import { cellId, nextCell } from './cell-keys'
import { LoginCell, RoleCell, TaskboxCell, TextCell, useHostLabel } from './cells'
import { type Column, columnsFor, isRole, isTextColumn } from './columns'
import { hasMultipleCells, isInventory, parseCells } from './paste-cells'

const ROW_PX = 40
const features = tableFeatures({})
const helper = createColumnHelper<typeof features, HostDraft>()

const tableColumns = (columns: readonly Column[]) =>
  helper.columns([
    helper.display({ id: 'row', cell: ({ row }) => <RowNumber index={row.index} /> }),
    ...columns.filter(isTextColumn).map((column) =>
      helper.display({
        id: column,
        cell: ({ row }) => <TextCell host={row.original} index={row.index} column={column} />,
      }),
    ),
    ...columns.filter(isRole).map((role) =>
      helper.display({
        id: role,
        cell: ({ row }) => <RoleCell host={row.original} index={row.index} role={role} />,
      }),
    ),
    helper.display({
      id: 'taskbox',
      cell: ({ row }) => <TaskboxCell host={row.original} index={row.index} />,
    }),
    helper.display({ id: 'login', cell: ({ row }) => <LoginCell host={row.original} index={row.index} /> }),
    helper.display({ id: 'state' }),
    helper.display({ id: 'remove', cell: ({ row }) => <RemoveCell host={row.original} index={row.index} /> }),
  ])

const COLUMN_WIDTHS: Record<string, string> = {
  row: 'w-8',
  name: 'w-[13%]',
  address: 'w-[13%]',
  ip: 'w-[13%]',
  ip6: 'w-[15%]',
  taskbox: 'w-19',
  login: 'w-25',
  state: '',
  remove: 'w-10',
}

/** In characters: a longer label of a role, such as "control plane", has two lines in a wider column. */
const SHORT_LABEL = 6

function columnWidth(id: string, label: string): string | undefined {
  if (!isRole(id)) return COLUMN_WIDTHS[id]
  return label.length > SHORT_LABEL ? 'w-18' : label.length > 4 ? 'w-15' : 'w-12'
}

/** The hosts as a spreadsheet: navigation with Tab, Enter and arrow keys, pasting of cells, undo. */
export function HostsTable({ onCell }: { onCell: (key: string | undefined) => void }) {
  const t = useTranslations('hosts')
  const { hosts, network } = useDraft()
  const { roles, roleLabel } = useHostsActions()
  const { connectionTests, problems, failures } = useHostsFacts()
  const visible = useMemo(() => columnsFor(roles, network.families), [roles, network.families])
  const columns = useMemo(() => tableColumns(visible), [visible])
  const label = (id: string) => (isRole(id) ? roleLabel(id) : t(`columns.${id}`))
  const scroller = useRef<HTMLDivElement>(null)
  const table = useTable<typeof features, HostDraft>({
    features,
    columns,
    data: hosts,
    getRowId: ({ id }) => id,
  })
  const { rows } = table.getRowModel()
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  const keys = useTableKeys(visible, (row) => virtual.scrollToIndex(row))
  useRevealRow(hosts, (row) => virtual.scrollToIndex(row))
  return (
    <div
      ref={scroller}
      className="max-h-[min(70dvh,44rem)] overflow-auto rounded-md border border-control bg-surface"
    >
      <table
        className="w-full min-w-[60rem] table-fixed border-separate border-spacing-0"
        aria-rowcount={rows.length + 1}
        onKeyDown={keys.onKeyDown}
        onPaste={keys.onPaste}
        onFocus={({ target }) => onCell(isTextColumn(target.dataset.column ?? '') ? target.id : undefined)}
        onBlur={() => onCell(undefined)}
      >
        <caption className="sr-only">{t('caption')}</caption>
        <thead className="sticky top-0 z-10">
          <tr>
            {table.getHeaderGroups()[0]?.headers.map(({ id }) => (
              <th
                key={id}
                scope="col"
                className={cx(
                  'h-8 border-b border-line bg-sunken text-sm font-medium text-muted',
                  columnWidth(id, label(id)),
                  isRole(id) || id === 'taskbox' ? 'px-1 text-center leading-tight' : 'px-2 text-left',
                )}
              >
                {id === 'row' || id === 'remove' ? <span className="sr-only">{label(id)}</span> : label(id)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer height={before} columns={columns.length} />
          {items.map((item) => {
            const row = rows[item.index]
            return (
              row && (
                <TableRow
                  key={row.id}
                  row={row}
                  families={network.families}
                  host={row.original}
                  index={item.index}
                  test={connectionTests.get(row.id) ?? NOT_TESTED}
                  problems={problems.get(row.id) ?? NO_PROBLEMS}
                  failures={failures.get(row.id)?.length ?? 0}
                />
              )
            )
          })}
          <Spacer height={after} columns={columns.length} />
        </tbody>
      </table>
    </div>
  )
}

/** Memoized, so that typing does not render hundreds of other rows. */
const TableRow = memo(
  function TableRow({ row, index, test, problems, failures }: RowProps) {
    return (
      <tr aria-rowindex={index + 2} className="h-10">
        {row.getAllCells().map((cell) => (
          <td
            key={cell.id}
            className="h-10 border-b border-line p-0 not-first:border-l [tr:last-child>&]:border-b-0"
          >
            {cell.column.id === 'state' ? (
              <StateCell
                host={row.original}
                index={index}
                test={test}
                problems={problems}
                failures={failures}
              />
            ) : (
              <FlexRender cell={cell} />
            )}
          </td>
        ))}
      </tr>
    )
  },
  (before, after) =>
    before.host === after.host &&
    before.families === after.families &&
    before.index === after.index &&
    before.test === after.test &&
    before.problems === after.problems &&
    before.failures === after.failures,
)

interface RowProps {
  row: Row<typeof features, HostDraft>
  /** Decides the columns. */
  families: Families
  host: HostDraft
  index: number
  test: ConnectionTest
  problems: readonly KeyedProblem[]
  /** Number of failed checks. */
  failures: number
}

/** The height of the rows outside of the viewport. */
function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden style={{ height }}>
      <td colSpan={columns} />
    </tr>
  )
}

function RowNumber({ index }: { index: number }) {
  return <span className="block text-center text-sm text-faint">{index + 1}</span>
}

function StateCell({ host, index, test, problems, failures }: Omit<RowProps, 'row' | 'families'>) {
  const t = useTranslations('hosts')
  const { openPanel } = useHostsActions()
  const rowName = useHostLabel()
  return (
    <button
      type="button"
      onClick={() => openPanel(host.id)}
      aria-haspopup="dialog"
      className="flex h-full w-full min-w-0 items-center px-2 text-left hover:bg-hover focus-visible:-outline-offset-2"
    >
      <span className="min-w-0">
        <span className="sr-only">{t('details', { name: rowName(host, index) })}: </span>
        <HostStatusText test={test} problems={problems} failures={failures} />
      </span>
    </button>
  )
}

function RemoveCell({ host, index }: { host: HostDraft; index: number }) {
  const t = useTranslations('hosts')
  const { editor } = useHostsActions()
  const rowName = useHostLabel()
  return (
    <button
      type="button"
      aria-label={t('removeNamed', { name: rowName(host, index) })}
      title={t('remove')}
      onClick={() => editor.remove(host.id)}
      className="flex h-full w-full items-center justify-center text-muted hover:bg-fail-soft hover:text-fail focus-visible:-outline-offset-2"
    >
      <Trash2 aria-hidden size={15} strokeWidth={1.75} />
    </button>
  )
}

/** The row and column of a cell's element. */
function cellOf(
  element: EventTarget,
  columns: readonly Column[],
): { row: number; column: Column } | undefined {
  if (!(element instanceof HTMLElement)) return undefined
  const column = columns.find((one) => one === element.dataset.column)
  return column && { row: Number(element.dataset.row), column }
}

function useTableKeys(columns: readonly Column[], scrollTo: (row: number) => void) {
  const { editor, openImport } = useHostsActions()

  function focusAt(row: number, column: Column) {
    const host = editor.hosts[row]
    if (!host) return
    scrollTo(row)
    const cell = cellId(host.id, column)
    // Focus synchronously if the cell is rendered, so that the next typed character goes into it.
    if (!focusCell(cell)) requestAnimationFrame(() => focusCell(cell))
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (isUndo(event)) {
      event.preventDefault()
      return event.shiftKey || event.key.toLowerCase() === 'y' ? editor.redo() : editor.undo()
    }
    const at = cellOf(event.target, columns)
    const next = at && nextCell(event, at.row, at.column, columns)
    if (!next) return
    event.preventDefault()
    if (next.row < editor.hosts.length) return focusAt(next.row, next.column)
    // Enter in the last row adds a row.
    if (event.key === 'Enter') addRow(editor, next.column)
  }

  function onPaste(event: ClipboardEvent<HTMLElement>) {
    const at = cellOf(event.target, columns)
    const text = event.clipboardData.getData('text/plain')
    if (!at || !hasMultipleCells(text)) return
    event.preventDefault()
    if (isInventory(text)) openImport(text)
    else editor.paste(at, parseCells(text), columns)
  }

  return { onKeyDown, onPaste }
}

function isUndo(event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase()
  return (event.ctrlKey || event.metaKey) && !event.altKey && (key === 'z' || key === 'y')
}

/** Scrolls to the row of a field that is not rendered, before the field is focused. */
function useRevealRow(hosts: readonly HostDraft[], scrollTo: (row: number) => void): void {
  const latest = useRef({ hosts, scrollTo })
  latest.current = { hosts, scrollTo }
  useFieldRevealer(
    useCallback((key: string) => {
      const [section, id] = key.split('.')
      if (section !== 'hosts' || document.getElementById(key)) return false
      const row = latest.current.hosts.findIndex((host) => host.id === id)
      if (row >= 0) latest.current.scrollTo(row)
      return false
    }, []),
  )
}
