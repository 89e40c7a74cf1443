import type { Metadata } from 'next'
import { ExplainPage } from '@/components/explain/explain-page'
import { Texts } from '@/components/text/texts'
import { requestLanguage, requestTheme } from '../cookies'
import { allMessages, messagesOf } from '../messages'

export async function generateMetadata(): Promise<Metadata> {
  return { title: allMessages(await requestLanguage()).explain.title }
}

export default async function Page() {
  const [language, theme] = await Promise.all([requestLanguage(), requestTheme()])
  return (
    <Texts
      language={language}
      messages={messagesOf(language, ['explain', 'home', 'wizard', 'run', 'signatures'])}
    >
      <ExplainPage theme={theme} />
    </Texts>
  )
}
