import { describe, expect, it } from 'vitest'
import { lineSpans, plainText } from '@/components/run/log/rows/styled-spans'

const RED = '\u001b[0;31m'
const GREEN = '\u001b[32m'
const END = '\u001b[0m'

describe('a line of the log', () => {
  it('is split where its colours change', () => {
    expect(lineSpans(`${GREEN}master${END} : ${RED}failed=1${END}\r`, '')).toEqual([
      { text: 'master', className: 'text-ok' },
      { text: ' : ', className: '' },
      { text: 'failed=1', className: 'text-fail' },
    ])
  })

  it('starts in the colour of the previous line', () => {
    expect(lineSpans(`more${END} done`, RED)).toEqual([
      { text: 'more', className: 'text-fail' },
      { text: ' done', className: '' },
    ])
  })

  it('shows the last text of a line that overwrites itself, with its colour', () => {
    expect(lineSpans(`10 %\r${GREEN}20 %${END}`, '')).toEqual([{ text: '20 %', className: 'text-ok' }])
  })

  it('shows the rest of a longer text that a shorter one overwrote', () => {
    expect(lineSpans('Downloading\rdone', '')).toEqual([{ text: 'doneloading', className: '' }])
  })

  it('never shows an escape sequence', () => {
    const odd = `\u001b]0;title\u0007a\u001b[2Kb\u001b[1;1Hc\u001b(Bd\u0008e`
    const spans = lineSpans(odd, '')
      .map(({ text }) => text)
      .join('')
    expect(spans).toBe(plainText(odd))
    expect([...spans].every((character) => character >= ' ')).toBe(true)
  })

  it('has the same text with and without colours', () => {
    for (const line of [
      `a\tb${RED}c\td${END}`,
      `${RED}x${END}\ty`,
      'no colour\tat all',
      `${RED}中文\t${END}x`,
    ])
      expect(
        lineSpans(line, '')
          .map(({ text }) => text)
          .join(''),
      ).toBe(plainText(line))
  })
})
