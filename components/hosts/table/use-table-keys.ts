'use client'

import type { ClipboardEvent, KeyboardEvent } from 'react'
import { useLatestCallback } from '@/components/ui/hooks/use-latest-callback'
import { useFieldRevealer } from '@/components/wizard/draft/focus-field'
import { useHostsActions } from '../hosts-context'
import { EVERY_HOST } from '../list/host-query'
import type { HostList } from '../list/use-host-list'
import { addRow, focusCell } from './cell-focus'
import { cellId, nextCell } from './cell-keys'
import { type Column, type TableColumn, tableColumnsOf } from './columns'
import { hasMultipleCells, isInventory, parseCells } from './paste-cells'

/** The row and column of a cell's element. */
function cellOf(
  element: EventTarget,
  columns: readonly TableColumn[],
): { row: number; column: TableColumn } | undefined {
  if (!(element instanceof HTMLElement)) return undefined
  const column = columns.find((one) => one === element.dataset.column)
  return column && { row: Number(element.dataset.row), column }
}

/** Keyboard navigation, undo and pasting of cells. */
export function useTableKeys({
  list: { rows },
  columns,
  scrollToRow,
  onEscape,
}: {
  list: HostList
  columns: readonly Column[]
  scrollToRow: (row: number) => void
  onEscape: () => void
}) {
  const { editor, openImport } = useHostsActions()
  const all = tableColumnsOf(columns)

  function focusAt(row: number, column: TableColumn) {
    const host = rows[row]?.host
    if (!host) return
    const cell = cellId(host.id, column)
    // Focus synchronously if the cell is rendered, so that the next typed character goes into it.
    if (focusCell(cell)) return
    scrollToRow(row)
    requestAnimationFrame(() => focusCell(cell))
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (event.key === 'Escape') return onEscape()
    if (isUndo(event)) {
      event.preventDefault()
      return event.shiftKey || event.key.toLowerCase() === 'y' ? editor.redo() : editor.undo()
    }
    const at = cellOf(event.target, all)
    const next = at && nextCell(event, at.row, at.column, all)
    if (!next) return
    event.preventDefault()
    if (next.row < rows.length) return focusAt(next.row, next.column)
    // Enter in the last row adds a row.
    if (event.key === 'Enter') addRow(editor, next.column)
  }

  function onPaste(event: ClipboardEvent<HTMLElement>) {
    const at = cellOf(event.target, all)
    const column = columns.find((one) => one === at?.column)
    const text = event.clipboardData.getData('text/plain')
    if (!at || !column || !hasMultipleCells(text)) return
    event.preventDefault()
    if (isInventory(text)) return openImport(text)
    const view = rows.map(({ host }) => host.id)
    editor.paste({ row: at.row, column }, parseCells(text), columns, view)
  }

  return { onKeyDown, onPaste }
}

function isUndo(event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase()
  return (event.ctrlKey || event.metaKey) && !event.altKey && (key === 'z' || key === 'y')
}

/**
 * Shows the row of a field that is not rendered, before the field is focused. The roles of a host are one field with a
 * control for each role, of which the first is focused.
 */
export function useRevealRow({ rows, setQuery }: HostList, scrollToRow: (row: number) => void): void {
  const { roles } = useHostsActions()
  const reveal = useLatestCallback((key: string): boolean => {
    const [section, id = '', field] = key.split('.')
    if (section !== 'hosts' || id === '') return false
    const [role] = field === 'roles' ? roles : []
    const control = role ? cellId(id, role) : key
    if (document.getElementById(control)) return role !== undefined && focusCell(control)
    const row = rows.findIndex(({ host }) => host.id === id)
    if (row >= 0) scrollToRow(row)
    else setQuery(EVERY_HOST)
    return false
  })
  useFieldRevealer(reveal)
}
