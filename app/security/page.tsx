import type { Metadata } from 'next'
import { Security } from '@/components/access/security'
import { Texts } from '@/components/text/texts'
import { requestLanguage, requestTheme } from '../cookies'
import { allMessages, messagesOf } from '../messages'

export async function generateMetadata(): Promise<Metadata> {
  return { title: allMessages(await requestLanguage()).access.title }
}

export default async function SecurityPage() {
  const [language, theme] = await Promise.all([requestLanguage(), requestTheme()])
  return (
    <Texts language={language} messages={messagesOf(language, ['access', 'wizard', 'failures'])}>
      <Security theme={theme} />
    </Texts>
  )
}
