import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endOf, startsOf } from '@/components/run/log/line-text'
import { breaks } from '@/components/run/log/wrapping'

describe('a wrapped line', () => {
  it('is cut between characters, never within one, and no row is wider than it may be', () => {
    const line = fc.string({ maxLength: 60, unit: fc.constantFrom('a', ' ', '中', 'é', '🙂', 'e\u0301') })
    fc.assert(
      fc.property(line, fc.integer({ min: 2, max: 20 }), (text, columns) => {
        const starts = breaks(text, columns)
        const rows = starts.map((start, at) => text.slice(start, starts[at + 1]))
        expect(rows.join('')).toBe(text)
        for (const row of rows) expect([...row.normalize('NFC')].length).toBeLessThanOrEqual(columns)
        // A row that began or ended within a character would lose half of it here.
        for (const row of rows) expect(Buffer.from(row).toString()).toBe(row)
      }),
    )
  })

  it('gives a wide character two columns', () => {
    expect(breaks('中文字', 4)).toEqual([0, 2])
    expect(breaks('a中文', 4)).toEqual([0, 2])
    expect(breaks('🙂🙂', 1)).toEqual([0, 2])
  })

  it('is laid out by what is read of it, anew for another width, and not at all where lines are not wrapped', () => {
    const line = { raw: `\u001b[31m${'x'.repeat(25)}\u001b[0m\r`, colours: '' }
    expect(startsOf(line, 10)).toEqual([0, 10, 20])
    expect(startsOf(line, 20)).toEqual([0, 20])
    expect(startsOf(line, undefined)).toEqual([0])
    expect(startsOf(undefined, 10)).toEqual([0])
  })

  it('of a task begins with its name, and the stars that fill it stop at the edge', () => {
    const banner = (name: string) => ({ raw: `TASK [${name}] ${'*'.repeat(60)}\r`, colours: '' })
    expect(startsOf(banner('short'), 30)).toEqual([0])
    expect(endOf(banner('short'), 30)).toBe(30)
    expect(startsOf(banner('a name that is longer than it'), 20)).toEqual([0, 20])
    expect(endOf(banner('a name that is longer than it'), 20)).toBe(40)
    expect(endOf({ raw: 'ok: [a1] ***', colours: '' }, 5)).toBeUndefined()
    expect(endOf(banner('short'), undefined)).toBeUndefined()
  })
})
