'use client'

import { type FocusEvent, type KeyboardEvent, useState } from 'react'

/** Position of a cell. Row 0 is the header, column 0 the host name. */
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

/** Rows that Page Up and Page Down move. */
const PAGE_ROWS = 12

/** Returns the cell that a key moves to (ARIA grid pattern); undefined for keys with their default action. */
export function positionAfterKey(
  event: Key,
  { row, column }: CellPosition,
  size: GridSize,
): CellPosition | undefined {
  if (event.altKey) return undefined
  const toGridEdge = event.ctrlKey || event.metaKey
  switch (event.key) {
    case 'ArrowDown':
      return clampPosition({ row: row + 1, column }, size)
    case 'ArrowUp':
      return clampPosition({ row: row - 1, column }, size)
    case 'ArrowRight':
      return clampPosition({ row, column: column + 1 }, size)
    case 'ArrowLeft':
      return clampPosition({ row, column: column - 1 }, size)
    case 'PageDown':
      return clampPosition({ row: row + PAGE_ROWS, column }, size)
    case 'PageUp':
      return clampPosition({ row: row - PAGE_ROWS, column }, size)
    case 'Home':
      return { row: toGridEdge ? 0 : row, column: 0 }
    case 'End':
      return { row: toGridEdge ? size.rows - 1 : row, column: size.columns - 1 }
    default:
      return undefined
  }
}

/** Returns the nearest existing cell. */
export function clampPosition({ row, column }: CellPosition, { rows, columns }: GridSize): CellPosition {
  const clamp = (value: number, limit: number) => Math.max(0, Math.min(value, limit - 1))
  return { row: clamp(row, rows), column: clamp(column, columns) }
}

export interface GridKeys {
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
  onFocus: (event: FocusEvent<HTMLElement>) => void
  /** Row of the tab stop. */
  row: number
  /** Column of the tab stop in a row; undefined if it is in another row. */
  tabStopIn: (row: number) => number | undefined
}

/** Keyboard navigation of a grid whose controls have `data-row` and `data-column`. The grid is one tab stop. */
export function useGridKeys(size: GridSize, scrollTo: (row: number) => void): GridKeys {
  const [focused, setFocused] = useState<CellPosition>({ row: 1, column: 0 })
  const tabStop = clampPosition(focused, size)

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const next = positionAfterKey(event, tabStop, size)
    if (!next) return
    event.preventDefault()
    setFocused(next)
    scrollTo(next.row)
    const grid = event.currentTarget
    // A virtualized row may render one frame later.
    requestAnimationFrame(() => {
      if (!focusCell(grid, next)) requestAnimationFrame(() => focusCell(grid, next))
    })
  }
  function onFocus({ target }: FocusEvent<HTMLElement>) {
    const { row, column } = target.dataset
    if (row !== undefined && column !== undefined) setFocused({ row: Number(row), column: Number(column) })
  }
  return {
    onKeyDown,
    onFocus,
    row: tabStop.row,
    tabStopIn: (row) => (row === tabStop.row ? tabStop.column : undefined),
  }
}

function focusCell(grid: HTMLElement, { row, column }: CellPosition): boolean {
  const control = grid.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`)
  control?.focus({ preventScroll: false })
  return control !== null
}
