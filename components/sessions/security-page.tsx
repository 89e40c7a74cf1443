'use client'

import { Download, LogOut } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Brand } from '@/components/app-shell/brand'
import { ConnectionBadge } from '@/components/app-shell/connection-badge'
import { Preferences } from '@/components/app-shell/preferences'
import type { Theme } from '@/components/app-shell/theme'
import { downloadFile } from '@/components/review/download-file'
import { deletePageKey, pageKeyHeaders } from '@/components/socket/page-key'
import { type RequestError, request } from '@/components/socket/request'
import { useOnConnect } from '@/components/socket/use-connection'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { Confirm } from '@/components/ui/overlay/confirm'
import type { SessionView } from '@/lib/contract/socket'
import { SessionList } from './session-list'
import { WebhookSection } from './webhook-section'

/** The page of sessions and the audit log. */
export function SecurityPage({ theme }: { theme: Theme }) {
  const t = useTranslations('access')
  const [sessions, setSessions] = useState<readonly SessionView[]>()
  const [failure, setFailure] = useState<RequestError>()
  const [confirmingEndAll, setConfirmingEndAll] = useState(false)
  const load = useCallback(async () => {
    const result = await request('session.list', {})
    setFailure(result.ok ? undefined : result.failure)
    if (result.ok) setSessions(result.value.sessions)
  }, [])
  useOnConnect(load)

  async function end(session: string) {
    const result = await request('session.end', { session })
    setFailure(result.ok ? undefined : result.failure)
    await load()
  }
  async function signOut() {
    // If the request fails, the next page shows whether the session still exists.
    await fetch('/logout', { method: 'POST', headers: pageKeyHeaders() }).catch(() => undefined)
    deletePageKey()
    window.location.assign('/')
  }
  async function endAll() {
    setConfirmingEndAll(false)
    await request('session.end-all', {})
    window.location.assign('/')
  }
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="sticky top-0 z-10 flex h-(--header-height) items-center gap-4 border-b border-line bg-surface px-3 sm:px-4">
        <Brand label={t('home')} />
        <div className="ml-auto flex items-center gap-4">
          <ConnectionBadge />
          <Preferences theme={theme} />
        </div>
      </header>
      <main className="mx-auto flex w-full max-w-4xl flex-col gap-8 px-4 py-8 sm:px-6">
        <div className="flex flex-wrap items-end justify-between gap-4">
          <div className="min-w-0 flex-1 basis-80">
            <h1 className="text-xl font-semibold">{t('title')}</h1>
            <p className="mt-1 max-w-2xl text-muted">{t('lead')}</p>
          </div>
          <Button icon={LogOut} onClick={signOut}>
            {t('signOut')}
          </Button>
        </div>
        {failure && <FailureNotice failure={failure} />}
        <section aria-labelledby="sessions">
          <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
            <h2 id="sessions" className="text-lg font-semibold">
              {t('sessions.title')}
            </h2>
            <Button size="small" onClick={() => setConfirmingEndAll(true)}>
              {t('sessions.endAll')}
            </Button>
          </div>
          {sessions && <SessionList sessions={sessions} onEnd={end} />}
        </section>
        <WebhookSection />
        <section aria-labelledby="audit">
          <h2 id="audit" className="text-lg font-semibold">
            {t('audit.title')}
          </h2>
          <p className="mt-1 mb-3 max-w-2xl text-muted">{t('audit.text')}</p>
          <Button
            icon={Download}
            onClick={async () => setFailure(await downloadFile('/api/audit', 'taskbox-audit.jsonl'))}
          >
            {t('audit.download')}
          </Button>
        </section>
      </main>
      <Confirm
        open={confirmingEndAll}
        title={t('sessions.endAllTitle')}
        text={t('sessions.endAllText')}
        action={t('sessions.endAll')}
        onConfirm={endAll}
        onCancel={() => setConfirmingEndAll(false)}
      />
    </div>
  )
}
