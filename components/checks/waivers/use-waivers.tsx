'use client'

import { type ReactNode, useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button/button'
import { announce } from '@/components/ui/feedback/live-region'
import { TextAreaField } from '@/components/ui/form/text-field'
import { Dialog } from '@/components/ui/overlay/dialog'
import { useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useUndoToast } from '@/components/wizard/draft/use-undo-toast'
import type { CheckId, Finding } from '@/lib/checks/catalogue/index'
import type { HostDraft, WaiverDraft } from '@/lib/cluster/draft/draft'
import { useCheckTitle, useFindingText } from '../finding-text'
import type { FindingActions } from '../panel/finding-view'
import { addWaiver, removeWaiver, waiveHosts } from './waivers'

export interface WaiverControls extends Pick<FindingActions, 'waive' | 'removeWaiver'> {
  /** Waives a check on several hosts with one reason. */
  waiveMany: (check: CheckId, hosts: readonly HostDraft[]) => void
  /** Dialog for the reason; undefined while closed. */
  dialog: ReactNode
}

interface WaiverRequest {
  check: CheckId
  hosts: readonly HostDraft[]
  /** What was found, if it is the same on all hosts. */
  finding?: Finding
}

/** Adds and removes waivers, with the dialog for the reason. */
export function useWaivers(): WaiverControls {
  const t = useTranslations('checks-step.waiver')
  const title = useCheckTitle()
  const { waivers } = useDraft()
  const set = useSetDraft()
  const undoToast = useUndoToast()
  const [request, setRequest] = useState<WaiverRequest>()

  function waive({ check, hosts }: WaiverRequest, reason: string) {
    const names = hosts.map(({ name }) => name)
    set('waivers', waiveHosts(waivers, check, names, reason))
    announce(t('announced', { check: title(check), count: names.length, host: names[0] ?? '' }))
    setRequest(undefined)
  }
  function remove(waiver: WaiverDraft) {
    set('waivers', removeWaiver(waivers, waiver))
    undoToast(t('removed', { check: title(waiver.check) }), (now) =>
      set('waivers', addWaiver(now.waivers, waiver)),
    )
  }
  const dialog = request && (
    <WaiveDialog
      request={request}
      suggestion={waivers.findLast(({ check }) => check === request.check)?.reason ?? ''}
      onWaive={(reason) => waive(request, reason)}
      onClose={() => setRequest(undefined)}
    />
  )
  return {
    waive: (finding, host) => setRequest({ check: finding.check, hosts: [host], finding }),
    waiveMany: (check, hosts) => setRequest({ check, hosts }),
    removeWaiver: remove,
    dialog,
  }
}

/** Dialog that waives a failed check on one or several hosts. A reason is required. */
function WaiveDialog({
  request: { check, hosts, finding },
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
  const title = useCheckTitle()
  const findingText = useFindingText()
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
      title={t('title', { check: title(check), count: hosts.length, host: hosts[0]?.name ?? '' })}
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
      {finding && (
        <div className="mb-3 rounded-md border border-line bg-sunken px-2.5 py-2">
          {findingText(finding).message}
        </div>
      )}
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
