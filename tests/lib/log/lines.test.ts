import { describe, expect, it } from 'vitest'
import { createLineReader, stripAnsi } from '@/lib/log/lines'

function lines(...chunks: (string | Uint8Array)[]): string[] {
  const lines: string[] = []
  const reader = createLineReader((line) => lines.push(line))
  for (const chunk of chunks) reader.push(Buffer.from(chunk))
  reader.end()
  return lines
}

describe('a line', () => {
  it.each([
    ['ends at a newline', 'a\nb\n', ['a', 'b']],
    ['may end without one', 'a\nb', ['a', 'b']],
    ['may be empty', '\n\nx', ['', '', 'x']],
    ['has no trailing carriage returns', 'a\r\nb\r\r\n', ['a', 'b']],
    ['shows the last state of a progress bar', ' 10 %\r 55 %\r100 %\n', ['100 %']],
    ['shows the rest of a longer text that a shorter one overwrote', 'abcdef\rXY\n', ['XYcdef']],
    ['is erased to its end', 'abcdef\rXY\u001b[K\n', ['XY']],
    ['is erased completely', 'abcdef\u001b[2K\rXY\n', ['XY']],
    ['is erased to the cursor', 'abcdef\u001b[3D\u001b[1K\n', ['    ef']],
    ['follows the cursor', 'abc\u001b[2D_\u001b[C!\u001b[5G5\n', ['a_c!5']],
    ['is emptied by a cleared screen', 'Please wait ....\r\u001b[H\u001b[2J\u001b[3Jrunning\n', ['running']],
    ['is emptied by the clear of a console', 'Please wait ....\u001b[H\u001b[Jrunning\n', ['running']],
    ['follows backspaces', 'ab\b\bX\n', ['Xb']],
    ['has no colours', '\u001b[0;31mred\u001b[0m and \u001b[38;5;1mmore\u001b[m\n', ['red and more']],
    [
      'has no titles and other sequences',
      '\u001b]0;title\u0007a\u001b(Bb\u001b]8;;http://x\u001b\\c\u001b7\n',
      ['abc'],
    ],
    ['preserves wide characters', '中文😀\n', ['中文😀']],
  ])('%s', (_, text, expected) => {
    expect(lines(text)).toEqual(expected)
    expect(lines(...text)).toEqual(expected)
    expect(lines(...[...Buffer.from(text)].map((byte) => Uint8Array.of(byte)))).toEqual(expected)
  })
  it('is bounded although a progress bar rewrites it for hours', () => {
    const bar = Array.from({ length: 50_000 }, (_, n) => `\r${n} of 50000`)
    expect(lines(...bar, '\n')).toEqual(['49999 of 50000'])
  })
})

it('removes the colours from a text of several lines', () => {
  expect(stripAnsi('\u001b[1ma\u001b[0m\r\nb\n')).toBe('a\nb\n')
})
