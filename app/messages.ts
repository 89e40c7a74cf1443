import compile from 'icu-minify/compile'
import type { AbstractIntlMessages } from 'use-intl'
import en from '@/lib/messages/en'
import type { Language } from '@/lib/messages/languages'
import zhCN from '@/lib/messages/zh-CN'

const ALL = { en, 'zh-CN': zhCN } satisfies Record<Language, AbstractIntlMessages>
type Area = keyof typeof en

/** Everything that a cluster's pages may say. */
export const CLUSTER_AREAS = Object.keys(en) as Area[]

/** All texts in one language. */
export function allMessages(language: Language) {
  return ALL[language]
}

const compiled = new Map<string, AbstractIntlMessages>()

/** The texts of some areas in one language, compiled. Only what a page needs is sent to it. */
export function messagesOf(language: Language, areas: readonly Area[]): AbstractIntlMessages {
  return Object.fromEntries(areas.map((area) => [area, compiledArea(language, area)]))
}

function compiledArea(language: Language, area: Area): AbstractIntlMessages {
  const key = `${language} ${area}`
  const known = compiled.get(key)
  if (known) return known
  const fresh = compileAll(ALL[language][area])
  compiled.set(key, fresh)
  return fresh
}

function compileAll(messages: object): AbstractIntlMessages {
  const entries = Object.entries(messages).map(([key, value]) => [
    key,
    typeof value === 'string' ? plain(compile(value)) : compileAll(value),
  ])
  return Object.fromEntries(entries)
}

/** The compiler's objects have no prototype, and such do not pass from server to browser. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]))
}
