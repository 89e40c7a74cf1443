import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rowBreaks, rowStarts, visibleEnd } from '@/components/run/log/rows/line-text'

describe('a wrapped line', () => {
  it('is split between characters, and no row exceeds the width', () => {
    const line = fc.string({ maxLength: 60, unit: fc.constantFrom('a', ' ', '中', 'é', '🙂', 'e\u0301') })
    fc.assert(
      fc.property(line, fc.integer({ min: 2, max: 20 }), (text, columns) => {
        const starts = rowBreaks(text, columns)
        const rows = starts.map((start, at) => text.slice(start, starts[at + 1]))
        expect(rows.join('')).toBe(text)
        for (const row of rows) expect([...row.normalize('NFC')].length).toBeLessThanOrEqual(columns)
        // A row that starts or ends within a character would lose half of it here.
        for (const row of rows) expect(Buffer.from(row).toString()).toBe(row)
      }),
    )
  })

  it('gives a wide character two columns', () => {
    expect(rowBreaks('中文字', 4)).toEqual([0, 2])
    expect(rowBreaks('a中文', 4)).toEqual([0, 2])
    expect(rowBreaks('🙂🙂', 1)).toEqual([0, 2])
  })

  it('is laid out by its visible text, again for another width, and not at all without wrapping', () => {
    const line = { raw: `\u001b[31m${'x'.repeat(25)}\u001b[0m\r`, colours: '' }
    expect(rowStarts(line, 10)).toEqual([0, 10, 20])
    expect(rowStarts(line, 20)).toEqual([0, 20])
    expect(rowStarts(line, undefined)).toEqual([0])
    expect(rowStarts(undefined, 10)).toEqual([0])
  })

  it('shows the stars of a banner up to the edge only', () => {
    const banner = (name: string) => ({ raw: `TASK [${name}] ${'*'.repeat(60)}\r`, colours: '' })
    expect(rowStarts(banner('short'), 30)).toEqual([0])
    expect(visibleEnd(banner('short'), 30)).toBe(30)
    expect(rowStarts(banner('a name that is longer than it'), 20)).toEqual([0, 20])
    expect(visibleEnd(banner('a name that is longer than it'), 20)).toBe(40)
    expect(visibleEnd({ raw: 'ok: [a1] ***', colours: '' }, 5)).toBeUndefined()
    expect(visibleEnd(banner('short'), undefined)).toBeUndefined()
  })
})
