import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSearch } from '@/lib/diagnosis/words'

const found = (words: string[], text: string) => {
  const bytes = Buffer.from(text)
  return createSearch(words)(bytes, 0, bytes.length)
}

it('finds what any search for the single words finds, overlapping ones too', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 5 })
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', '中'), maxLength: 30 })
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), text, (words, line) => {
      expect(found(words, line)).toBe(words.some((one) => line.includes(one)))
    }),
    { numRuns: 3000 },
  )
})
it('looks within its bounds only', () => {
  const bytes = Buffer.from('xx disk xx')
  expect(createSearch(['disk'])(bytes, 0, 6)).toBe(false)
  expect(createSearch(['disk'])(bytes, 4, 10)).toBe(false)
  expect(createSearch(['disk'])(bytes, 3, 7)).toBe(true)
})
