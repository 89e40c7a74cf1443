import type { KeyboardEvent } from 'react'
import type { TableColumn } from './columns'

/** The `id` of a cell's control. For text cells it equals the field key. */
export function cellId(hostId: string, column: TableColumn): string {
  return `hosts.${hostId}.${column}`
}

type Movement = { rows: number; columns: number }

function toMovement(event: KeyboardEvent<HTMLElement>): Movement | undefined {
  const { target } = event
  const text = target instanceof HTMLInputElement && target.type === 'text' ? target : undefined
  const atStart = !text || (text.selectionStart === 0 && text.selectionEnd === 0)
  const atEnd =
    !text || (text.selectionStart === text.value.length && text.selectionEnd === text.value.length)
  switch (event.key) {
    case 'Enter':
      // Enter presses a button.
      return text && { rows: event.shiftKey ? -1 : 1, columns: 0 }
    case 'ArrowDown':
      return { rows: 1, columns: 0 }
    case 'ArrowUp':
      return { rows: -1, columns: 0 }
    case 'ArrowLeft':
      return atStart ? { rows: 0, columns: -1 } : undefined
    case 'ArrowRight':
      return atEnd ? { rows: 0, columns: 1 } : undefined
    default:
      return undefined
  }
}

/** The cell that a key moves to; undefined if the key keeps its default action. */
export function nextCell(
  event: KeyboardEvent<HTMLElement>,
  row: number,
  column: TableColumn,
  columns: readonly TableColumn[],
): { row: number; column: TableColumn } | undefined {
  if (event.nativeEvent.isComposing || event.altKey || event.ctrlKey || event.metaKey) return undefined
  const step = toMovement(event)
  const next = step && columns[columns.indexOf(column) + step.columns]
  return step && next && { row: row + step.rows, column: next }
}
