import type { ReactNode } from 'react'
import { requestLanguage, requestTheme } from '@/app/cookies'
import { CLUSTER_AREAS, messagesOf } from '@/app/messages'
import { Texts } from '@/components/text/texts'
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
    <Texts language={language} messages={messagesOf(language, CLUSTER_AREAS)}>
      <Wizard key={id} id={id} theme={theme}>
        {children}
      </Wizard>
    </Texts>
  )
}
