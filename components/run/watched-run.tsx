'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Choices } from '@/components/frame/choices'
import { ConnectionBadge } from '@/components/frame/connection-badge'
import type { Theme } from '@/components/frame/theme'
import { FailureNotice } from '@/components/text/failure-text'
import { Skeleton } from '@/components/ui/skeleton'
import type { RunView } from '@/lib/contract/run'
import { HostStrip } from './host-strip'
import type { Jump } from './log/use-jump'
import { PhasesAndLog } from './phases-and-log'
import { RunHeader } from './run-header'
import type { RunWatch } from './run-watch'
import { usePageSign } from './use-page-sign'
import { useRunView, useRunWatch } from './use-run-watch'

/** One run for somebody who may only watch it: what happens, and nothing to press. */
export function WatchedRun({ run, theme }: { run: string; theme: Theme }) {
  const t = useTranslations('access.share')
  const watch = useRunWatch(run, { log: true })
  const { view, failure } = useRunView(watch)
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="sticky top-0 z-10 flex h-(--header-height) items-center gap-4 border-b border-line bg-surface px-3 sm:px-4">
        <span className="font-semibold">Taskbox</span>
        <div className="ml-auto flex items-center gap-4">
          <ConnectionBadge />
          <Choices theme={theme} />
        </div>
      </header>
      <main className="flex w-full flex-col gap-4 px-4 py-6 sm:px-6">
        <h1 className="text-xl font-semibold">{view?.clusterName || t('heading')}</h1>
        {failure && <FailureNotice failure={failure} />}
        {view ? <Watched watch={watch} view={view} /> : !failure && <Skeleton className="h-96 w-full" />}
      </main>
    </div>
  )
}

function Watched({ watch, view }: { watch: RunWatch; view: RunView }) {
  const t = useTranslations('run')
  const [wish, setWish] = useState<Jump>()
  const onLine = (line: number) => setWish({ line })
  usePageSign(view)
  return (
    <>
      <RunHeader view={view} heardAt={watch.heardAt} />
      <section aria-label={t('hosts.title')}>
        <HostStrip view={view} />
      </section>
      <PhasesAndLog
        watch={watch}
        view={view}
        wish={wish}
        onLine={onLine}
        viewer
        className="lg:h-[max(26rem,calc(100dvh-20rem))]"
      />
    </>
  )
}
