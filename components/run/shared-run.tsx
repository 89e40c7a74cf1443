'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { ConnectionBadge } from '@/components/app-shell/connection-badge'
import { Preferences } from '@/components/app-shell/preferences'
import type { Theme } from '@/components/app-shell/theme'
import { FailureNotice } from '@/components/text/failure-text'
import { Skeleton } from '@/components/ui/feedback/skeleton'
import type { RunView } from '@/lib/contract/run'
import { HostsProgress } from './hosts-progress'
import { RunHeader } from './install/run-header'
import { useDocumentTitle } from './install/use-document-title'
import type { JumpTarget } from './log/scroll/use-jump-to-line'
import { PlaysAndLog } from './plays-and-log'
import { AnswerList } from './prompt/answer-list'
import { RunPrompt } from './prompt/run-prompt'
import { QuietNotice } from './quiet-notice'
import type { RunSubscription } from './run-subscription'
import { useRunSubscription, useRunView } from './use-run-subscription'

/** A run as the viewer of a share link sees it, without any actions. */
export function SharedRun({ run, theme }: { run: string; theme: Theme }) {
  const t = useTranslations('access.share')
  const subscription = useRunSubscription(run, { log: true })
  const { view, failure } = useRunView(subscription)
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="sticky top-0 z-10 flex h-(--header-height) items-center gap-4 border-b border-line bg-surface px-3 sm:px-4">
        <span className="font-semibold">Taskbox</span>
        <div className="ml-auto flex items-center gap-4">
          <ConnectionBadge />
          <Preferences theme={theme} />
        </div>
      </header>
      <main className="flex w-full flex-col gap-4 px-4 py-6 sm:px-6">
        <h1 className="text-xl font-semibold">{view?.clusterName || t('heading')}</h1>
        {failure && <FailureNotice failure={failure} />}
        {view ? (
          <SharedRunContent subscription={subscription} view={view} />
        ) : (
          !failure && <Skeleton className="h-96 w-full" />
        )}
      </main>
    </div>
  )
}

function SharedRunContent({ subscription, view }: { subscription: RunSubscription; view: RunView }) {
  const t = useTranslations('run')
  const [target, setTarget] = useState<JumpTarget>()
  const onLine = (line: number) => setTarget({ line })
  useDocumentTitle(view)
  return (
    <>
      <RunPrompt view={view} viewer />
      <RunHeader view={view} receivedAt={subscription.receivedAt} />
      <QuietNotice view={view} receivedAt={subscription.receivedAt} />
      <AnswerList answers={view.answers} />
      <section aria-label={t('hosts.title')}>
        <HostsProgress view={view} />
      </section>
      <PlaysAndLog
        subscription={subscription}
        view={view}
        target={target}
        onLine={onLine}
        viewer
        className="lg:h-[max(26rem,calc(100dvh-20rem))]"
      />
    </>
  )
}
