'use client'

import { useFormatter, useTranslations } from 'use-intl'
import { RUN_STATUS } from '@/components/status/run-status'
import { StatusBadge } from '@/components/status/status-badge'
import type { RunSummary, RunView } from '@/lib/contract/run'
import { hasEnded } from '../plays'
import { ElapsedTime } from '../run-timing'
import { DesktopNotification } from './desktop-notification'
import { NoOutputNotice } from './no-output-notice'
import { RunArtifacts } from './run-artifacts'
import { RunHistory } from './run-history'
import { ShareButton } from './share-button'
import { SlowTask, TimeLeft } from './time-left'

/** The run at a glance: its state, how long it takes, what it is at; and the way to earlier runs. */
export function RunHeader({
  view,
  heardAt,
  runs,
}: {
  view: RunView
  heardAt: number
  /** The cluster's runs; left out for somebody who may only watch this one. */
  runs?: readonly RunSummary[]
}) {
  const t = useTranslations('run.header')
  const format = useFormatter()
  const started = format.dateTime(view.startedAt, { dateStyle: 'medium', timeStyle: 'medium' })
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <StatusBadge status={RUN_STATUS[view.state]} />
      <p>
        <span className="sr-only">{t('elapsed')} </span>
        <ElapsedTime view={view} heardAt={heardAt} />
      </p>
      <TimeLeft view={view} heardAt={heardAt} />
      <p className="text-sm text-muted">
        {t('started', { when: started, count: view.hostNames.length, release: view.release })}
      </p>
      {view.hostKeysUnchecked && <p className="text-sm text-warn">{t('hostKeysUnchecked')}</p>}
      <div className="ml-auto flex min-w-0 items-center gap-1 max-sm:-ml-2 max-sm:w-full max-sm:flex-wrap">
        <DesktopNotification view={view} />
        {runs && (
          <>
            <RunArtifacts view={view} />
            <ShareButton run={view.id} />
            <RunHistory runs={runs} chosen={view.id} step="install" />
          </>
        )}
      </div>
      <Activity view={view} heardAt={heardAt} />
    </div>
  )
}

/** What is being done right now. Its room is kept, so that nothing below it moves. */
function Activity({ view, heardAt }: { view: RunView; heardAt: number }) {
  const t = useTranslations('run.header')
  if (hasEnded(view.state)) return null
  const { plays, retrying, hosts } = view.progress
  const play = plays.at(-1)
  const task = retrying?.task ?? play?.tasks.at(-1)?.name
  const busy = view.state === 'preparing' || view.state === 'starting'
  return (
    <p className="h-5 w-full truncate text-base">
      {busy || !play ? (
        t(busy || view.state === 'waiting' ? view.state : 'between')
      ) : (
        <>
          <span className="text-muted">{play.name}</span>
          {task && <> · {task}</>}
          {retrying && (
            <span className="text-warn">
              {' · '}
              {t('retrying', { left: retrying.left, host: retrying.host || Object.keys(hosts).length })}
            </span>
          )}
          {view.state === 'running' && <SlowTask view={view} heardAt={heardAt} />}
          {view.state === 'running' && <NoOutputNotice view={view} heardAt={heardAt} />}
        </>
      )}
    </p>
  )
}
