import { describe, expect, it } from 'vitest'
import { lineSpans, plainText } from '@/components/run/log/styled-spans'

const RED = '\u001b[0;31m'
const GREEN = '\u001b[32m'
const END = '\u001b[0m'

describe('a line of the log', () => {
  it('is cut where its colours change', () => {
    expect(lineSpans(`${GREEN}master${END} : ${RED}failed=1${END}\r`, '')).toEqual([
      { text: 'master', look: 'text-ok' },
      { text: ' : ', look: '' },
      { text: 'failed=1', look: 'text-fail' },
    ])
  })

  it('goes on in the colour that the line before left', () => {
    expect(lineSpans(`more${END} done`, RED)).toEqual([
      { text: 'more', look: 'text-fail' },
      { text: ' done', look: '' },
    ])
  })

  it('shows of a line that rewrites itself what a terminal leaves, in its colour', () => {
    expect(lineSpans(`10 %\r${GREEN}20 %${END}`, '')).toEqual([{ text: '20 %', look: 'text-ok' }])
  })

  it('shows what is left of a longer text that a shorter one was written over', () => {
    expect(lineSpans('Downloading\rdone', '')).toEqual([{ text: 'doneloading', look: '' }])
  })

  it('never shows an escape code, whatever it is', () => {
    const odd = `\u001b]0;title\u0007a\u001b[2Kb\u001b[1;1Hc\u001b(Bd\u0008e`
    const shown = lineSpans(odd, '')
      .map(({ text }) => text)
      .join('')
    expect(shown).toBe(plainText(odd))
    expect([...shown].every((character) => character >= ' ')).toBe(true)
  })

  it('has the same text in colour as without', () => {
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
