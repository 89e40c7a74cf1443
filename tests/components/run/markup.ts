import { createElement, type ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { IntlProvider } from 'use-intl'
import en from '@/lib/messages/en/index'
import zh from '@/lib/messages/zh-CN/index'

const LANGUAGES = { en, 'zh-CN': zh }

/** Renders components to HTML, without a browser. */
export function markup(content: ReactNode, locale: keyof typeof LANGUAGES = 'en'): string {
  const props = { locale, messages: LANGUAGES[locale], timeZone: 'UTC', children: content }
  return renderToStaticMarkup(createElement(IntlProvider, props))
}
