import type { ReactNode } from 'react'
import { CLUSTER_AREAS, messagesOf } from '@/app/messages'
import { requestLanguage, requestTheme } from '@/app/preferences'
import { MessagesProvider } from '@/components/text/messages-provider'
import { Wizard } from '@/components/wizard/wizard'

export default async function ClusterLayout({
  params,
  children,
}: {
  params: Promise<{ id: string }>
  children: ReactNode
}) {
  const [{ id }, language, theme] = await Promise.all([params, requestLanguage(), requestTheme()])
  return (
    <MessagesProvider language={language} messages={messagesOf(language, CLUSTER_AREAS)}>
      <Wizard key={id} id={id} theme={theme}>
        {children}
      </Wizard>
    </MessagesProvider>
  )
}
