import { flushSync } from 'react-dom'
import type { HostsEditor } from '../hosts-editor'
import { cellId } from './cell-keys'
import type { Column } from './columns'

/** Puts the cursor into a cell, over what stands in it; false: the cell is not drawn. */
export function focusCell(id: string): boolean {
  const cell = document.getElementById(id)
  cell?.focus()
  if (cell instanceof HTMLInputElement) cell.select()
  return cell !== null
}

/**
 * Adds a row at the end with the cursor in it; the id of its cell. Both happen before this returns: a letter that is
 * typed right after the key or the click belongs into the new row, never into the one before.
 */
export function addRow(editor: HostsEditor, column: Column): { cell: string; focused: boolean } {
  const cell = cellId(
    flushSync(() => editor.addEmpty()),
    column,
  )
  return { cell, focused: focusCell(cell) }
}
