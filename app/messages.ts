import compile from 'icu-minify/compile'
import type { AbstractIntlMessages } from 'use-intl'
import en from '@/lib/messages/en'
import type { Language } from '@/lib/messages/languages'
import zhCN from '@/lib/messages/zh-CN'

const ALL = { en, 'zh-CN': zhCN } satisfies Record<Language, AbstractIntlMessages>
type Area = keyof typeof en

export const CLUSTER_AREAS = Object.keys(en) as Area[]

/** All texts in one language, not compiled. */
export function allMessages(language: Language) {
  return ALL[language]
}

const compiled = new Map<string, AbstractIntlMessages>()

/** The compiled texts of some areas in one language. Pages receive only the areas that they need. */
export function messagesOf(language: Language, areas: readonly Area[]): AbstractIntlMessages {
  return Object.fromEntries(areas.map((area) => [area, compiledArea(language, area)]))
}

function compiledArea(language: Language, area: Area): AbstractIntlMessages {
  const key = `${language} ${area}`
  const cached = compiled.get(key)
  if (cached) return cached
  const areaMessages = compileAll(ALL[language][area])
  compiled.set(key, areaMessages)
  return areaMessages
}

function compileAll(messages: object): AbstractIntlMessages {
  const entries = Object.entries(messages).map(([key, value]) => [
    key,
    typeof value === 'string' ? toPlainObject(compile(value)) : compileAll(value),
  ])
  return Object.fromEntries(entries)
}

/** React cannot serialize the compiler's objects, because they have no prototype. */
function toPlainObject(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toPlainObject)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toPlainObject(member)]))
}
