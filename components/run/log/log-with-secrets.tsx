'use client'

import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useConfirmed } from '@/components/access/use-confirmed'
import { saveFile } from '@/components/review/save-file'
import { useFailureWords } from '@/components/text/failure-text'
import { Confirm } from '@/components/ui/confirm'
import { toast } from '@/components/ui/toast'
import { useLatest } from '@/components/ui/use-latest'

const logName = (run: string) => `taskbox-${run}.log`

/** Where a run's log is to be had as a file: with stars for its secrets unless asked otherwise. */
const logHref = (run: string, secrets = false) =>
  `/api/runs/${run}/log?download=1${secrets ? '&secrets=1' : ''}`

/** Keeps the log as a file, with stars for its secrets. */
export function useSaveLog(run: string): () => void {
  const words = useFailureWords()
  return useLatest(async () => {
    const failure = await saveFile(logHref(run), logName(run))
    if (failure) toast('fail', words(failure).join(' '))
  })
}

/** Asks once before the log is kept byte for byte, as the installer wrote it: the console's password stands in it. */
export function useLogWithSecrets(run: string): { ask: () => void; dialog: ReactNode } {
  const t = useTranslations('review.downloads.secrets')
  const words = useFailureWords()
  const [asked, setAsked] = useState(false)
  const [confirmed, confirming] = useConfirmed((failure) => {
    if (failure) toast('fail', words(failure).join(' '))
  })
  const name = logName(run)
  const dialog = (
    <>
      <Confirm
        open={asked}
        title={t('title', { name })}
        text={t('text', { name })}
        action={t('action')}
        onCancel={() => setAsked(false)}
        onConfirm={() => {
          setAsked(false)
          void confirmed(() => saveFile(logHref(run, true), name))
        }}
      />
      {confirming}
    </>
  )
  return { ask: () => setAsked(true), dialog }
}
