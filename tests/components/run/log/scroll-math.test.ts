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
} from '@/components/run/log/scroll-math'

const ROW = 20
const even = (count: number, view = 600): Viewport => ({ count, view, heightOf: () => ROW, usual: ROW })
/** Rows of one to five lines. */
const uneven = (count: number): Viewport => ({
  count,
  view: 600,
  heightOf: (row) => ROW * (1 + (row % 5)),
  usual: 3 * ROW,
})
const pixels = (extent: Viewport, { row, px }: ScrollPosition) => {
  let sum = px
  for (let at = 0; at < row; at += 1) sum += extent.heightOf(at)
  return sum
}

describe('the place in a log', () => {
  it('moves by the pixels that were scrolled, over rows of any height, and stops at both ends', () => {
    const extent = uneven(200)
    const most = pixels(extent, endPosition(extent))
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4000, max: 4000 })), (steps) => {
        let place = START
        let at = 0
        for (const step of steps) {
          place = moveBy(extent, place, step)
          at = Math.min(most, Math.max(0, at + step))
          expect(pixels(extent, place)).toBe(at)
          expect(place.px).toBeLessThan(extent.heightOf(place.row))
        }
      }),
    )
  })

  it('is the scroll bar itself in a log that fits into an element', () => {
    const extent = even(100_000)
    for (const top of [0, 1, 19, 20, 12_345, 1_999_400])
      expect(pixels(extent, positionAt(extent, top))).toBe(top)
    expect(scrollTopOf(extent, { row: 617, px: 5 })).toBe(12_345)
    expect(scaleOf(extent)).toBe(1)
  })

  it('reaches every line of ten million, though no element is as high', () => {
    const extent = even(10_000_000)
    expect(scrollHeightOf(extent)).toBeLessThan(16_000_000)
    for (const row of [0, 1, 4_999_999, 9_999_000]) {
      const back = positionAt(extent, scrollTopOf(extent, { row, px: 0 }))
      expect(Math.abs(back.row - row), `${row}`).toBeLessThanOrEqual(1)
    }
    expect(positionAt(extent, scrollHeightOf(extent) - extent.view)).toEqual(endPosition(extent))
    expect(moveBy(extent, { row: 5_000_000, px: 0 }, 100)).toEqual({ row: 5_000_005, px: 0 })
  })

  it('ends with the last rows filling what is in sight, and shows a short log whole', () => {
    expect(endPosition(even(100))).toEqual({ row: 70, px: 0 })
    expect(endPosition(even(3))).toEqual(START)
    expect(moveBy(even(3), START, 500)).toEqual(START)
    expect(endPosition(even(0))).toEqual(START)
  })

  it('fills what is in sight with rows and some more at either side', () => {
    const rows = visibleRows(even(1000), { row: 50, px: 10 }, 3)
    expect(rows.at(0)).toEqual({ row: 47, top: -70 })
    expect(rows.at(-1)?.top).toBeGreaterThanOrEqual(600)
    expect(rows).toHaveLength(3 + 30 + 3)
  })
})
