'use client'

import { Download, KeyRound } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useTokenConfirmation } from '@/components/sessions/use-token-confirmation'
import type { RequestError } from '@/components/socket/request'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { Confirm } from '@/components/ui/overlay/confirm'
import { useWizard } from '@/components/wizard/wizard-context'
import { downloadFile } from './download-file'

interface DownloadItem {
  /** The file name. */
  name: string
  /** The URL without the `secrets` parameter. */
  url: string
  text: string
}

/** Downloads of the package's files (`paths`) and the cluster file: masked, or with secrets after a confirmation. */
export function Downloads({ paths, children }: { paths: readonly string[]; children?: ReactNode }) {
  const t = useTranslations('review.downloads')
  const [failure, setFailure] = useState<RequestError>()
  const [confirming, setConfirming] = useState<DownloadItem>()
  const offers = useDownloadItems(paths)
  const [confirmed, dialog] = useTokenConfirmation(setFailure)

  async function save({ url, name }: DownloadItem, secrets: boolean) {
    await confirmed(() =>
      downloadFile(secrets ? `${url}${url.includes('?') ? '&' : '?'}secrets=1` : url, name),
    )
  }
  return (
    <div className="flex flex-col gap-2">
      {failure && <FailureNotice failure={failure} title={t('failed')} />}
      <ul className="divide-y divide-line rounded-md border border-line bg-surface">
        {offers.map((offer) => (
          <Row
            key={offer.name}
            offer={offer}
            onSave={() => save(offer, false)}
            onConfirm={() => setConfirming(offer)}
          />
        ))}
        {children}
      </ul>
      {dialog}
      <Confirm
        open={confirming !== undefined}
        title={t('secrets.title', { name: confirming?.name ?? '' })}
        text={t('secrets.text', { name: confirming?.name ?? '' })}
        action={t('secrets.action')}
        onCancel={() => setConfirming(undefined)}
        onConfirm={() => {
          if (confirming) void save(confirming, true)
          setConfirming(undefined)
        }}
      />
    </div>
  )
}

function useDownloadItems(paths: readonly string[]): DownloadItem[] {
  const t = useTranslations('review.downloads')
  const { id } = useWizard()
  return [
    ...paths.map((path) => ({
      name: path.split('/').at(-1) ?? path,
      url: `/api/clusters/${id}/files?path=${encodeURIComponent(path)}`,
      text: t('file', { path }),
    })),
    { name: 'cluster.yaml', url: `/api/clusters/${id}/export`, text: t('cluster') },
  ]
}

function Row({
  offer,
  onSave,
  onConfirm,
}: {
  offer: DownloadItem
  onSave: () => void
  onConfirm: () => void
}) {
  const t = useTranslations('review.downloads')
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-3 py-2">
      <div className="min-w-0 flex-1 basis-52">
        <p className="font-mono text-sm">{offer.name}</p>
        <p className="text-sm text-muted">{offer.text}</p>
      </div>
      <div className="ml-auto flex items-center gap-1.5">
        <Button
          size="small"
          icon={Download}
          aria-label={t('maskedNamed', { name: offer.name })}
          onClick={onSave}
        >
          {t('masked')}
        </Button>
        <Button
          size="small"
          variant="quiet"
          icon={KeyRound}
          aria-label={t('withSecretsNamed', { name: offer.name })}
          onClick={onConfirm}
        >
          {t('withSecrets')}
        </Button>
      </div>
    </li>
  )
}
