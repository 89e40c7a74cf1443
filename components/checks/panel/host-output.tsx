'use client'

import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { FactsText } from '@/components/connection-test/facts-text'
import { type RequestError, request } from '@/components/socket/request'
import { FailureNotice } from '@/components/text/failure-text'
import { CodeView } from '@/components/ui/code-view'
import { Skeleton } from '@/components/ui/feedback/skeleton'
import { useWizard } from '@/components/wizard/wizard-context'
import type { ResponsePayload } from '@/lib/contract/socket'
import { TimeAgo } from '../run/time-ago'

type OutputState = ResponsePayload<'checks.output'> | RequestError | undefined

/** Output of the last probe of a host, by item. Loaded on demand. */
export function HostOutput({ host, at }: { host: string; at: number }) {
  const t = useTranslations('checkstep.panel')
  const loaded = useHostOutput(host, at)
  if (!loaded) return <Skeleton className="h-40 w-full" />
  if ('kind' in loaded) return <FailureNotice failure={loaded} title={t('notLoaded')} />
  if (loaded.sections.length === 0) return <p className="text-muted">{t('noOutput')}</p>
  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted">{t.rich('outputNote', { age: () => <TimeAgo at={loaded.at} /> })}</p>
      {loaded.facts && <FactsText facts={loaded.facts} />}
      {loaded.sections.map(({ name, text, truncated }) => (
        <section key={name}>
          <h3 className="mb-1 font-mono text-sm font-medium">{name}</h3>
          <CodeView label={name} lines={text || t('empty')} className="max-h-56" />
          {truncated && <p className="mt-1 text-sm text-muted">{t('truncated')}</p>}
        </section>
      ))}
    </div>
  )
}

function useHostOutput(host: string, at: number): OutputState {
  const { id } = useWizard()
  const [loaded, setLoaded] = useState<OutputState>()
  useEffect(() => {
    let cancelled = false
    // `at` changes with each run, which reloads the output.
    request('checks.output', { id, host }).then((answer) => {
      if (!cancelled && at >= 0) setLoaded(answer.ok ? answer.value : answer.failure)
    })
    return () => {
      cancelled = true
    }
  }, [id, host, at])
  return loaded
}
