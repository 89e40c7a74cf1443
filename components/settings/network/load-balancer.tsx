'use client'

import { useTranslations } from 'use-intl'
import { Section } from '@/components/ui/layout/section'
import { DraftText } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { APISERVER_PORT } from '@/lib/cluster/constants'

/** The load balancer. Its fields are hidden with a single master, unless they have a value. */
export function LoadBalancer({ masters, needed }: { masters: number; needed: boolean }) {
  const t = useTranslations('network.loadBalancer')
  const { network, hosts } = useDraft()
  if (!needed && network.loadBalancer.address === '')
    return (
      <Section title={t('title')}>
        <p className="text-muted">{t('notNeeded', { masters })}</p>
      </Section>
    )
  const targets = hosts.filter(({ roles }) => roles.includes('master'))
  return (
    <Section title={t('title')} text={t('text', { masters })}>
      <div className="grid gap-x-4 sm:grid-cols-[1fr_8rem]">
        <DraftText path="network.loadBalancer.address" texts="network.fields.loadBalancer.address" mono />
        <DraftText
          path="network.loadBalancer.port"
          texts="network.fields.loadBalancer.port"
          mono
          inputMode="numeric"
        />
      </div>
      <DraftText path="network.loadBalancer.domain" texts="network.fields.loadBalancer.domain" mono />
      <p className="text-sm text-muted">
        {t('targets')}{' '}
        <span className="font-mono text-ink">
          {targets.map((host) => `${host.ip || host.address || host.name}:${APISERVER_PORT}`).join(', ')}
        </span>
      </p>
    </Section>
  )
}
