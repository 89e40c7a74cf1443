'use client'

import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Confirm } from '@/components/ui/confirm'

/** Where a run's log is to be had as a file: with stars for its secrets unless asked otherwise. */
export const logHref = (run: string, secrets = false) =>
  `/api/runs/${run}/log?download=1${secrets ? '&secrets=1' : ''}`

/** Asks once before the log is kept byte for byte, as the installer wrote it: the console's password stands in it. */
export function useLogWithSecrets(run: string): { ask: () => void; dialog: ReactNode } {
  const t = useTranslations('review.downloads.secrets')
  const [asked, setAsked] = useState(false)
  const name = `taskbox-${run}.log`
  const dialog = (
    <Confirm
      open={asked}
      title={t('title', { name })}
      text={t('text', { name })}
      action={t('action')}
      onCancel={() => setAsked(false)}
      onConfirm={() => {
        setAsked(false)
        window.location.assign(logHref(run, true))
      }}
    />
  )
  return { ask: () => setAsked(true), dialog }
}
