'use client'

import { RotateCw } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Tabs } from '@/components/ui/tabs'
import type { CheckId } from '@/lib/checks/catalogue/index'
import type { WaiverDraft } from '@/lib/cluster/draft'
import type { HostRow } from '../grid/matrix'
import { HostCheckStatus } from '../host-check-status'
import { TimeAgo } from '../run/time-ago'
import { findingSelector } from './finding-id'
import type { FindingActions } from './finding-view'
import { HostFindings } from './host-findings'
import { HostOutput } from './host-output'

/** What stands behind a host: its findings, and what it answered, word for word. */
export function HostPanel({
  row,
  check,
  waivers,
  actions,
  onAgain,
  onClose,
  children,
}: {
  row: HostRow
  /** The check to begin at. */
  check: CheckId | undefined
  waivers: readonly WaiverDraft[]
  actions: FindingActions
  /** Undefined while checks run. */
  onAgain: (() => void) | undefined
  onClose: () => void
  /** A dialog above this one. */
  children: ReactNode
}) {
  const t = useTranslations('checkstep')
  const [tab, setTab] = useState<'findings' | 'answer'>('findings')
  const { host, verdicts } = row
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
          {verdicts && <span>{t.rich('checked', { age: () => <TimeAgo at={verdicts.at} /> })}</span>}
        </span>
      }
      footer={
        <Button icon={RotateCw} disabled={!onAgain} onClick={() => onAgain?.()}>
          {t('againHost', { host: host.name })}
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
            value: 'answer',
            label: t('panel.output'),
            panel: <HostOutput host={host.id} at={verdicts?.at ?? 0} />,
          },
        ]}
      />
      {children}
    </Dialog>
  )
}

/** Goes to the check that was asked for, once the panel stands. */
function useScrollToCheck(host: string, check: CheckId | undefined): void {
  useEffect(() => {
    if (!check) return
    const frame = requestAnimationFrame(() => {
      const place = document.querySelector<HTMLElement>(findingSelector(host, check))
      place?.scrollIntoView({ block: 'start' })
      place?.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(frame)
  }, [host, check])
}
