'use client'

import { type FormEvent, useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { type RequestError, request } from '@/components/socket/request'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { SecretField } from '@/components/ui/form/secret-field'
import { Dialog } from '@/components/ui/overlay/dialog'

/**
 * The confirmed action: showing secrets, sending them to a new destination, trusting a package, deleting data, or setting a
 * webhook.
 */
export type Purpose = 'show' | 'send' | 'trust' | 'destroy' | 'webhook'

/** Dialog to enter the access token or the password. */
export function ConfirmTokenDialog({
  purpose,
  onConfirmed,
  onCancel,
}: {
  purpose: Purpose
  onConfirmed: () => void
  onCancel: () => void
}) {
  const t = useTranslations('access.confirm')
  const [secret, setSecret] = useState('')
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<RequestError>()
  const form = useId()

  async function confirm(event: FormEvent) {
    event.preventDefault()
    setPending(true)
    const result = await request('session.confirm', { secret: extractToken(secret) })
    setPending(false)
    if (result.ok) return onConfirmed()
    setFailure(result.failure)
  }
  return (
    <Dialog
      open
      onClose={onCancel}
      title={t('title')}
      text={t(purpose === 'show' ? 'text' : `${purpose}.text`)}
      footer={
        <>
          <Button onClick={onCancel}>{t('cancel')}</Button>
          <Button variant="primary" type="submit" form={form} pending={pending} disabled={secret === ''}>
            {t(purpose === 'show' ? 'action' : `${purpose}.action`)}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={confirm} className="flex flex-col gap-3">
        <SecretField label={t('label')} hint={t('help')} value={secret} onChange={setSecret} />
        {failure && <FailureNotice failure={failure} />}
      </form>
    </Dialog>
  )
}

/** The token, even if the whole address was pasted. */
const extractToken = (text: string): string => /[?&]token=([\w-]+)/.exec(text)?.[1] ?? text.trim()
