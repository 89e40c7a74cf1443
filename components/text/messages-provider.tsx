'use client'

import type { ReactNode } from 'react'
import { type AbstractIntlMessages, IntlProvider } from 'use-intl'
import type { Language } from '@/lib/messages/languages'

/** The texts that everything below speaks with. A nested one replaces those of the outer one. */
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

/** Times are rendered in the browser only, after the data came; so its zone and the server's cannot clash. */
function browserTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}
