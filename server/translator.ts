/** Texts outside the browser, in the language of the environment (LC_ALL, LC_MESSAGES, LANG). */
import { createTranslator } from 'use-intl/core'
import en from '@/lib/messages/en/index'
import { chooseLanguage, type Language } from '@/lib/messages/languages'
import zhCN from '@/lib/messages/zh-CN/index'

const messages = { en, 'zh-CN': zhCN }

export type Translate = (key: string, facts?: Record<string, string | number>) => string

export function translator(language: Language = environmentLanguage()): Translate {
  const t = createTranslator({ locale: language, messages: messages[language] })
  return (key, facts) => t(key as never, facts as never)
}

function environmentLanguage(): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env
  return chooseLanguage(LC_ALL || LC_MESSAGES || LANG)
}
