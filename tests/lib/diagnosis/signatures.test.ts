import { readFileSync } from 'node:fs'
import { createTranslator } from 'use-intl/core'
import { describe, expect, it } from 'vitest'
import { hasKeyword } from '@/lib/diagnosis/matches'
import { findSignature, SIGNATURES } from '@/lib/diagnosis/signatures'
import en from '@/lib/messages/en/signatures.json'
import chinese from '@/lib/messages/zh-CN/signatures.json'

const samples = readFileSync(new URL('../../fixtures/signatures.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((row) => {
    const [id = '', , sample = ''] = row.split('\t')
    return { id, sample }
  })

describe('a signature', () => {
  it('exists for every failure that is known', () => {
    expect(SIGNATURES.map(({ id }) => id)).toEqual(samples.map(({ id }) => id))
  })
  it.each(samples)('$id matches its own sample and no other does', ({ id, sample }) => {
    expect(SIGNATURES.filter(({ pattern }) => pattern.test(sample)).map((found) => found.id)).toEqual([id])
  })
})

it.each(samples)('the sample of $id holds a word that says it is worth a look', ({ id, sample }) => {
  expect(hasKeyword(sample)).toBe(true)
  expect(findSignature(id)?.words.some((word) => sample.includes(word))).toBe(true)
})

it.each(SIGNATURES.map(({ id, words }) => ({ id, words })))(
  '$id does not go back and forth in a long line of its own words',
  ({ words }) => {
    const line = words
      .join(' ')
      .repeat(Math.ceil(16_384 / words.join(' ').length))
      .slice(0, 16_384)
    for (const { pattern } of SIGNATURES) pattern.test(line)
  },
  5_000,
)

describe.each([
  ['en', en],
  ['zh-CN', chinese],
] as const)('the texts in %s', (locale, texts) => {
  it('tell cause and remedy of every signature and of nothing else', () => {
    expect(Object.keys(texts)).toEqual(SIGNATURES.map(({ id }) => id))
  })
  it.each(Object.entries(texts))('read well for %s', (_, { cause, remedy }) => {
    const onError = (error: Error) => {
      throw error
    }
    const t = createTranslator({ locale, messages: { cause, remedy }, onError })
    expect(t('cause')).toBe(cause)
    expect(t('remedy')).toBe(remedy)
  })
})
