import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  endPosition,
  moveBy,
  positionAt,
  type ScrollPosition,
  START,
  scaleOf,
  scrollHeightOf,
  scrollTopOf,
  type Viewport,
  visibleRows,
} from '@/components/run/log/scroll/scroll-math'

const ROW = 20
const even = (count: number, height = 600): Viewport => ({
  count,
  height,
  heightOf: () => ROW,
  averageHeight: ROW,
})
/** Rows of one to five lines. */
const uneven = (count: number): Viewport => ({
  count,
  height: 600,
  heightOf: (row) => ROW * (1 + (row % 5)),
  averageHeight: 3 * ROW,
})
const pixels = (viewport: Viewport, { row, offset }: ScrollPosition) => {
  let sum = offset
  for (let at = 0; at < row; at += 1) sum += viewport.heightOf(at)
  return sum
}

describe('the scroll position in a log', () => {
  it('moves by pixels over rows of any height, and stops at both ends', () => {
    const viewport = uneven(200)
    const most = pixels(viewport, endPosition(viewport))
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4000, max: 4000 })), (steps) => {
        let position = START
        let at = 0
        for (const step of steps) {
          position = moveBy(viewport, position, step)
          at = Math.min(most, Math.max(0, at + step))
          expect(pixels(viewport, position)).toBe(at)
          expect(position.offset).toBeLessThan(viewport.heightOf(position.row))
        }
      }),
    )
  })

  it('equals the scroll bar value in a log that fits into an element', () => {
    const viewport = even(100_000)
    for (const top of [0, 1, 19, 20, 12_345, 1_999_400])
      expect(pixels(viewport, positionAt(viewport, top))).toBe(top)
    expect(scrollTopOf(viewport, { row: 617, offset: 5 })).toBe(12_345)
    expect(scaleOf(viewport)).toBe(1)
  })

  it('reaches every line of ten million, although no element is as high', () => {
    const viewport = even(10_000_000)
    expect(scrollHeightOf(viewport)).toBeLessThan(16_000_000)
    for (const row of [0, 1, 4_999_999, 9_999_000]) {
      const back = positionAt(viewport, scrollTopOf(viewport, { row, offset: 0 }))
      expect(Math.abs(back.row - row), `${row}`).toBeLessThanOrEqual(1)
    }
    expect(positionAt(viewport, scrollHeightOf(viewport) - viewport.height)).toEqual(endPosition(viewport))
    expect(moveBy(viewport, { row: 5_000_000, offset: 0 }, 100)).toEqual({ row: 5_000_005, offset: 0 })
  })

  it('ends with the last rows at the bottom, and shows a short log completely', () => {
    expect(endPosition(even(100))).toEqual({ row: 70, offset: 0 })
    expect(endPosition(even(3))).toEqual(START)
    expect(moveBy(even(3), START, 500)).toEqual(START)
    expect(endPosition(even(0))).toEqual(START)
  })

  it('fills the visible area with rows, and some more on either side', () => {
    const rows = visibleRows(even(1000), { row: 50, offset: 10 }, 3)
    expect(rows.at(0)).toEqual({ row: 47, top: -70 })
    expect(rows.at(-1)?.top).toBeGreaterThanOrEqual(600)
    expect(rows).toHaveLength(3 + 30 + 3)
  })
})
