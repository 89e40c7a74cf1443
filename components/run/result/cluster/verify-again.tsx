'use client'

import { RefreshCw, Square } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { type RequestError, request } from '@/components/socket/request'
import { FailureText } from '@/components/text/failure-text'
import { LocalTime } from '@/components/text/local-time'
import { Button } from '@/components/ui/button/button'
import type { RunView } from '@/lib/contract/run'
import { isUnverified } from '@/lib/run/unverified'
import { useClusterRuns } from '../../use-cluster-runs'

/** Repeats the verification of the cluster's latest run if it has failed, or stops the repetition. */
export function VerifyAgain({ view }: { view: RunView }) {
  const t = useTranslations('verification.again')
  const { runs } = useClusterRuns()
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<RequestError>()
  if (!isUnverified(view) || runs?.[0]?.id !== view.id) return null

  async function send(name: 'runs.verify' | 'runs.stop') {
    setPending(true)
    const response = await request(name, { run: view.id })
    setPending(false)
    setFailure(response.ok ? undefined : response.failure)
  }
  return (
    <>
      {view.isVerifying ? (
        <Button icon={Square} pending={pending} onClick={() => send('runs.stop')}>
          {t('stop')}
        </Button>
      ) : (
        <Button icon={RefreshCw} pending={pending} onClick={() => send('runs.verify')}>
          {t('button')}
        </Button>
      )}
      {failure && (
        <p role="alert" className="basis-full">
          <FailureText failure={failure} />
        </p>
      )}
    </>
  )
}

/** When the verification was last repeated. */
export function VerifiedAt({ view: { verifiedAt } }: { view: RunView }) {
  const t = useTranslations('verification.again')
  if (verifiedAt === undefined) return null
  return <p className="text-sm text-muted">{t.rich('at', { when: () => <LocalTime at={verifiedAt} /> })}</p>
}
