'use client'

import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { downloadFile } from '@/components/review/download-file'
import { useTokenConfirmation } from '@/components/sessions/use-token-confirmation'
import { useFailureText } from '@/components/text/failure-text'
import { Confirm } from '@/components/ui/confirm'
import { toast } from '@/components/ui/toast'
import { useLatestCallback } from '@/components/ui/use-latest-callback'

const logName = (run: string) => `taskbox-${run}.log`

/** Where a run's log is to be had as a file: with stars for its secrets unless asked otherwise. */
const logHref = (run: string, secrets = false) =>
  `/api/runs/${run}/log?download=1${secrets ? '&secrets=1' : ''}`

/** Keeps the log as a file, with stars for its secrets. */
export function useLogDownload(run: string): () => void {
  const words = useFailureText()
  return useLatestCallback(async () => {
    const failure = await downloadFile(logHref(run), logName(run))
    if (failure) toast('fail', words(failure).join(' '))
  })
}

/** Asks once before the log is kept byte for byte, as the installer wrote it: the console's password stands in it. */
export function useUnredactedLogDownload(run: string): { ask: () => void; dialog: ReactNode } {
  const t = useTranslations('review.downloads.secrets')
  const words = useFailureText()
  const [isOpen, setOpen] = useState(false)
  const [runConfirmed, confirming] = useTokenConfirmation((failure) => {
    if (failure) toast('fail', words(failure).join(' '))
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
  return { ask: () => setOpen(true), dialog }
}
