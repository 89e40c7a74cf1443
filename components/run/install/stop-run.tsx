'use client'

import { Square } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { type RequestError, request } from '@/components/socket/request'
import { FailureText } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { Confirm } from '@/components/ui/overlay/confirm'
import { operationFacts } from '@/lib/cluster/operations/message-facts'
import type { RunView } from '@/lib/contract/run'

/** Stops the installer, after a confirmation that names the cluster, its hosts and the consequences. */
export function StopRun({ view }: { view: RunView }) {
  const t = useTranslations('run.stop')
  const [isOpen, setOpen] = useState(false)
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<RequestError>()
  const facts = operationFacts(view.operation)
  const canStop = view.state === 'running' || view.state === 'waiting'

  async function stop() {
    setPending(true)
    const response = await request('runs.stop', { run: view.id })
    setPending(false)
    setFailure(response.ok ? undefined : response.failure)
    if (response.ok) setOpen(false)
  }
  return (
    <>
      <Button
        icon={Square}
        disabled={!canStop}
        pending={view.state === 'stopping'}
        pendingText={t('stopping')}
        onClick={() => setOpen(true)}
      >
        {t('button')}
      </Button>
      <Confirm
        open={isOpen && canStop}
        title={t('title', { ...facts, name: view.clusterName || t('unnamed'), count: view.hostNames.length })}
        text={
          failure ? (
            <FailureText failure={failure} />
          ) : (
            t('text', {
              ...facts,
              hosts: view.hostNames.slice(0, 5).join(', '),
              more: Math.max(0, view.hostNames.length - 5),
            })
          )
        }
        action={t('action', facts)}
        pending={pending}
        onConfirm={stop}
        onCancel={() => setOpen(false)}
      />
    </>
  )
}
