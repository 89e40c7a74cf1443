'use client'

import { useCallback, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { type RequestError, request } from '@/components/socket/request'
import { CopyableCommand } from '@/components/text/copyable-command'
import { FailureNotice } from '@/components/text/failure-text'
import { LocalTime } from '@/components/text/local-time'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import type { ResponsePayload } from '@/lib/contract/socket'

type ShareLinkList = ResponsePayload<'watch.list'>['links']

/** Makes links that let somebody watch this one run and nothing else, and takes them back. */
export function ShareLinksDialog({ run, onClose }: { run: string; onClose: () => void }) {
  const t = useTranslations('access.share')
  const [links, setLinks] = useState<ShareLinkList>([])
  const [made, setMade] = useState<string>()
  const [failure, setFailure] = useState<RequestError>()
  const load = useCallback(async () => {
    const answer = await request('watch.list', { run })
    if (answer.ok) setLinks(answer.value.links)
    else setFailure(answer.failure)
  }, [run])
  useEffect(() => {
    void load()
  }, [load])

  async function make() {
    const answer = await request('watch.make', { run })
    if (answer.ok) setMade(new URL(answer.value.path, window.location.href).href)
    setFailure(answer.ok ? undefined : answer.failure)
    await load()
  }
  async function revoke(link: string) {
    const answer = await request('watch.revoke', { link })
    setFailure(answer.ok ? undefined : answer.failure)
    await load()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('title')}
      text={t('text')}
      footer={
        <Button look="primary" onClick={make}>
          {t('create')}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        {failure && <FailureNotice failure={failure} />}
        {made && (
          <div>
            <p className="mb-1.5">{t('copyNow')}</p>
            <CopyableCommand>{made}</CopyableCommand>
          </div>
        )}
        {links.length > 0 && (
          <ul className="divide-y divide-line rounded-md border border-line">
            {links.map((link) => (
              <li key={link.id} className="flex items-center justify-between gap-3 px-3 py-2">
                <span>{t.rich('created', { when: () => <LocalTime at={link.createdAt} /> })}</span>
                <Button size="small" look="quiet" onClick={() => revoke(link.id)}>
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
