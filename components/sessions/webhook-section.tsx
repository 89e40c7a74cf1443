'use client'

import { Send, Trash2 } from 'lucide-react'
import { type FormEvent, useCallback, useState } from 'react'
import { useTranslations } from 'use-intl'
import { type RequestError, request } from '@/components/socket/request'
import { useOnConnect } from '@/components/socket/use-connection'
import { CopyableCommand } from '@/components/text/copyable-command'
import { FailureNotice } from '@/components/text/failure-text'
import { LocalTime } from '@/components/text/local-time'
import { Button } from '@/components/ui/button/button'
import { Notice } from '@/components/ui/feedback/notice'
import { TextField } from '@/components/ui/form/text-field'
import type { WebhookSummary } from '@/lib/contract/webhook'
import { useTokenConfirmation } from './use-token-confirmation'

/** Sets, tests and removes the webhook that receives the events of runs. */
export function WebhookSection() {
  const t = useTranslations('access.webhook')
  const [summary, setSummary] = useState<WebhookSummary>()
  const [secret, setSecret] = useState<string>()
  const [failure, setFailure] = useState<RequestError>()
  const [isTesting, setTesting] = useState(false)
  const load = useCallback(async () => {
    const result = await request('webhook.view', {})
    if (result.ok) setSummary(result.value.webhook)
    else setFailure(result.failure)
  }, [])
  useOnConnect(load)

  async function test() {
    setTesting(true)
    const result = await request('webhook.test', {})
    setTesting(false)
    setFailure(result.ok ? undefined : result.failure)
    await load()
  }
  async function remove() {
    const result = await request('webhook.remove', {})
    setFailure(result.ok ? undefined : result.failure)
    setSecret(undefined)
    await load()
  }
  return (
    <section aria-labelledby="webhook" className="flex flex-col gap-3">
      <div>
        <h2 id="webhook" className="text-lg font-semibold">
          {t('title')}
        </h2>
        <p className="mt-1 max-w-2xl text-muted">{t('text')}</p>
      </div>
      {failure && <FailureNotice failure={failure} />}
      {summary && (
        <div className="flex flex-wrap items-center gap-2">
          <p className="min-w-0 flex-1 basis-60 break-words">{t('origin', { origin: summary.origin })}</p>
          <Button icon={Send} pending={isTesting} pendingText={t('testing')} onClick={test}>
            {t('test')}
          </Button>
          <Button icon={Trash2} onClick={remove}>
            {t('remove')}
          </Button>
        </div>
      )}
      {summary && <LastDeliveryNotice summary={summary} />}
      {secret !== undefined && (
        <div>
          <p className="mb-1.5">{t('secret')}</p>
          <CopyableCommand>{secret}</CopyableCommand>
        </div>
      )}
      <UrlForm
        isReplacing={summary !== undefined}
        onFailure={setFailure}
        onSet={(created) => {
          setSecret(created)
          void load()
        }}
      />
    </section>
  )
}

export function LastDeliveryNotice({ summary: { last } }: { summary: WebhookSummary }) {
  const t = useTranslations('access.webhook')
  if (!last) return <p className="text-muted">{t('neverDelivered')}</p>
  const { error, status = 0, event, at } = last
  return (
    <Notice
      live
      tone={error ? 'fail' : 'ok'}
      title={error ? t(`errors.${error}`, { status }) : t('delivered', { status })}
    >
      {t.rich('last', { event: t(`events.${event}`), when: () => <LocalTime at={at} /> })}
    </Notice>
  )
}

function UrlForm({
  isReplacing,
  onFailure,
  onSet,
}: {
  isReplacing: boolean
  onFailure: (failure: RequestError | undefined) => void
  onSet: (secret: string) => void
}) {
  const t = useTranslations('access.webhook')
  const [url, setUrl] = useState('')
  const [runConfirmed, confirming] = useTokenConfirmation(onFailure, 'webhook')

  function save(event: FormEvent) {
    event.preventDefault()
    void runConfirmed(async () => {
      const result = await request('webhook.set', { url })
      if (!result.ok) return result.failure
      setUrl('')
      onSet(result.value.secret)
      return undefined
    })
  }
  return (
    <form onSubmit={save} className="flex flex-col items-start gap-1">
      <div className="w-full max-w-2xl">
        <TextField
          label={t(isReplacing ? 'newUrl' : 'url')}
          hint={t('urlHint')}
          value={url}
          onChange={setUrl}
          inputMode="url"
          mono
        />
      </div>
      <Button type="submit" variant="primary" disabled={url.trim() === ''}>
        {t('save')}
      </Button>
      {confirming}
    </form>
  )
}
