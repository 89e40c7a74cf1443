import { Security } from '@/components/access/security'
import { Texts } from '@/components/text/texts'
import { PageTitle } from '@/components/ui/page-title'
import { requestLanguage, requestTheme } from '../cookies'
import { allMessages, messagesOf } from '../messages'

export default async function SecurityPage() {
  const [language, theme] = await Promise.all([requestLanguage(), requestTheme()])
  return (
    <Texts language={language} messages={messagesOf(language, ['access', 'wizard', 'failures'])}>
      <PageTitle text={allMessages(language).access.title} />
      <Security theme={theme} />
    </Texts>
  )
}
