import { SecurityPage } from '@/components/sessions/security-page'
import { MessagesProvider } from '@/components/text/messages-provider'
import { PageTitle } from '@/components/ui/layout/page-title'
import { allMessages, messagesOf } from '../messages'
import { requestLanguage, requestTheme } from '../preferences'

export default async function Page() {
  const [language, theme] = await Promise.all([requestLanguage(), requestTheme()])
  return (
    <MessagesProvider language={language} messages={messagesOf(language, ['access', 'wizard', 'failures'])}>
      <PageTitle text={allMessages(language).access.title} />
      <SecurityPage theme={theme} />
    </MessagesProvider>
  )
}
