'use client'

import { useTranslations } from 'use-intl'
import { Section } from '@/components/ui/layout/section'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { StepFrame } from '@/components/wizard/steps/step-frame'
import { AddressMap } from './address-map'
import { CidrFields } from './cidr-fields'
import { LoadBalancer } from './load-balancer'
import { PluginChoice } from './plugin-choice'

/** The network step: the cluster's networks, the network plugin and the load balancer. */
export function NetworkStep() {
  const t = useTranslations('network')
  const { hosts, installer } = useDraft()
  const masters = hosts.filter(({ roles }) => roles.includes('master')).length
  const several = installer.mode === 'multi-node' && masters > 1
  return (
    <StepFrame step="network">
      <div className="flex flex-col gap-4">
        <Section title={t('ranges.title')}>
          <CidrFields />
          <AddressMap />
        </Section>
        <Section title={t('plugin.title')}>
          <PluginChoice />
        </Section>
        <LoadBalancer masters={masters} needed={several} />
      </div>
    </StepFrame>
  )
}
