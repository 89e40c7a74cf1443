import { createTranslator } from 'use-intl/core'
import { describe, expect, it } from 'vitest'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { PROBLEM_CODES } from '@/lib/cluster/problem'
import { failure } from '@/lib/contract/failure'
import en from '@/lib/messages/en/index'
import zh from '@/lib/messages/zh-CN/index'
import { argumentsOf } from './icu'

/** Every text under its whole key, such as `problems.required.message`. */
function texts(tree: object, path = ''): Map<string, string> {
  const entries = Object.entries(tree).map(([key, value]): [string, unknown] => [`${path}${key}`, value])
  return new Map(
    entries.flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, value] as const] : [...texts(Object(value), `${key}.`)],
    ),
  )
}

const english = texts(en)
const chinese = texts(zh)
const both = [...english].map(([key, text]) => [key, text, chinese.get(key) ?? ''] as const)

const EXAMPLES = new Map<string, string | number | Date>([
  ['text', 'x'],
  ['select', 'other'],
  ['date', new Date(0)],
  ['time', new Date(0)],
])

/** Whether a text can be compiled and filled with values of the right kinds. */
function isRenderable(locale: string, text: string): boolean {
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)
  const t = createTranslator({ locale, messages: { text }, onError, timeZone: 'UTC' })
  const values = [...argumentsOf(text)].map(([name, kind]) => [name, EXAMPLES.get(kind) ?? 1])
  const tags = [...text.matchAll(/<(\w+)>/g)].map(([, tag]) => [tag, (inside: string) => inside])
  t.markup('text', Object.fromEntries([...values, ...tags]))
  return errors.length === 0
}

describe('the two languages', () => {
  it('have the same keys', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort())
  })

  it('have the same arguments in every text', () => {
    const differing = both.filter(([, text, other]) => {
      const names = (message: string) => [...argumentsOf(message).keys()].sort().join()
      return names(text) !== names(other)
    })
    expect(differing).toEqual([])
  })

  it.each([
    ['en', english],
    ['zh-CN', chinese],
  ])('can be rendered: %s', (locale, all) => {
    const invalid = [...all].filter(([, text]) => !isRenderable(locale, text))
    expect(invalid).toEqual([])
  })

  it('have no argument with the name of a tag, which would replace its value', () => {
    const tags = ['p', 'strong', 'code', 'pre']
    const hidden = both.filter(([, text]) => tags.some((tag) => argumentsOf(text).has(tag)))
    expect(hidden.map(([key]) => key)).toEqual([])
  })

  it('have no empty or untranslated text', () => {
    expect(both.filter(([, text, other]) => !text.trim() || !other.trim())).toEqual([])
    const han = /\p{Script=Han}/u
    // The only Chinese word in the English texts is the name of the other language.
    expect(both.filter(([, text]) => han.test(text.replaceAll('简体中文', ''))).map(([key]) => key)).toEqual(
      [],
    )
  })
})

describe('closed vocabularies', () => {
  it.each(PROBLEM_CODES)('have a text for the problem %s', (code) => {
    expect(english.has(`problems.${code}.message`)).toBe(true)
    expect(english.has(`problems.${code}.remedy`)).toBe(true)
  })

  it('have no text for an undefined problem', () => {
    expect(Object.keys(en.problems).sort()).toEqual([...PROBLEM_CODES].sort())
  })

  it.each(failure.shape.kind.options)('have a text for the failure %s', (kind) => {
    expect([...english.keys()].some((key) => key.startsWith(`failures.${kind}.`))).toBe(true)
  })

  it.each(CHECK_IDS)('have texts for the check %s', (check) => {
    expect([...english.keys()].some((key) => key.startsWith(`checks.${check}.`))).toBe(true)
  })
})
