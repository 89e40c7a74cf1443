/** A cell's place: row 0 is the head, column 0 the host's name. */
export interface CellPosition {
  row: number
  column: number
}

export interface GridSize {
  rows: number
  columns: number
}

interface Key {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}

/** Rows that a page of the grid is. */
const PAGE_ROWS = 12

/** Where a key leads in a grid (ARIA's pattern); undefined: it does what it does everywhere. */
export function positionAfterKey(
  event: Key,
  { row, column }: CellPosition,
  extent: GridSize,
): CellPosition | undefined {
  if (event.altKey) return undefined
  const toGridEdge = event.ctrlKey || event.metaKey
  switch (event.key) {
    case 'ArrowDown':
      return clampPosition({ row: row + 1, column }, extent)
    case 'ArrowUp':
      return clampPosition({ row: row - 1, column }, extent)
    case 'ArrowRight':
      return clampPosition({ row, column: column + 1 }, extent)
    case 'ArrowLeft':
      return clampPosition({ row, column: column - 1 }, extent)
    case 'PageDown':
      return clampPosition({ row: row + PAGE_ROWS, column }, extent)
    case 'PageUp':
      return clampPosition({ row: row - PAGE_ROWS, column }, extent)
    case 'Home':
      return { row: toGridEdge ? 0 : row, column: 0 }
    case 'End':
      return { row: toGridEdge ? extent.rows - 1 : row, column: extent.columns - 1 }
    default:
      return undefined
  }
}

/** The nearest place that there is. */
export function clampPosition({ row, column }: CellPosition, { rows, columns }: GridSize): CellPosition {
  const clamp = (value: number, limit: number) => Math.max(0, Math.min(value, limit - 1))
  return { row: clamp(row, rows), column: clamp(column, columns) }
}
