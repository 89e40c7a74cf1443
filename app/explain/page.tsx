import { ExplainPage } from '@/components/explain/explain-page'
import { Texts } from '@/components/text/texts'
import { PageTitle } from '@/components/ui/page-title'
import { requestLanguage, requestTheme } from '../cookies'
import { allMessages, messagesOf } from '../messages'

export default async function Page() {
  const [language, theme] = await Promise.all([requestLanguage(), requestTheme()])
  return (
    <Texts
      language={language}
      messages={messagesOf(language, ['explain', 'home', 'wizard', 'run', 'signatures', 'status'])}
    >
      <PageTitle text={allMessages(language).explain.title} />
      <ExplainPage theme={theme} />
    </Texts>
  )
}
