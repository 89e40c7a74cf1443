import { describe, expect, it } from 'vitest'
import { createOutline, createTaker, goBack, type Outline, shownSpans } from '@/components/run/log/outline'
import { allRows, someRows } from '@/components/run/log/rows'

/** Two plays; lines are 0 play, 1 task, 2 ok a, 3 failed b (two lines), 5 task, 6 ok a, 7 play, 8 task, 9 ok b, 10 recap. */
function outline(): Outline {
  const made = createOutline()
  const take = createTaker(made)
  take({
    through: 6,
    banners: [
      { line: 0, kind: 'play' },
      { line: 1, kind: 'task' },
      { line: 5, kind: 'task' },
    ],
    hosts: ['a', 'b'],
    results: [2, 1, 0, 0, 1, 2, 1, 3],
  })
  take({
    through: 12,
    banners: [
      { line: 7, kind: 'play' },
      { line: 8, kind: 'task' },
      { line: 10, kind: 'end' },
    ],
    hosts: [],
    results: [6, 1, 0, 0, 3, 1, 1, 0],
  })
  return made
}
const nothing = { host: undefined, status: undefined, folded: new Set<number>() }

describe('the lines that are shown', () => {
  it('are all where nothing was chosen', () => {
    expect(shownSpans(outline(), nothing, 12)).toEqual([[0, 12]])
  })

  it("are a host's, each below its play and task, with all lines of its answers", () => {
    const spans = shownSpans(outline(), { ...nothing, host: 'b' }, 12)
    expect(spans.flatMap(([from, to]) => Array.from({ length: to - from }, (_, at) => from + at))).toEqual([
      0, 1, 3, 4, 7, 8, 9,
    ])
  })

  it('are those with a status, or with both', () => {
    expect(shownSpans(outline(), { ...nothing, status: 'failed' }, 12)).toEqual([
      [0, 1],
      [1, 2],
      [3, 5],
    ])
    expect(shownSpans(outline(), { ...nothing, host: 'a', status: 'failed' }, 12)).toEqual([])
    expect(shownSpans(outline(), { ...nothing, host: 'nobody' }, 12)).toEqual([])
  })

  it('are without what is folded: a task up to the next, a play up to the next play', () => {
    expect(shownSpans(outline(), { ...nothing, folded: new Set([1]) }, 12)).toEqual([
      [0, 2],
      [5, 12],
    ])
    expect(shownSpans(outline(), { ...nothing, folded: new Set([0, 1, 8]) }, 12)).toEqual([
      [0, 1],
      [7, 9],
      [10, 12],
    ])
  })

  it('are the same when the end was read anew', () => {
    const again = outline()
    expect(goBack(again)).toBe(8)
    createTaker(again)({
      through: 12,
      banners: [
        { line: 8, kind: 'task' },
        { line: 10, kind: 'end' },
      ],
      hosts: ['b'],
      results: [9, 1, 0, 0],
    })
    expect(again).toEqual(outline())
  })
})

describe('the rows of the page', () => {
  it('lead to their lines and back', () => {
    const rows = someRows([
      [2, 4],
      [10, 13],
    ])
    expect(rows.count).toBe(5)
    expect([0, 1, 2, 3, 4].map(rows.lineAt)).toEqual([2, 3, 10, 11, 12])
    expect([2, 3, 5, 10, 12, 99, 0].map(rows.rowOf)).toEqual([0, 1, 2, 2, 4, 4, 0])
    expect([2, 5, 12, 13].map(rows.has)).toEqual([true, false, true, false])
    expect(someRows([]).has(0)).toBe(false)
    expect(allRows(3).rowOf(9)).toBe(2)
  })
})
