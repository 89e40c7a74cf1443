'use client'

import { Eye } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { RunBadge, useRunTitle } from '@/components/status/run-badge'
import { useReleaseName } from '@/components/text/product-texts'
import { Button } from '@/components/ui/button/button'
import { SelectField } from '@/components/ui/form/select-field'
import { useWizard } from '@/components/wizard/wizard-context'
import type { RunSummary, RunView } from '@/lib/contract/run'
import { stepHref } from '@/lib/steps/steps'
import { currentTask, hasEnded } from '../plays'
import { ElapsedTime, SlowTask, TimeLeft } from '../run-timing'
import { CommandsButton, SupportButton } from '../support/support-buttons'
import { DesktopNotification } from './desktop-notification'
import { RunArtifacts } from './run-artifacts'

const ShareLinksDialog = dynamic(
  () => import('@/components/sessions/share-links-dialog').then((module) => module.ShareLinksDialog),
  { ssr: false },
)

/** The state, duration and current task of a run, and the list of earlier runs. */
export function RunHeader({
  view,
  receivedAt,
  runs,
}: {
  view: RunView
  receivedAt: number
  /** The cluster's runs; undefined for a viewer of a shared run. */
  runs?: readonly RunSummary[]
}) {
  const t = useTranslations('run.header')
  const format = useFormatter()
  const release = useReleaseName()(view.installer, view.release)
  const started = format.dateTime(view.startedAt, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <RunBadge run={view} />
      <p>
        <span className="sr-only">{t('elapsed')} </span>
        <ElapsedTime view={view} receivedAt={receivedAt} />
      </p>
      <TimeLeft view={view} receivedAt={receivedAt} />
      <p className="text-sm text-muted">
        {t('started', {
          when: started,
          count: view.hostNames.length,
          release: view.kubernetes ? t('release', { release, kubernetes: view.kubernetes }) : release,
        })}
      </p>
      {view.releaseReason && (
        <p className="text-sm text-warn">{t('releaseNamed', { reason: view.releaseReason })}</p>
      )}
      {view.hostKeysUnchecked && <p className="text-sm text-warn">{t('hostKeysUnchecked')}</p>}
      <div className="ml-auto flex min-w-0 items-center gap-1 max-sm:-ml-2 max-sm:w-full max-sm:flex-wrap">
        <DesktopNotification view={view} />
        <SupportButton run={view.id} viewer={runs === undefined} />
        {runs && (
          <>
            <CommandsButton view={view} />
            <RunArtifacts view={view} />
            <ShareButton run={view.id} />
            <RunHistory runs={runs} selected={view.id} />
          </>
        )}
      </div>
      <Activity view={view} receivedAt={receivedAt} />
    </div>
  )
}

/** Opens the dialog with the share links of a run. */
function ShareButton({ run }: { run: string }) {
  const t = useTranslations('access.share')
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button size="small" variant="quiet" icon={Eye} onClick={() => setOpen(true)}>
        {t('button')}
      </Button>
      {isOpen && <ShareLinksDialog run={run} onClose={() => setOpen(false)} />}
    </>
  )
}

/** The current task. Its height is reserved, so the layout does not shift. */
function Activity({ view, receivedAt }: { view: RunView; receivedAt: number }) {
  const t = useTranslations('run.header')
  const isBeforePlays = view.progress.plays.length === 0
  // The prompt below describes the state.
  if (hasEnded(view.state) || (view.state === 'waiting' && isBeforePlays)) return null
  const { retrying, hosts } = view.progress
  const current = currentTask(view)
  const { startupSeconds } = view
  return (
    <p className="h-5 w-full truncate text-base">
      {startupSeconds !== undefined ? (
        t('startup', { minutes: Math.floor(startupSeconds / 60) })
      ) : view.state === 'preparing' || view.state === 'starting' ? (
        t(view.state)
      ) : !current ? (
        t(view.verification ? 'verifying' : 'between')
      ) : (
        <>
          <span className="text-muted">{current.play}</span>
          {current.task && <> · {current.task}</>}
          {retrying && (
            <span className="text-warn">
              {' · '}
              {t('retrying', {
                left: retrying.retriesLeft,
                host: retrying.host || Object.keys(hosts).length,
              })}
            </span>
          )}
          {view.state === 'running' && <SlowTask view={view} receivedAt={receivedAt} />}
        </>
      )}
    </p>
  )
}

/** A select box with the runs of this cluster; hidden if there is only one. */
function RunHistory({ runs, selected }: { runs: readonly RunSummary[]; selected: string }) {
  const t = useTranslations('run.history')
  const title = useRunTitle()
  const format = useFormatter()
  const { id } = useWizard()
  const router = useRouter()
  if (runs.length < 2) return null
  const options = runs.map((run) => ({
    value: run.id,
    label: t('run', {
      when: format.dateTime(run.startedAt, { dateStyle: 'medium', timeStyle: 'short' }),
      state: title(run),
    }),
  }))
  return (
    <SelectField
      label={t('label')}
      hideLabel
      lines={0}
      className="w-72 max-w-full"
      value={selected}
      options={options}
      onChange={(run) => router.replace(`${stepHref(id, 'install')}?run=${run}`)}
    />
  )
}
