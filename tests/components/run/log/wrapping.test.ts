import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLogLines } from '@/components/run/log/log-lines'
import { plainText } from '@/components/run/log/spans'
import { breaks, unwrapped, wrapped } from '@/components/run/log/wrapping'

function linesOf(text: string) {
  const lines = createLogLines()
  lines.take(0, new TextEncoder().encode(text))
  return lines
}

describe('rows of a wrapped log', () => {
  it('hold all of every line once, in order', () => {
    const line = fc.string({ maxLength: 60, unit: fc.constantFrom('a', ' ', '中', 'é', '🙂', 'e\u0301') })
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 2, max: 20 }), (texts, columns) => {
        const lines = linesOf([...texts, 'last'].join('\n'))
        const rows = wrapped(lines, columns)
        const shown = new Map<number, string>()
        for (let row = 0; row < rows.count(); row += 1) {
          const { line: at, start, end } = rows.place(row)
          shown.set(at, (shown.get(at) ?? '') + plainText(lines.raw(at)).slice(start, end))
        }
        expect([...shown.values()]).toEqual([...texts, 'last'])
      }),
    )
  })

  it('begin where the line before ends, and lead from a line to its first row', () => {
    const rows = wrapped(linesOf('12345\n\n123456789\nx\n'), 4)
    expect(rows.count()).toBe(7)
    expect([0, 1, 2, 3].map(rows.rowOf)).toEqual([0, 2, 3, 6])
    expect(rows.place(5)).toEqual({ line: 2, start: 8, end: 9, last: true })
  })

  it('give a wide character two columns and never cut one', () => {
    expect(breaks('中文字', 4)).toEqual([0, 2])
    expect(breaks('a中文', 4)).toEqual([0, 2])
    expect(breaks('🙂🙂', 1)).toEqual([0, 2])
  })

  it('follow a last line that still grows', () => {
    const lines = linesOf('one\nPlease')
    const rows = wrapped(lines, 4)
    expect(rows.count()).toBe(3)
    lines.take(lines.offset, new TextEncoder().encode(' input\nx'))
    expect(rows.count()).toBe(5)
  })
})

describe('a line with a note behind it', () => {
  it('keeps room for the note in its last row, or takes one more', () => {
    const lines = linesOf(`${'x'.repeat(10)}\n${'x'.repeat(20)}\n`)
    const noted = new Map([0, 1].map((line) => [line, true]))
    expect(wrapped(lines, 40, noted).count()).toBe(3)
    expect(wrapped(lines, 40, noted).place(2)).toEqual({ line: 1, start: 40, end: 20, last: true })
  })
})

describe('rows of a log that is not wrapped', () => {
  it('are its lines', () => {
    const rows = unwrapped(linesOf('a\nb\nc'))
    expect(rows.count()).toBe(3)
    expect(rows.place(2).line).toBe(2)
  })
})
