import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKeywordSearch } from '@/lib/diagnosis/keyword-search'

const naive = (keywords: readonly string[], text: string) =>
  new Set(keywords.filter((keyword) => text.includes(keyword)))

describe('a keyword search', () => {
  it('finds keywords that overlap, contain each other or start alike', () => {
    const keywords = ['dial tcp', 'tcp 10', 'dial', 'al', 'dial tcp 10.0']
    expect(createKeywordSearch(keywords).find('x dial tcp 10.0.0.1')).toEqual(new Set(keywords))
  })
  it('takes special characters literally', () => {
    const { test, find } = createKeywordSearch(['[ERROR Port', 'a.b', 'x | y'])
    expect([test('[ERROR Port-6443]'), test('axb'), test('x | y')]).toEqual([true, false, true])
    expect(find('a.b')).toEqual(new Set(['a.b']))
  })
  it('finds the same keywords as a search for each', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '.'), minLength: 1, maxLength: 4 })
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', ' '), maxLength: 30 })
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), text, (keywords, given) => {
        const search = createKeywordSearch(keywords)
        expect(search.find(given)).toEqual(naive(keywords, given))
        expect(search.test(given)).toBe(search.find(given).size > 0)
      }),
    )
  })
})
