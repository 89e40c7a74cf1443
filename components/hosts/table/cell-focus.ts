import { flushSync } from 'react-dom'
import type { HostsEditor } from '../hosts-editor'
import { cellId } from './cell-keys'
import type { TableColumn } from './columns'

/** Focuses a cell and selects its text. Returns false if the cell is not rendered. */
export function focusCell(id: string): boolean {
  const cell = document.getElementById(id)
  cell?.focus()
  if (cell instanceof HTMLInputElement && cell.type === 'text') cell.select()
  return cell !== null
}

/**
 * Appends a row, focuses its cell and returns the cell's id. Synchronous, so that the next typed character goes into
 * the new row.
 */
export function addRow(editor: HostsEditor, column: TableColumn): { cell: string; focused: boolean } {
  const cell = cellId(
    flushSync(() => editor.addEmpty()),
    column,
  )
  return { cell, focused: focusCell(cell) }
}
