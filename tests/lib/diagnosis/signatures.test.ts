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
  it('exists for every sample', () => {
    expect(SIGNATURES.map(({ id }) => id).sort()).toEqual(samples.map(({ id }) => id).sort())
  })
  it.each(samples)('$id matches its own sample and no other does', ({ id, sample }) => {
    expect(SIGNATURES.filter(({ pattern }) => pattern.test(sample)).map((found) => found.id)).toEqual([id])
  })
})

it.each(samples)('the sample of $id contains a keyword of its signature', ({ id, sample }) => {
  expect(hasKeyword(sample)).toBe(true)
  expect(findSignature(id)?.keywords.some((keyword) => sample.includes(keyword))).toBe(true)
})

it.each(SIGNATURES.map(({ id, keywords }) => ({ id, keywords })))(
  '$id does not backtrack in a long line of its own keywords',
  ({ keywords }) => {
    const line = keywords
      .join(' ')
      .repeat(Math.ceil(16_384 / keywords.join(' ').length))
      .slice(0, 16_384)
    for (const { pattern } of SIGNATURES) pattern.test(line)
  },
  5_000,
)

describe.each([
  ['en', en],
  ['zh-CN', chinese],
] as const)('the texts in %s', (locale, texts) => {
  it('contain cause and remedy of exactly the existing signatures', () => {
    expect(Object.keys(texts).sort()).toEqual(SIGNATURES.map(({ id }) => id).sort())
  })
  it.each(Object.entries(texts))('are valid messages for %s', (_, { cause, remedy }) => {
    const onError = (error: Error) => {
      throw error
    }
    const t = createTranslator({ locale, messages: { cause, remedy }, onError })
    expect(t('cause')).toBe(cause)
    expect(t('remedy')).toBe(remedy)
  })
})
