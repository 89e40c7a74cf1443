import { expect, it } from 'vitest'
import { lineProblem, MAX_LINE_BYTES } from '@/lib/run/input-line'

it('a line of printable text can be typed, up to the length of the terminal buffer in bytes', () => {
  for (const line of ['', 'yes', ' two words ', '是', 'x'.repeat(MAX_LINE_BYTES)])
    expect(lineProblem(line)).toBeUndefined()
  expect(lineProblem('是'.repeat(MAX_LINE_BYTES / 3 + 1))).toBe('long')
})

it.each(['\u0003', 'a\tb', 'one\ntwo', '\u007f'])('a control character is not typed: %j', (line) => {
  expect(lineProblem(line)).toBe('control')
})
