'use client'

import type { ReactNode } from 'react'
import { type AbstractIntlMessages, IntlProvider } from 'use-intl'
import type { Language } from '@/lib/messages/languages'

/** Provides the messages to all components below. A nested provider replaces the messages of the outer one. */
export function MessagesProvider({
  language,
  messages,
  children,
}: {
  language: Language
  messages: AbstractIntlMessages
  children: ReactNode
}) {
  return (
    <IntlProvider locale={language} messages={messages} timeZone={browserTimeZone()}>
      {children}
    </IntlProvider>
  )
}

/** Times are rendered in the browser only, after the data arrived, so a different zone of the server has no effect. */
function browserTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
