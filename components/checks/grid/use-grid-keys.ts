'use client'

import { type FocusEvent, type KeyboardEvent, useState } from 'react'
import { type CellPosition, clampPosition, type GridSize, positionAfterKey } from './grid-keys'

export interface GridKeys {
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
  onFocus: (event: FocusEvent<HTMLElement>) => void
  /** The row that Tab stops at. */
  row: number
  /** The column of a row that Tab stops at; undefined: none in this row. */
  stopIn: (row: number) => number | undefined
}

/** Moves the focus through a grid whose controls carry `data-row` and `data-column`, and makes it one stop for Tab. */
export function useGridKeys(extent: GridSize, scrollTo: (row: number) => void): GridKeys {
  const [wanted, setWanted] = useState<CellPosition>({ row: 1, column: 0 })
  const at = clampPosition(wanted, extent)

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const next = positionAfterKey(event, at, extent)
    if (!next) return
    event.preventDefault()
    setWanted(next)
    scrollTo(next.row)
    const grid = event.currentTarget
    // A far row is drawn a frame later.
    requestAnimationFrame(() => {
      if (!focusCell(grid, next)) requestAnimationFrame(() => focusCell(grid, next))
    })
  }
  function onFocus({ target }: FocusEvent<HTMLElement>) {
    const { row, column } = target.dataset
    if (row !== undefined && column !== undefined) setWanted({ row: Number(row), column: Number(column) })
  }
  return { onKeyDown, onFocus, row: at.row, stopIn: (row) => (row === at.row ? at.column : undefined) }
}

function focusCell(grid: HTMLElement, { row, column }: CellPosition): boolean {
  const control = grid.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`)
  control?.focus({ preventScroll: false })
  return control !== null
}
