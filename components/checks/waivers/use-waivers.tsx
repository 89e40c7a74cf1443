'use client'

import { type ReactNode, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button/button'
import { announce } from '@/components/ui/feedback/live-region'
import { TextAreaField } from '@/components/ui/form/text-field'
import { Dialog } from '@/components/ui/overlay/dialog'
import { useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import type { Finding } from '@/lib/checks/catalogue/index'
import type { HostDraft, WaiverDraft } from '@/lib/cluster/draft/draft'
import { useCheckTitle, useFindingText } from '../finding-text'
import type { FindingActions } from '../panel/finding-view'
import { addWaiver, removeWaiver } from './waivers'

export interface WaiverControls extends Pick<FindingActions, 'waive' | 'removeWaiver'> {
  /** Dialog for the reason; undefined while closed. */
  dialog: ReactNode
}

interface WaiverRequest {
  finding: Finding
  host: HostDraft
}

/** Adds and removes waivers, with the dialog for the reason. */
export function useWaivers(): WaiverControls {
  const t = useTranslations('checks-step.waiver')
  const title = useCheckTitle()
  const { waivers } = useDraft()
  const set = useSetDraft()
  const [request, setRequest] = useState<WaiverRequest>()

  function waive({ finding, host }: WaiverRequest, reason: string) {
    set('waivers', addWaiver(waivers, { check: finding.check, host: host.name, reason }))
    announce(t('announced', { check: title(finding.check), host: host.name }))
    setRequest(undefined)
  }
  function remove(waiver: WaiverDraft) {
    set('waivers', removeWaiver(waivers, waiver))
    announce(t('removed', { check: title(waiver.check) }))
  }
  const dialog = request && (
    <WaiveDialog
      request={request}
      suggestion={waivers.findLast(({ check }) => check === request.finding.check)?.reason ?? ''}
      onWaive={(reason) => waive(request, reason)}
      onClose={() => setRequest(undefined)}
    />
  )
  return { waive: (finding, host) => setRequest({ finding, host }), removeWaiver: remove, dialog }
}

/** Dialog that waives one failed check on one host. A reason is required. */
function WaiveDialog({
  request: { finding, host },
  suggestion,
  onWaive,
  onClose,
}: {
  request: WaiverRequest
  /** The reason last given for this check on another host. */
  suggestion: string
  onWaive: (reason: string) => void
  onClose: () => void
}) {
  const t = useTranslations('checks-step.waiver')
  const text = useFindingText()(finding)
  const field = useRef<HTMLTextAreaElement>(null)
  const [reason, setReason] = useState(suggestion)
  const [submitted, setSubmitted] = useState(false)
  const missing = submitted && reason.trim() === ''
  function waive() {
    if (reason.trim() !== '') return onWaive(reason.trim())
    setSubmitted(true)
    field.current?.focus()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      initialFocus={field}
      title={t('title', { check: text.title, host: host.name })}
      text={t('text')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" onClick={waive}>
            {t('action')}
          </Button>
        </>
      }
    >
      <div className="mb-3 rounded-md border border-line bg-sunken px-2.5 py-2">{text.message}</div>
      <TextAreaField
        ref={field}
        label={t('reason')}
        rows={3}
        value={reason}
        onChange={setReason}
        hint={t('reasonHint')}
        note={missing ? { severity: 'error', text: t('reasonMissing') } : undefined}
      />
    </Dialog>
  )
}
