'use client'

import { Download, Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { saveBlob } from '@/components/review/download-file'
import { useTokenConfirmation } from '@/components/sessions/use-token-confirmation'
import { type RequestError, request } from '@/components/socket/request'
import { CopyableCommand } from '@/components/text/copyable-command'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { CopyButton } from '@/components/ui/button/copy-button'
import { CodeView } from '@/components/ui/code-view'
import { kubeconfigName } from './kubeconfig-name'

/** Shows or downloads the kubeconfig, which the server reads on request after a confirmation. */
export function KubeconfigCard({ run, clusterName }: { run: string; clusterName: string }) {
  const t = useTranslations('verification.kubeconfig')
  const name = kubeconfigName(clusterName)
  const [text, setText] = useState<string>()
  const [pending, setPending] = useState<'show' | 'download'>()
  const [failure, setFailure] = useState<RequestError>()
  const [confirmed, dialog] = useTokenConfirmation(setFailure)

  async function read(action: 'show' | 'download', use: (text: string) => void) {
    setPending(action)
    await confirmed(async () => {
      const response = await request('runs.kubeconfig', { run })
      if (response.ok) use(response.value.text)
      return response.ok ? undefined : response.failure
    })
    setPending(undefined)
  }
  const save = (content: string) => saveBlob(new Blob([content], { type: 'application/yaml' }), name)
  return (
    <div className="flex flex-col gap-2 rounded-md border border-line bg-surface p-3">
      <p>{t('text')}</p>
      <p className="flex flex-wrap items-center gap-2">
        <Button icon={Download} pending={pending === 'download'} onClick={() => read('download', save)}>
          {t('download')}
        </Button>
        {text === undefined ? (
          <Button
            variant="quiet"
            icon={Eye}
            pending={pending === 'show'}
            onClick={() => read('show', setText)}
          >
            {t('show')}
          </Button>
        ) : (
          <>
            <Button variant="quiet" icon={EyeOff} onClick={() => setText(undefined)}>
              {t('hide')}
            </Button>
            <CopyButton text={text} label={t('name')} />
          </>
        )}
      </p>
      {dialog}
      {failure && <FailureNotice failure={failure} title={t('failed')} />}
      {text !== undefined && <CodeView label={name} lines={text} className="max-h-64" />}
      <div>
        <p className="text-sm text-muted">{t('use')}</p>
        <CopyableCommand>{`kubectl --kubeconfig ${name} get nodes`}</CopyableCommand>
        <p className="text-sm text-muted">{t('change')}</p>
      </div>
    </div>
  )
}
