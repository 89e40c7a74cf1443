import type { AbstractIntlMessages } from 'use-intl'
import en from '@/lib/messages/en'
import type { Language } from '@/lib/messages/languages'
import zhCN from '@/lib/messages/zh-CN'

const ALL = { en, 'zh-CN': zhCN } satisfies Record<Language, AbstractIntlMessages>
type Area = keyof typeof en

/** All texts in one language. */
export function allMessages(language: Language) {
  return ALL[language]
}

/** The texts of some areas in one language. Only what a page needs is sent to it. */
export function messagesOf(language: Language, areas: readonly Area[]): AbstractIntlMessages {
  return Object.fromEntries(areas.map((area) => [area, ALL[language][area]]))
}

/** Everything that a cluster's pages may say. */
export const CLUSTER_AREAS = Object.keys(en) as Area[]
