'use client'

import { Undo2 } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { StatusBadge } from '@/components/ui/status-badge'
import { useFocusField } from '@/components/wizard/focus-field'
import type { Finding } from '@/lib/checks/catalogue'
import type { HostDraft, WaiverDraft } from '@/lib/cluster/draft'
import { CELL_TONES, useFindingWords } from './check-words'
import { fixOf } from './fixes'

export interface WaiverActions {
  waive: (finding: Finding, host: HostDraft) => void
  takeBack: (waiver: WaiverDraft) => void
}

/** One finding: what was found, why it matters, what to do; and for a failure the way to live with it. */
export function FindingView({
  id,
  finding,
  host,
  waiver,
  actions,
}: {
  id: string
  finding: Finding
  host: HostDraft
  waiver: WaiverDraft | undefined
  actions: WaiverActions
}) {
  const t = useTranslations('checkstep')
  const words = useFindingWords()(finding)
  const state = finding.status === 'fail' && waiver ? 'waived' : finding.status
  return (
    <li
      id={id}
      tabIndex={-1}
      className="flex flex-col gap-x-4 gap-y-2 py-3 outline-none focus-visible:outline-2 sm:flex-row"
    >
      <div className="flex shrink-0 flex-wrap items-baseline gap-x-3 sm:w-44 sm:flex-col sm:gap-y-0.5">
        <p className="font-medium">{words.title}</p>
        <StatusBadge tone={CELL_TONES[state]} plain>
          {t(`states.${state}`)}
        </StatusBadge>
      </div>
      <div className="flex max-w-2xl min-w-0 flex-1 flex-col gap-1.5">
        <div>{words.message}</div>
        {words.why && <div className="text-muted">{words.why}</div>}
        {words.remedy && <div>{words.remedy}</div>}
        {waiver && state === 'waived' && <WaiverNote waiver={waiver} onTakeBack={actions.takeBack} />}
        <Actions finding={finding} host={host} waivable={state === 'fail'} onWaive={actions.waive} />
      </div>
    </li>
  )
}

function WaiverNote({
  waiver,
  onTakeBack,
}: {
  waiver: WaiverDraft
  onTakeBack: (waiver: WaiverDraft) => void
}) {
  const t = useTranslations('checkstep.waiver')
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md border border-warn/25 bg-warn-soft py-1 pr-1 pl-2.5">
      <p className="min-w-0 flex-1 basis-48 break-words">
        <span className="font-medium">{t(waiver.host ? 'given' : 'givenAll')}</span>{' '}
        {waiver.reason.trim() || t('noReason')}
      </p>
      <Button size="small" look="quiet" icon={Undo2} onClick={() => onTakeBack(waiver)}>
        {t('takeBack')}
      </Button>
    </div>
  )
}

function Actions({
  finding,
  host,
  waivable,
  onWaive,
}: {
  finding: Finding
  host: HostDraft
  waivable: boolean
  onWaive: WaiverActions['waive']
}) {
  const t = useTranslations('checkstep')
  const focusField = useFocusField()
  const title = useFindingWords()(finding).title
  const fix = finding.status === 'pass' ? undefined : fixOf(finding.check, host.id)
  if (!fix && !waivable) return null
  return (
    <div className="mt-0.5 flex flex-wrap gap-2">
      {waivable && (
        <Button
          size="small"
          aria-label={t('waiver.waiveNamed', { check: title, host: host.name })}
          onClick={() => onWaive(finding, host)}
        >
          {t('waiver.waive')}
        </Button>
      )}
      {fix && (
        <Button size="small" look="quiet" onClick={() => focusField(fix.step, fix.key)}>
          {t('toField')}
        </Button>
      )}
    </div>
  )
}
