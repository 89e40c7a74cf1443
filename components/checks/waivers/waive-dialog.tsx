'use client'

import { useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { TextAreaField } from '@/components/ui/text-field'
import type { Finding } from '@/lib/checks/catalogue/index'
import type { HostDraft } from '@/lib/cluster/draft'
import { useFindingText } from '../finding-text'

export interface WaiverRequest {
  finding: Finding
  host: HostDraft
}

/** Asks for the reason to live with one failing check on one host. There is none without a reason. */
export function WaiveDialog({
  asked: { finding, host },
  /** What was said last time for the same check on another host. */
  suggestion,
  onWaive,
  onClose,
}: {
  asked: WaiverRequest
  suggestion: string
  onWaive: (reason: string) => void
  onClose: () => void
}) {
  const t = useTranslations('checkstep.waiver')
  const words = useFindingText()(finding)
  const field = useRef<HTMLTextAreaElement>(null)
  const [reason, setReason] = useState(suggestion)
  const [tried, setTried] = useState(false)
  const missing = tried && reason.trim() === ''
  function waive() {
    if (reason.trim() !== '') return onWaive(reason.trim())
    setTried(true)
    field.current?.focus()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      initialFocus={field}
      title={t('title', { check: words.title, host: host.name })}
      text={t('text')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="primary" onClick={waive}>
            {t('action')}
          </Button>
        </>
      }
    >
      <div className="mb-3 rounded-md border border-line bg-sunken px-2.5 py-2">{words.message}</div>
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
