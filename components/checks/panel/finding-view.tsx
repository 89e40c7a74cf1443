'use client'

import { RotateCw, Undo2 } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { CHECK_STATUS } from '@/components/status/check-status'
import { StatusBadge } from '@/components/status/status-badge'
import { Button } from '@/components/ui/button/button'
import type { CheckId, Finding } from '@/lib/checks/catalogue/index'
import type { HostDraft, WaiverDraft } from '@/lib/cluster/draft/draft'
import { FixLink } from '../failures/fix-link'
import { useFindingText } from '../finding-text'
import { TimeAgo } from '../run/time-ago'

export interface FindingActions {
  waive: (finding: Finding, host: HostDraft) => void
  removeWaiver: (waiver: WaiverDraft) => void
  /** Runs one check on one host; undefined during a run. */
  rerun: ((check: CheckId, host: HostDraft) => void) | undefined
}

/** One finding with its message, explanation, remedy and actions. */
export function FindingView({
  id,
  finding,
  host,
  waiver,
  stale,
  rerunAt,
  actions,
}: {
  id: string
  finding: Finding
  host: HostDraft
  waiver: WaiverDraft | undefined
  /** The check's inputs have changed since. */
  stale: boolean
  /** Time of a later run of this check. */
  rerunAt: number | undefined
  actions: FindingActions
}) {
  const t = useTranslations('checks-step')
  const text = useFindingText()(finding)
  const state = finding.status === 'fail' && waiver ? 'waived' : finding.status
  return (
    <li
      id={id}
      tabIndex={-1}
      className="flex flex-col gap-1.5 py-3 outline-none focus-visible:outline-2 focus-visible:outline-offset-2"
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
        <h3 className="font-medium">{text.title}</h3>
        <StatusBadge status={CHECK_STATUS[state]} plain />
        {stale && <StatusBadge status={CHECK_STATUS.stale} plain />}
        {rerunAt !== undefined && (
          <span className="text-sm text-muted">
            {t.rich('rerunAge', { age: () => <TimeAgo at={rerunAt} /> })}
          </span>
        )}
      </div>
      <div>{text.message}</div>
      {text.why && <div className="text-muted">{text.why}</div>}
      {text.remedy && <div>{text.remedy}</div>}
      {waiver && state === 'waived' && <WaiverNote waiver={waiver} onRemove={actions.removeWaiver} />}
      <Actions finding={finding} host={host} waivable={state === 'fail'} actions={actions} />
    </li>
  )
}

function WaiverNote({ waiver, onRemove }: { waiver: WaiverDraft; onRemove: (waiver: WaiverDraft) => void }) {
  const t = useTranslations('checks-step.waiver')
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md border border-warn/25 bg-warn-soft py-1 pr-1 pl-2.5">
      <p className="min-w-0 flex-1 basis-48 break-words">
        <span className="font-medium">{t(waiver.host ? 'waived' : 'waivedAll')}</span>{' '}
        {waiver.reason.trim() || t('noReason')}
      </p>
      <Button size="small" variant="quiet" icon={Undo2} onClick={() => onRemove(waiver)}>
        {t('remove')}
      </Button>
    </div>
  )
}

function Actions({
  finding,
  host,
  waivable,
  actions,
}: {
  finding: Finding
  host: HostDraft
  waivable: boolean
  actions: FindingActions
}) {
  const t = useTranslations('checks-step')
  const names = { check: useFindingText()(finding).title, host: host.name }
  const { rerun } = actions
  return (
    <div className="mt-0.5 flex flex-wrap gap-2">
      {waivable && (
        <Button
          size="small"
          aria-label={t('waiver.waiveNamed', names)}
          onClick={() => actions.waive(finding, host)}
        >
          {t('waiver.waive')}
        </Button>
      )}
      <Button
        size="small"
        variant="quiet"
        icon={RotateCw}
        disabled={!rerun}
        aria-label={t('rerunOneNamed', names)}
        onClick={() => rerun?.(finding.check, host)}
      >
        {t('rerunOne')}
      </Button>
      <FixLink finding={finding} host={host} />
    </div>
  )
}
