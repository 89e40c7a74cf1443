import { requestLanguage, requestTheme } from '@/app/cookies'
import { messagesOf } from '@/app/messages'
import { Texts } from '@/components/text/texts'
import { PageTitle } from '@/components/ui/page-title'
import { WatchBody } from './watch-body'

/** A run for whoever has a link to watch it. */
export default async function WatchPage({ params }: { params: Promise<{ run: string }> }) {
  const [{ run }, language, theme] = await Promise.all([params, requestLanguage(), requestTheme()])
  const messages = messagesOf(language, [
    'access',
    'run',
    'wizard',
    'failures',
    'review',
    'signatures',
    'status',
  ])
  return (
    <Texts language={language} messages={messages}>
      <PageTitle />
      <WatchBody key={run} run={run} theme={theme} />
    </Texts>
  )
}
