'use client'

import { ExternalLink, Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useTokenConfirmation } from '@/components/sessions/use-token-confirmation'
import { type RequestError, request } from '@/components/socket/request'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { CopyButton } from '@/components/ui/button/copy-button'
import { ToneIcon } from '@/components/ui/feedback/tone'
import type { ConsoleAddress } from '@/lib/contract/run'
import { Fact } from './fact'

/** The console's address, reachability and account. The password is requested from the server on demand. */
export function ConsoleCard({ run, console }: { run: string; console: ConsoleAddress }) {
  const t = useTranslations('run.done.console')
  const { url, account } = console
  return (
    <div className="rounded-md border border-line bg-surface p-3">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-1">
        <Fact name={t('address')}>
          <a
            href={url}
            target="_blank"
            rel="noreferrer"
            aria-label={`${t('open')}: ${url}`}
            className="inline-flex min-w-0 items-center gap-1.5 rounded-sm font-mono break-all text-accent underline underline-offset-2"
          >
            {url}
            <ExternalLink aria-hidden size={14} className="shrink-0" />
          </a>
          <CopyButton text={url} label={t('address')} />
        </Fact>
        <dt className="sr-only">{t('state')}</dt>
        <dd className="col-start-2 -mt-1 mb-1">
          <Reachability reachable={console.reachable} />
        </dd>
        <Fact name={t('account')}>
          <span className="font-mono">{account}</span>
          <CopyButton text={account} label={t('account')} />
        </Fact>
        <Password run={run} />
      </dl>
      <p className="mt-2 flex gap-2 border-t border-line pt-2.5">
        <ToneIcon tone="warn" className="mt-0.5" />
        <span>{t('change')}</span>
      </p>
    </div>
  )
}

function Reachability({ reachable }: { reachable: boolean | undefined }) {
  const t = useTranslations('run.done.console')
  const tone = reachable === undefined ? 'unknown' : reachable ? 'ok' : 'warn'
  const text = reachable === undefined ? 'untested' : reachable ? 'reachable' : 'unreachable'
  return (
    <span className="flex gap-1.5 text-sm">
      <ToneIcon tone={tone} size={14} className="mt-0.75" />
      <span>{t(text)}</span>
    </span>
  )
}

function Password({ run }: { run: string }) {
  const t = useTranslations('run.done.console')
  const [password, setPassword] = useState<string>()
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<RequestError>()
  const [confirmed, dialog] = useTokenConfirmation(setFailure)

  async function show() {
    setPending(true)
    await confirmed(async () => {
      const response = await request('runs.password', { run })
      if (response.ok) setPassword(response.value.password)
      return response.ok ? undefined : response.failure
    })
    setPending(false)
  }
  return (
    <>
      <Fact name={t('password')}>
        {password === undefined ? (
          <>
            <span aria-hidden className="font-mono tracking-widest text-muted">
              ••••••••
            </span>
            <span className="sr-only">{t('masked')}</span>
            <Button size="small" variant="quiet" icon={Eye} pending={pending} onClick={show}>
              {t('show')}
            </Button>
          </>
        ) : (
          <>
            <span className="font-mono break-all">{password}</span>
            <CopyButton text={password} label={t('password')} />
            <Button size="small" variant="quiet" icon={EyeOff} onClick={() => setPassword(undefined)}>
              {t('hide')}
            </Button>
          </>
        )}
      </Fact>
      {dialog}
      {failure && (
        <dd className="col-span-2">
          <FailureNotice failure={failure} />
        </dd>
      )}
    </>
  )
}
