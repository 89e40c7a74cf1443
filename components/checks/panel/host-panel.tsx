'use client'

import { RotateCw } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { FactsText } from '@/components/connection-test/facts-text'
import { type RequestError, request } from '@/components/socket/request'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { CodeView } from '@/components/ui/code-view'
import { Skeleton } from '@/components/ui/feedback/skeleton'
import { Tabs } from '@/components/ui/layout/tabs'
import { Dialog } from '@/components/ui/overlay/dialog'
import { useWizard } from '@/components/wizard/wizard-context'
import type { CheckId } from '@/lib/checks/catalogue/index'
import type { WaiverDraft } from '@/lib/cluster/draft/draft'
import type { ResponsePayload } from '@/lib/contract/socket'
import type { HostRow } from '../grid/matrix'
import { HostCheckStatus } from '../host-check-status'
import { TimeAgo } from '../run/time-ago'
import type { FindingActions } from './finding-view'
import { HostFindings } from './host-findings'
import { findingSelector } from './selection'

/** Details of a host: its findings and the output of its probe. */
export function HostPanel({
  row,
  check,
  waivers,
  actions,
  onRerun,
  onClose,
  children,
}: {
  row: HostRow
  /** The check to scroll to. */
  check: CheckId | undefined
  waivers: readonly WaiverDraft[]
  actions: FindingActions
  /** Undefined during a run. */
  onRerun: (() => void) | undefined
  onClose: () => void
  /** A dialog on top of this one. */
  children: ReactNode
}) {
  const t = useTranslations('checks-step')
  const [tab, setTab] = useState<'findings' | 'output'>('findings')
  const { host, results } = row
  useScrollToCheck(host.id, check)
  return (
    <Dialog
      open
      onClose={onClose}
      shape="wideSide"
      title={host.name}
      text={
        <span className="flex flex-wrap items-baseline gap-x-3">
          <span className="font-mono text-sm">{host.address}</span>
          {results && <span>{t.rich('checked', { age: () => <TimeAgo at={results.at} /> })}</span>}
        </span>
      }
      footer={
        <Button icon={RotateCw} disabled={!onRerun} onClick={() => onRerun?.()}>
          {t('rerunHost', { host: host.name })}
        </Button>
      }
    >
      <div className="mb-3">
        <HostCheckStatus row={row} />
      </div>
      <Tabs
        label={t('panel.tabs')}
        value={tab}
        onChange={setTab}
        tabs={[
          {
            value: 'findings',
            label: t('panel.findings'),
            panel: <HostFindings row={row} waivers={waivers} actions={actions} />,
          },
          {
            value: 'output',
            label: t('panel.output'),
            panel: <HostOutput host={host.id} at={results?.at ?? 0} />,
          },
        ]}
      />
      {children}
    </Dialog>
  )
}

/** Scrolls to a check after the panel has rendered. */
function useScrollToCheck(host: string, check: CheckId | undefined): void {
  useEffect(() => {
    if (!check) return
    const frame = requestAnimationFrame(() => {
      const element = document.querySelector<HTMLElement>(findingSelector(host, check))
      element?.scrollIntoView({ block: 'start' })
      element?.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(frame)
  }, [host, check])
}

type OutputState = ResponsePayload<'checks.output'> | RequestError | undefined

/** Output of the last probe of a host, by item. Loaded on demand. */
function HostOutput({ host, at }: { host: string; at: number }) {
  const t = useTranslations('checks-step.panel')
  const loaded = useHostOutput(host, at)
  if (!loaded) return <Skeleton className="h-40 w-full" />
  if ('kind' in loaded) return <FailureNotice failure={loaded} title={t('notLoaded')} />
  if (loaded.sections.length === 0) return <p className="text-muted">{t('noOutput')}</p>
  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted">{t.rich('outputNote', { age: () => <TimeAgo at={loaded.at} /> })}</p>
      {loaded.facts && <FactsText facts={loaded.facts} />}
      {loaded.sections.map(({ name, text, truncated }) => (
        <section key={name}>
          <h3 className="mb-1 font-mono text-sm font-medium">{name}</h3>
          <CodeView label={name} lines={text || t('empty')} className="max-h-56" />
          {truncated && <p className="mt-1 text-sm text-muted">{t('truncated')}</p>}
        </section>
      ))}
    </div>
  )
}

function useHostOutput(host: string, at: number): OutputState {
  const { id } = useWizard()
  const [loaded, setLoaded] = useState<OutputState>()
  useEffect(() => {
    let cancelled = false
    // `at` changes with each run, which reloads the output.
    request('checks.output', { id, host }).then((response) => {
      if (!cancelled && at >= 0) setLoaded(response.ok ? response.value : response.failure)
    })
    return () => {
      cancelled = true
    }
  }, [id, host, at])
  return loaded
}
