'use client'

import { useTranslations } from 'use-intl'
import { CopyButton } from '@/components/ui/button/copy-button'
import { type Tone, ToneIcon } from '@/components/ui/feedback/tone'
import type { ClusterVerification } from '@/lib/kubernetes/verification'
import { Fact } from '../fact'

/** The API server's endpoint, version and state, and the cluster's DNS. */
export function ApiCard({
  verification: { endpoint, version, apiReady, coreDns },
  pending,
}: {
  verification: ClusterVerification
  pending: boolean
}) {
  const t = useTranslations('verification.api')
  const unknown = <span className="text-muted">{t('unknown')}</span>
  const api = apiReady ? 'ready' : pending ? 'pending' : 'notReady'
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-1 rounded-md border border-line bg-surface p-3">
      <Fact name={t('endpoint')}>
        <span className="min-w-0 font-mono break-all">{endpoint}</span>
        <CopyButton text={endpoint} label={t('endpoint')} />
      </Fact>
      <Fact name={t('state')}>
        <State tone={API_TONES[api]} text={t(api)} />
      </Fact>
      <Fact name={t('version')}>{version ? <span className="font-mono">{version}</span> : unknown}</Fact>
      <Fact name={t('dns')}>
        {coreDns ? <State tone={dnsTone(coreDns)} text={t('replicas', coreDns)} /> : unknown}
      </Fact>
    </dl>
  )
}

const API_TONES = { ready: 'ok', pending: 'busy', notReady: 'fail' } as const

function dnsTone({ available, wanted }: { available: number; wanted: number }): Tone {
  if (available === 0) return 'fail'
  return available < wanted ? 'warn' : 'ok'
}

function State({ tone, text }: { tone: Tone; text: string }) {
  return (
    <span className="flex gap-1.5">
      <ToneIcon tone={tone} size={14} className="mt-1" />
      <span>{text}</span>
    </span>
  )
}
