import { describe, expect, it } from 'vitest'
import {
  appendEntries,
  emptyOutline,
  type Outline,
  type OutlineUpdate,
  visibleRanges,
} from '@/components/run/log/cache/outline'
import { allRows, rowsOf } from '@/components/run/log/rows/rows'

const FIRST: OutlineUpdate = {
  at: 0,
  hosts: ['a', 'b'],
  line: [0, 1, 2, 3, 5],
  lines: [1, 1, 1, 2, 1],
  host: [-1, -1, 0, 1, -1],
  kind: ['play', 'task', 'ok', 'failed', 'task'],
}
const SECOND: OutlineUpdate = {
  at: 5,
  line: [6, 7, 8, 9, 10],
  lines: [1, 1, 1, 1, 1],
  host: [0, -1, -1, 1, -1],
  kind: ['ok', 'play', 'task', 'ok', 'end'],
}

/** Two plays; lines are 0 play, 1 task, 2 ok a, 3 failed b (two lines), 5 task, 6 ok a, 7 play, 8 task, 9 ok b, 10 recap. */
function outline(...updates: OutlineUpdate[]): Outline {
  let outlineSoFar: Outline | undefined = emptyOutline()
  for (const update of updates.length > 0 ? updates : [FIRST, SECOND])
    outlineSoFar = outlineSoFar && appendEntries(outlineSoFar, update)
  if (!outlineSoFar) throw new Error('a gap')
  return outlineSoFar
}
const nothing = { host: undefined, status: undefined, folded: new Set<number>() }

describe('the visible lines', () => {
  it('are all lines without a filter', () => {
    expect(visibleRanges(outline(), nothing, 12)).toEqual([[0, 12]])
  })

  it("are a host's results with all their lines, below their play and task", () => {
    const spans = visibleRanges(outline(), { ...nothing, host: 'b' }, 12)
    expect(spans.flatMap(([from, to]) => Array.from({ length: to - from }, (_, at) => from + at))).toEqual([
      0, 1, 3, 4, 7, 8, 9,
    ])
  })

  it('are the results with a status, or of a host with a status', () => {
    expect(visibleRanges(outline(), { ...nothing, status: 'failed' }, 12)).toEqual([
      [0, 1],
      [1, 2],
      [3, 5],
    ])
    expect(visibleRanges(outline(), { ...nothing, host: 'a', status: 'failed' }, 12)).toEqual([])
    expect(visibleRanges(outline(), { ...nothing, host: 'nobody' }, 12)).toEqual([])
  })

  it('exclude folded lines: a task up to the next task, a play up to the next play', () => {
    expect(visibleRanges(outline(), { ...nothing, folded: new Set([1]) }, 12)).toEqual([
      [0, 2],
      [5, 12],
    ])
    expect(visibleRanges(outline(), { ...nothing, folded: new Set([0, 1, 8]) }, 12)).toEqual([
      [0, 1],
      [7, 9],
      [10, 12],
    ])
  })

  it('end with the lines of the page, although the outline has more', () => {
    expect(visibleRanges(outline(), { ...nothing, host: 'b' }, 4)).toEqual([
      [0, 1],
      [1, 2],
      [3, 4],
    ])
    expect(visibleRanges(outline(), { ...nothing, folded: new Set([1]) }, 4)).toEqual([[0, 2]])
  })
})

describe('an outline', () => {
  it('is unchanged if entries are sent again, as after a lost connection', () => {
    expect(outline(FIRST, SECOND, SECOND)).toEqual(outline())
  })

  it('rejects entries after a gap', () => {
    expect(appendEntries(emptyOutline(), SECOND)).toBeUndefined()
  })
})

describe('the rows of the page', () => {
  it('map to their lines and back', () => {
    const rows = rowsOf([
      [2, 4],
      [10, 13],
    ])
    expect(rows.count).toBe(5)
    expect([0, 1, 2, 3, 4].map(rows.lineAt)).toEqual([2, 3, 10, 11, 12])
    expect([2, 3, 5, 10, 12, 99, 0].map(rows.rowOf)).toEqual([0, 1, 2, 2, 4, 4, 0])
    expect([2, 5, 12, 13].map(rows.has)).toEqual([true, false, true, false])
    expect(rowsOf([]).has(0)).toBe(false)
    expect(allRows(3).rowOf(9)).toBe(2)
  })
})
