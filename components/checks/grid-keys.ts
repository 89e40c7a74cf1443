/** A cell's place: row 0 is the head, column 0 the host's name. */
export interface Place {
  row: number
  column: number
}

export interface Extent {
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
const PAGE = 12

/** Where a key leads in a grid (ARIA's pattern); undefined: it does what it does everywhere. */
export function placeAfterKey(event: Key, { row, column }: Place, extent: Extent): Place | undefined {
  if (event.altKey) return undefined
  const far = event.ctrlKey || event.metaKey
  switch (event.key) {
    case 'ArrowDown':
      return inside({ row: row + 1, column }, extent)
    case 'ArrowUp':
      return inside({ row: row - 1, column }, extent)
    case 'ArrowRight':
      return inside({ row, column: column + 1 }, extent)
    case 'ArrowLeft':
      return inside({ row, column: column - 1 }, extent)
    case 'PageDown':
      return inside({ row: row + PAGE, column }, extent)
    case 'PageUp':
      return inside({ row: row - PAGE, column }, extent)
    case 'Home':
      return { row: far ? 0 : row, column: 0 }
    case 'End':
      return { row: far ? extent.rows - 1 : row, column: extent.columns - 1 }
    default:
      return undefined
  }
}

/** The nearest place that there is. */
export function inside({ row, column }: Place, { rows, columns }: Extent): Place {
  const clamp = (value: number, limit: number) => Math.max(0, Math.min(value, limit - 1))
  return { row: clamp(row, rows), column: clamp(column, columns) }
}
