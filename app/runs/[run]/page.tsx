import { messagesOf } from '@/app/messages'
import { requestLanguage, requestTheme } from '@/app/preferences'
import { MessagesProvider } from '@/components/text/messages-provider'
import { PageTitle } from '@/components/ui/layout/page-title'
import { RunViewer } from './run-viewer'

/** A run, for viewers with a share link. */
export default async function RunViewerPage({ params }: { params: Promise<{ run: string }> }) {
  const [{ run }, language, theme] = await Promise.all([params, requestLanguage(), requestTheme()])
  const messages = messagesOf(language, [
    'access',
    'run',
    'installer',
    'wizard',
    'failures',
    'review',
    'signatures',
    'status',
    'verification',
  ])
  return (
    <MessagesProvider language={language} messages={messages}>
      <PageTitle />
      <RunViewer key={run} run={run} theme={theme} />
    </MessagesProvider>
  )
}
