import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPatch, createPatch } from '@/lib/contract/patch'
import { shareStructure } from '@/lib/structural-sharing'

const values = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 'a', 'b', '', 0, 1),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', 'length'), tie('any'), { maxKeys: 4 }),
  ),
})).any

const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('a patch', () => {
  it('turns any value into any other, also after serialization', () => {
    fc.assert(
      fc.property(values, values, (one, other) => {
        const previous = shareStructure(undefined, one)
        const next = shareStructure(previous, other)
        expect(next).toEqual(other)
        const patch = createPatch(previous, next)
        const arrived =
          patch === undefined ? previous : applyPatch(copy(previous), JSON.parse(JSON.stringify(patch)))
        expect(arrived).toEqual(other)
      }),
      { numRuns: 2_000 },
    )
  })

  it('is undefined without changes', () => {
    fc.assert(
      fc.property(values, (value) => {
        const previous = shareStructure(undefined, value)
        expect(shareStructure(previous, copy(value))).toBe(previous)
        expect(createPatch(previous, shareStructure(previous, copy(value)))).toBeUndefined()
      }),
    )
  })

  it('of a run of a thousand tasks contains only the changes, and shares the rest', () => {
    const task = (line: number) => ({
      name: `task ${line}`,
      line,
      ok: 3,
      changed: 0,
      skipped: 0,
      failed: 0,
      ignored: 0,
    })
    const tasks = Array.from({ length: 1000 }, (_, at) => task(at))
    const view = { state: 'running', progress: { plays: [{ name: 'all', line: 1, tasks }] } }
    const previous = shareStructure(undefined, view)
    const last = tasks[999]
    if (last) last.changed = 1
    tasks.push(task(1000))
    const next = shareStructure(previous, view)
    const patch = createPatch(previous, next)
    expect(JSON.stringify(patch).length).toBeLessThan(300)
    expect(next.progress.plays[0]?.tasks[998]).toBe(previous.progress.plays[0]?.tasks[998])
    expect(previous.progress.plays[0]?.tasks[999]?.changed, 'the previous view is unchanged').toBe(0)
    expect(applyPatch(previous, patch ?? ['=', 0])).toEqual(view)
  })

  it('omits undefined members, as JSON does', () => {
    const previous = shareStructure(undefined, { a: 1, b: 2 })
    const next = shareStructure(previous, { a: 1, b: undefined })
    expect(applyPatch(previous, createPatch(previous, next) ?? ['=', 0])).toStrictEqual({ a: 1 })
  })
})
