'use client'

import { Copy, Download } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { downloadFile, fetchText } from '@/components/review/download-file'
import type { RequestError } from '@/components/socket/request'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { copyText } from '@/components/ui/button/copy-button'
import { CodeView } from '@/components/ui/code-view'
import { announce } from '@/components/ui/feedback/live-region'
import { Skeleton } from '@/components/ui/feedback/skeleton'
import { Dialog } from '@/components/ui/overlay/dialog'

/** The support bundle of a run, and its summary for an issue, which is shown before it is copied. */
export function SupportDialog({
  run,
  viewer,
  onClose,
}: {
  run: string
  /** Whether the page was opened with a share link. */
  viewer: boolean
  onClose: () => void
}) {
  const t = useTranslations('run.support')
  const language = useLocale()
  const [failure, setFailure] = useState<RequestError>()
  const [isLoading, setLoading] = useState(false)

  async function download() {
    setLoading(true)
    setFailure(await downloadFile(`/api/runs/${run}/bundle?language=${language}`))
    setLoading(false)
  }
  return (
    <Dialog open onClose={onClose} title={t('title')} text={t('text')} shape="large">
      <div className="flex flex-col gap-5">
        {failure && <FailureNotice failure={failure} />}
        <section aria-labelledby="support-bundle" className="flex flex-col items-start gap-2">
          <h3 id="support-bundle" className="font-medium">
            {t('bundle.title')}
          </h3>
          <p>{t(viewer ? 'bundle.viewerText' : 'bundle.text')}</p>
          <p className="text-sm text-muted">{t('bundle.addresses')}</p>
          <Button
            variant="primary"
            icon={Download}
            pending={isLoading}
            pendingText={t('bundle.downloading')}
            onClick={download}
          >
            {t('bundle.download')}
          </Button>
        </section>
        <IssueText run={run} onFailure={setFailure} />
      </div>
    </Dialog>
  )
}

function IssueText({ run, onFailure }: { run: string; onFailure: (failure: RequestError) => void }) {
  const t = useTranslations('run.support.issue')
  const tCopy = useTranslations('wizard.copy')
  const language = useLocale()
  const [text, setText] = useState<string>()
  const [copying, setCopying] = useState<'idle' | 'done' | 'failed'>('idle')
  useEffect(() => {
    void fetchText(`/api/runs/${run}/issue?language=${language}`, setText).then(
      (failure) => failure && onFailure(failure),
    )
  }, [run, language, onFailure])

  async function copy() {
    const result = (await copyText(text ?? '')) ? 'done' : 'failed'
    setCopying(result)
    announce(tCopy(result, { what: t('what') }))
  }
  return (
    <section aria-labelledby="support-issue" className="flex min-w-0 flex-col items-start gap-2">
      <h3 id="support-issue" className="font-medium">
        {t('title')}
      </h3>
      <p>{t('text')}</p>
      {text === undefined ? (
        <Skeleton className="h-48 w-full" />
      ) : (
        <CodeView label={t('what')} lines={text} wrap className="max-h-72 w-full" />
      )}
      <Button icon={Copy} disabled={text === undefined} onClick={copy}>
        {copying === 'done' ? tCopy('done', { what: t('what') }) : t('copy')}
      </Button>
      {copying === 'failed' && <p className="text-sm text-fail">{tCopy('failed', { what: t('what') })}</p>}
    </section>
  )
}
