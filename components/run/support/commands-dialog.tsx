'use client'

import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { type RequestError, request } from '@/components/socket/request'
import { FailureNotice } from '@/components/text/failure-text'
import { useReleaseName } from '@/components/text/product-texts'
import { CopyButton } from '@/components/ui/button/copy-button'
import { CodeView } from '@/components/ui/code-view'
import { Notice } from '@/components/ui/feedback/notice'
import { Skeleton } from '@/components/ui/feedback/skeleton'
import { Dialog } from '@/components/ui/overlay/dialog'
import type { RunView } from '@/lib/contract/run'
import type { ResponsePayload } from '@/lib/contract/socket'

type Commands = ResponsePayload<'runs.commands'>

/** The steps of a run as commands to paste into a shell on the taskbox. */
export function CommandsDialog({ view, onClose }: { view: RunView; onClose: () => void }) {
  const t = useTranslations('run.commands')
  const release = useReleaseName()(view.installer, view.release)
  const [commands, setCommands] = useState<Commands>()
  const [failure, setFailure] = useState<RequestError>()
  useEffect(() => {
    void request('runs.commands', { run: view.id }).then((result) =>
      result.ok ? setCommands(result.value) : setFailure(result.failure),
    )
  }, [view.id])
  return (
    <Dialog open onClose={onClose} title={t('title')} text={t('text')} shape="large">
      <div className="flex flex-col gap-4">
        {failure && <FailureNotice failure={failure} />}
        {!commands && !failure && <Skeleton className="h-48 w-full" />}
        {commands && (
          <p className="text-sm text-muted">
            {t('versions', { release, kubernetes: view.kubernetes || '-', taskbox: commands.taskbox })}
          </p>
        )}
        {commands && <CommandList commands={commands} />}
      </div>
    </Dialog>
  )
}

export function CommandList({ commands: { steps, variables, isRecorded } }: { commands: Commands }) {
  const t = useTranslations('run.commands')
  const count = steps.length
  return (
    <>
      {!isRecorded && (
        <Notice tone="warn" title={t('derived.title')}>
          {t('derived.text')}
        </Notice>
      )}
      {variables.length > 0 && (
        <div>
          <p>{t('variables')}</p>
          <ul className="mt-1 font-mono text-sm">
            {variables.map((name) => (
              <li key={name} className="break-all">
                {name}
              </li>
            ))}
          </ul>
        </div>
      )}
      {steps.map((step, index) => {
        const name = t('step', { at: index + 1, count })
        return (
          <div key={name} className="min-w-0">
            <div className="mb-1 flex items-center justify-between gap-2">
              <h3 className="font-medium">{name}</h3>
              <CopyButton text={step} label={name} />
            </div>
            <CodeView label={name} lines={step} className="max-h-72" />
          </div>
        )
      })}
    </>
  )
}
