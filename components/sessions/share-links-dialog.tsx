'use client'

import { useCallback, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { type RequestError, request } from '@/components/socket/request'
import { CopyableCommand } from '@/components/text/copyable-command'
import { FailureNotice } from '@/components/text/failure-text'
import { LocalTime } from '@/components/text/local-time'
import { Button } from '@/components/ui/button/button'
import { Dialog } from '@/components/ui/overlay/dialog'
import type { ResponsePayload } from '@/lib/contract/socket'

type ShareLinkList = ResponsePayload<'share.list'>['links']

/** Creates, lists and revokes the share links of a run. */
export function ShareLinksDialog({ run, onClose }: { run: string; onClose: () => void }) {
  const t = useTranslations('access.share')
  const [links, setLinks] = useState<ShareLinkList>([])
  const [createdUrl, setCreatedUrl] = useState<string>()
  const [failure, setFailure] = useState<RequestError>()
  const load = useCallback(async () => {
    const result = await request('share.list', { run })
    if (result.ok) setLinks(result.value.links)
    else setFailure(result.failure)
  }, [run])
  useEffect(() => {
    void load()
  }, [load])

  async function create() {
    const result = await request('share.create', { run })
    if (result.ok) setCreatedUrl(new URL(result.value.path, window.location.href).href)
    setFailure(result.ok ? undefined : result.failure)
    await load()
  }
  async function revoke(link: string) {
    const result = await request('share.revoke', { link })
    setFailure(result.ok ? undefined : result.failure)
    await load()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('title')}
      text={t('text')}
      footer={
        <Button variant="primary" onClick={create}>
          {t('create')}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        {failure && <FailureNotice failure={failure} />}
        {createdUrl && (
          <div>
            <p className="mb-1.5">{t('copyNow')}</p>
            <CopyableCommand>{createdUrl}</CopyableCommand>
          </div>
        )}
        {links.length > 0 && (
          <ul className="divide-y divide-line rounded-md border border-line">
            {links.map((link) => (
              <li key={link.id} className="flex items-center justify-between gap-3 px-3 py-2">
                <span>{t.rich('created', { when: () => <LocalTime at={link.createdAt} /> })}</span>
                <Button size="small" variant="quiet" onClick={() => revoke(link.id)}>
                  {t('revoke')}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  )
}
