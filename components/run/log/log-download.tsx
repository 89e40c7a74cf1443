'use client'

import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { downloadFile } from '@/components/review/download-file'
import { useTokenConfirmation } from '@/components/sessions/use-token-confirmation'
import { useFailureText } from '@/components/text/failure-text'
import { useLatestCallback } from '@/components/ui/hooks/use-latest-callback'
import { Confirm } from '@/components/ui/overlay/confirm'
import { toast } from '@/components/ui/overlay/toast'

const logName = (run: string) => `taskbox-${run}.log`

/** URL of a run's log as a file, redacted by default. */
const logHref = (run: string, secrets = false) =>
  `/api/runs/${run}/log?download=1${secrets ? '&secrets=1' : ''}`

/** Downloads the redacted log. */
export function useLogDownload(run: string): () => void {
  const failureText = useFailureText()
  return useLatestCallback(async () => {
    const failure = await downloadFile(logHref(run), logName(run))
    if (failure) toast('fail', failureText(failure).join(' '))
  })
}

/** Downloads the log without redaction, after a confirmation, since it contains the console's password. */
export function useUnredactedLogDownload(run: string): { confirm: () => void; dialog: ReactNode } {
  const t = useTranslations('review.downloads.secrets')
  const failureText = useFailureText()
  const [isOpen, setOpen] = useState(false)
  const [runConfirmed, confirming] = useTokenConfirmation((failure) => {
    if (failure) toast('fail', failureText(failure).join(' '))
  })
  const name = logName(run)
  const dialog = (
    <>
      <Confirm
        open={isOpen}
        title={t('title', { name })}
        text={t('text', { name })}
        action={t('action')}
        onCancel={() => setOpen(false)}
        onConfirm={() => {
          setOpen(false)
          void runConfirmed(() => downloadFile(logHref(run, true), name))
        }}
      />
      {confirming}
    </>
  )
  return { confirm: () => setOpen(true), dialog }
}
