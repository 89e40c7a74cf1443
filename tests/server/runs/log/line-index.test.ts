import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineIndex } from '@/server/runs/log/line-index'

describe('the line index', () => {
  it('finds any line and any offset, for any chunking of the log', () => {
    const text = Array.from({ length: 2000 }, (_, at) => `${'x'.repeat(at % 7)}\n`).join('')
    const bytes = Buffer.from(text)
    fc.assert(
      fc.property(
        fc.array(fc.nat(bytes.length)),
        fc.nat(2000),
        fc.nat(bytes.length),
        (sizes, line, offset) => {
          const index = new LineIndex()
          const offsets = [0, ...sizes.sort((a, b) => a - b), bytes.length]
          for (const [at, to] of offsets.slice(1).entries()) index.push(bytes.subarray(offsets[at], to))
          for (const position of [index.atOrBeforeLine(line), index.atOrBeforeOffset(offset)])
            expect(text.slice(0, position.offset).split('\n').length - 1).toBe(position.line)
          expect(index.atOrBeforeOffset(offset).offset).toBeLessThanOrEqual(offset)
          expect(line - index.atOrBeforeLine(line).line).toBeLessThan(256)
          expect(index.atOrBeforeLine(line).line).toBeLessThanOrEqual(line)
        },
      ),
    )
  })

  it('returns the last position for a line beyond the end', () => {
    const index = new LineIndex()
    index.push(Buffer.from('\n'.repeat(300)))
    expect(index.atOrBeforeLine(1_000_000)).toEqual({ line: 256, offset: 256 })
  })
})
