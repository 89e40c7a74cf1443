import { readFileSync } from 'node:fs'
import { createTranslator } from 'use-intl/core'
import { describe, expect, it } from 'vitest'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { lineEvidence, matchEvidence } from '@/lib/diagnosis/evidence'
import { hasKeyword } from '@/lib/diagnosis/matches'
import { causesOf } from '@/lib/diagnosis/root-causes'
import { RUN_FINDINGS } from '@/lib/diagnosis/run-findings'
import { signatureTexts } from '@/lib/diagnosis/signature-texts'
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
    expect(SIGNATURES.map(({ id }) => id).sort()).toEqual([...new Set(samples.map(({ id }) => id))].sort())
  })
  it('names a check that exists', () => {
    const checks = SIGNATURES.flatMap(({ check }) => check ?? [])
    expect(checks.filter((check) => !CHECK_IDS.some((id) => id === check))).toEqual([])
  })
  it('has known failures as causes, and is not its own cause', () => {
    const reachable = (id: string, path: readonly string[]): string[] =>
      path.includes(id)
        ? [[...path, id].join(' > ')]
        : causesOf(id).flatMap((cause) => reachable(cause, [...path, id]))
    expect(SIGNATURES.flatMap(({ id }) => reachable(id, []))).toEqual([])
    expect(SIGNATURES.flatMap(({ id }) => causesOf(id)).filter((id) => !findSignature(id))).toEqual([])
  })
  it.each(samples)('$id matches its own sample and no other does: $sample', ({ id, sample }) => {
    const line = lineEvidence(sample)
    const found = SIGNATURES.filter((signature) => matchEvidence(signature, line)).map((known) => known.id)
    expect(found).toEqual([id])
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
    for (const { pattern, scope, also = [] } of SIGNATURES)
      for (const rule of [{ pattern, scope }, ...also]) {
        rule.pattern.test(line)
        for (const expression of [rule.scope?.unless, rule.scope?.command, rule.scope?.exceptCommand])
          expression?.test(line)
      }
  },
  5_000,
)

describe.each([
  ['en', en],
  ['zh-CN', chinese],
] as const)('the texts in %s', (locale, texts) => {
  it('contain cause and remedy of exactly the existing signatures', () => {
    const ids = [...SIGNATURES.map(({ id }) => id), ...RUN_FINDINGS]
    expect(Object.keys(texts).sort()).toEqual(ids.sort())
  })
  it.each(SIGNATURES.map((signature) => [signature.id, signature] as const))(
    'are valid messages for %s, and name its facts',
    (id, { pattern, facts }) => {
      const onError = (error: Error) => {
        throw error
      }
      const t = createTranslator({ locale, messages: { signatures: texts }, onError })
      const render = (key: string, values: Record<string, string>) =>
        t(`signatures.${key}` as never, values as never)
      const groups = [...pattern.source.matchAll(/\(\?<(\w+)>/g)].map(([, name = '']) => name)
      const named = Object.fromEntries(groups.map((name) => [name, `<${name}>`]))
      const general = `${render(`${id}.cause`, named)} ${render(`${id}.remedy`, named)}`
      for (const value of Object.values(named)) expect(general).toContain(value)
      expect(t.has(`signatures.${signatureTexts({ id, facts: named }).cause}` as never)).toBe(true)
      expect(general).not.toMatch(/[{}]/)
      expect(t.has(`signatures.${id}.withFacts` as never)).toBe(facts !== undefined)
      if (!facts) return
      const download = { url: 'https://x.example/a?b', server: 'x.example', setting: 'files_repo' }
      const located = `${render(`${id}.withFacts.cause`, download)} ${render(`${id}.withFacts.remedy`, download)}`
      expect(located).toContain('x.example')
      if (id !== 'reg-http') expect(located).toContain("curl -IL --max-time 20 'https://x.example/a?b'")
    },
  )
})
