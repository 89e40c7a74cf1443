import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { MessagesProvider } from '@/components/text/messages-provider'
import { LiveRegion } from '@/components/ui/feedback/live-region'
import { FocusKeeper } from '@/components/ui/focus-keeper'
import { requestLanguage, requestTheme } from './preferences'
import './globals.css'
import { messagesOf } from './messages'

export const metadata: Metadata = {
  robots: { index: false, follow: false },
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f7f8fa' },
    { media: '(prefers-color-scheme: dark)', color: '#0d0f12' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [language, theme] = await Promise.all([requestLanguage(), requestTheme()])
  return (
    <html lang={language} data-theme={theme} suppressHydrationWarning>
      <body>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <MessagesProvider
          language={language}
          messages={messagesOf(language, ['home', 'wizard', 'failures', 'problems', 'status'])}
        >
          <div id="app">{children}</div>
          <LiveRegion />
          <FocusKeeper />
        </MessagesProvider>
      </body>
    </html>
  )
}
