import { describe, expect, it } from 'vitest'
import { positionAfterKey } from '@/components/checks/grid/grid-keys'

const extent = { rows: 201, columns: 8 }
const press = (key: string, row: number, column: number, more = {}) =>
  positionAfterKey({ key, ctrlKey: false, metaKey: false, altKey: false, ...more }, { row, column }, extent)

describe('positionAfterKey', () => {
  it('moves by one cell and stops at the edges', () => {
    expect(press('ArrowDown', 1, 2)).toEqual({ row: 2, column: 2 })
    expect(press('ArrowUp', 0, 2)).toEqual({ row: 0, column: 2 })
    expect(press('ArrowRight', 1, 7)).toEqual({ row: 1, column: 7 })
    expect(press('ArrowDown', 200, 0)).toEqual({ row: 200, column: 0 })
  })

  it('moves to the ends of a row and of the grid', () => {
    expect(press('End', 3, 1)).toEqual({ row: 3, column: 7 })
    expect(press('Home', 3, 1, { ctrlKey: true })).toEqual({ row: 0, column: 0 })
    expect(press('End', 3, 1, { ctrlKey: true })).toEqual({ row: 200, column: 7 })
    expect(press('PageDown', 195, 1)).toEqual({ row: 200, column: 1 })
  })

  it('ignores keys that do not navigate', () => {
    expect(press('Enter', 1, 1)).toBeUndefined()
    expect(press('ArrowDown', 1, 1, { altKey: true })).toBeUndefined()
  })
})
