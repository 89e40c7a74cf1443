'use client'

import { rowSelectionFeature, tableFeatures, useTable } from '@tanstack/react-table'
import { useMemo, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { NOT_TESTED } from '@/components/connection-test/connection-test-store'
import { useWidth } from '@/components/ui/hooks/use-width'
import { useWindowRows } from '@/components/ui/hooks/use-window-rows'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { NO_PROBLEMS } from '../host-status-text'
import { useHostsActions, useHostsFacts } from '../hosts-context'
import type { HostList, HostRow } from '../list/use-host-list'
import { CellTip, useCellTip } from './cell-tip'
import { columnsFor, tableColumnsOf } from './columns'
import { TableHead } from './table-head'
import { TableRow, tableColumns } from './table-row'
import { useRevealRow, useTableKeys } from './use-table-keys'

const ROW_PX = 40
/** Narrower tables omit the addresses inside the cluster, which the panel of a host has too. */
const WITH_CLUSTER_ADDRESSES_PX = { ipv4: 864, ipv6: 864, dual: 984 } as const

const features = tableFeatures({ rowSelectionFeature })
export type HostTableFeatures = typeof features

/** The hosts as a spreadsheet: navigation with Tab, Enter and arrow keys, pasting of cells, undo, selection. */
export function HostsTable({ list, onRemove }: { list: HostList; onRemove: (row: HostRow) => void }) {
  const t = useTranslations('hosts')
  const { network } = useDraft()
  const { roles } = useHostsActions()
  const { connectionTests, problems, failures } = useHostsFacts()
  const [frame, body] = [useRef<HTMLDivElement>(null), useRef<HTMLTableSectionElement>(null)]
  const width = useWidth(frame)
  const [focused, setFocused] = useState<number>()
  const isNarrow = width > 0 && width < WITH_CLUSTER_ADDRESSES_PX[network.families]
  const visible = useMemo(() => {
    const all = columnsFor(roles, network.families)
    return isNarrow ? all.filter((column) => column !== 'ip' && column !== 'ip6') : all
  }, [roles, network.families, isNarrow])
  const columns = useMemo(() => tableColumns(tableColumnsOf(visible)), [visible])
  const table = useTable<HostTableFeatures, HostRow>({
    features,
    columns,
    data: list.rows,
    getRowId: ({ host }) => host.id,
    state: { rowSelection: list.selection },
    onRowSelectionChange: list.setSelection,
  })
  const { rows } = table.getRowModel()
  const { parts, scrollToRow } = useWindowRows({
    list: body,
    count: rows.length,
    rowPx: ROW_PX,
    keyOf: (index) => rows[index]?.id ?? index,
    keep: focused,
  })
  const tip = useCellTip()
  const keys = useTableKeys({ list, columns: visible, scrollToRow, onEscape: tip.hide })
  useRevealRow(list, scrollToRow)
  return (
    <div ref={frame} className="overflow-clip rounded-md border border-control bg-surface">
      <table
        className="w-full table-fixed border-separate border-spacing-0"
        aria-rowcount={rows.length + 1}
        onKeyDown={keys.onKeyDown}
        onPaste={keys.onPaste}
        {...tip.handlers}
        onFocus={(event) => {
          setFocused(positionOf(event.target))
          tip.handlers.onFocus(event)
        }}
        onBlur={() => {
          setFocused(undefined)
          tip.handlers.onBlur()
        }}
      >
        <caption className="sr-only">{t('caption')}</caption>
        <TableHead columns={tableColumnsOf(visible)} list={list} />
        <tbody ref={body}>
          {parts.map((part) => {
            if (part.kind === 'gap')
              return <Gap key={part.key} height={part.height} columns={columns.length} />
            const row = rows[part.index]
            return (
              row && (
                <TableRow
                  key={row.id}
                  row={row}
                  columns={columns}
                  host={row.original.host}
                  index={row.original.index}
                  position={part.index}
                  selected={list.selected.has(row.id)}
                  onRemove={onRemove}
                  test={connectionTests.get(row.id) ?? NOT_TESTED}
                  problems={problems.get(row.id) ?? NO_PROBLEMS}
                  failures={failures.get(row.id)?.length ?? 0}
                />
              )
            )
          })}
        </tbody>
      </table>
      <CellTip anchor={tip.anchor} />
    </div>
  )
}

function positionOf(target: EventTarget): number | undefined {
  const row = target instanceof HTMLElement ? target.dataset.row : undefined
  return row === undefined ? undefined : Number(row)
}

/** The height of the rows that are not rendered. */
function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden style={{ height }}>
      <td colSpan={columns} />
    </tr>
  )
}
