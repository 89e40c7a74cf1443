'use client'

import { type Cell, type ColumnDef, createColumnHelper, FlexRender, type Row } from '@tanstack/react-table'
import { memo } from 'react'
import type { ConnectionTest } from '@/components/connection-test/connection-test-store'
import { cx } from '@/components/ui/cx'
import type { KeyedProblem } from '@/components/wizard/draft/validation'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import type { HostRow } from '../list/use-host-list'
import { LoginCell, RemoveCell, RoleCell, SelectCell, StateCell, TaskboxCell, TextCell } from './cells'
import { isRole, isTextColumn, type TableColumn } from './columns'
import type { HostTableFeatures } from './hosts-table'

const helper = createColumnHelper<HostTableFeatures, HostRow>()

/** The column definitions. `TableRow` renders the columns whose cells need more than the host. */
export const tableColumns = (columns: readonly TableColumn[]) =>
  helper.columns(
    columns.map((id) =>
      helper.display({
        id,
        cell: ({ row }) => {
          const cell = { ...row.original, position: row.index }
          if (isTextColumn(id)) return <TextCell {...cell} column={id} />
          if (isRole(id)) return <RoleCell {...cell} role={id} />
          return id === 'taskbox' ? <TaskboxCell {...cell} /> : <LoginCell {...cell} />
        },
      }),
    ),
  )

interface RowProps {
  row: Row<HostTableFeatures, HostRow>
  /** Decides the cells. */
  columns: readonly ColumnDef<HostTableFeatures, HostRow>[]
  host: HostDraft
  index: number
  position: number
  selected: boolean
  onRemove: (row: HostRow) => void
  test: ConnectionTest
  problems: readonly KeyedProblem[]
  /** Number of failed checks. */
  failures: number
}

/** Memoized, so that typing does not render hundreds of other rows. */
export const TableRow = memo(function TableRow(props: RowProps) {
  const { row, position, selected } = props
  return (
    <tr
      aria-rowindex={position + 2}
      aria-selected={selected}
      className={cx('h-10', selected && 'bg-accent-soft')}
    >
      {row.getAllCells().map((cell) =>
        cell.column.id === 'name' ? (
          <th key={cell.id} scope="row" className={cx(CELL, 'font-normal')}>
            <FlexRender cell={cell} />
          </th>
        ) : (
          <td key={cell.id} className={CELL}>
            <RowCell cell={cell} props={props} />
          </td>
        ),
      )}
    </tr>
  )
}, isSameRow)

/** A cell of a column that needs more than the host, or the column's own cell. */
function RowCell({
  cell,
  props: { row, host, index, position, selected, onRemove, test, problems, failures },
}: {
  cell: Cell<HostTableFeatures, HostRow>
  props: RowProps
}) {
  const place = { host, index, position }
  switch (cell.column.id) {
    case 'select':
      return <SelectCell {...place} checked={selected} onSelect={row.getToggleSelectedHandler()} />
    case 'state':
      return <StateCell {...place} {...{ test, problems, failures }} />
    case 'remove':
      return <RemoveCell {...place} onRemove={() => onRemove({ host, index })} />
    default:
      return <FlexRender cell={cell} />
  }
}

const CELL = 'h-10 border-b border-line p-0 not-first:border-l [tr:last-child>&]:border-b-0'

/** Rows of the table are new objects after every change of the draft. */
function isSameRow({ row: _, ...before }: RowProps, { row: __, ...after }: RowProps): boolean {
  const keys = Object.keys(before) as (keyof typeof before)[]
  return keys.every((key) => before[key] === after[key])
}
