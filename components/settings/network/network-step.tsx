'use client'

import { useFormatter, useTranslations } from 'use-intl'
import { CardGroup } from '@/components/ui/form/card-group'
import { Section } from '@/components/ui/layout/section'
import { DraftText, useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useFieldNote, useRelease } from '@/components/wizard/draft/validation'
import { StepFrame } from '@/components/wizard/steps/step-frame'
import { APISERVER_PORT, NETWORK } from '@/lib/cluster/draft/draft-defaults'
import { findInstaller } from '@/lib/installers/registry'
import {
  addressCount,
  type Cidr,
  firstAddress,
  lastAddress,
  nodeCapacity,
  tryParseCidr,
} from '@/lib/network/cidr'
import { SettingSections } from '../sections/setting-sections'
import { UnknownSettings } from '../sections/unknown-values'
import { AddressMap } from './address-map'

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
        <UnknownSettings />
        <SettingSections step="network" />
      </div>
    </StepFrame>
  )
}

/** The network plugins of the release. */
function PluginChoice() {
  const t = useTranslations('network.plugin')
  const { network, installer } = useDraft()
  const setDraft = useSetDraft()
  const release = useRelease()
  const plugins: readonly string[] = release?.networkPlugins ?? NETWORK.plugins
  const { plugin: preset } = release?.defaults ?? findInstaller(installer.id)?.defaults ?? NETWORK
  return (
    <div data-help="network.fields.plugin.help">
      <CardGroup
        id="network.plugin"
        label={t('title')}
        hideLabel
        value={network.plugin}
        onChange={(plugin) => setDraft('network.plugin', plugin)}
        note={useFieldNote('network.plugin')}
        cards={plugins.map((plugin) => ({
          value: plugin,
          title: t.has(`${plugin}.title`) ? t(`${plugin}.title`) : plugin,
          text: t.has(`${plugin}.text`) ? t(`${plugin}.text`) : undefined,
          tag: plugin === preset ? t('preset') : undefined,
        }))}
      />
    </div>
  )
}

/** The load balancer. Its fields are hidden with a single master, unless they have a value. */
function LoadBalancer({ masters, needed }: { masters: number; needed: boolean }) {
  const t = useTranslations('network.loadBalancer')
  const { network, hosts, installer } = useDraft()
  const release = useRelease()
  const facts = { masters, installer: installer.id }
  if (!needed && network.loadBalancer.address === '')
    return (
      <Section title={t('title')}>
        <p className="text-muted">{t('notNeeded', facts)}</p>
      </Section>
    )
  const optional = release?.loadBalancer === 'optional'
  // An installer without a default domain uses the address.
  const defaultDomain = (release?.defaults ?? NETWORK).loadBalancerDomain
  const targets = hosts.filter(({ roles }) => roles.includes('master'))
  return (
    <Section title={t('title')} text={t(optional ? 'optional' : 'text', facts)}>
      <div className="grid gap-x-4 sm:grid-cols-[1fr_8rem]">
        <DraftText path="network.loadBalancer.address" texts="network.fields.loadBalancer.address" mono />
        <DraftText
          path="network.loadBalancer.port"
          texts="network.fields.loadBalancer.port"
          mono
          inputMode="numeric"
        />
      </div>
      {(defaultDomain !== '' || network.loadBalancer.domain !== '') && (
        <DraftText
          path="network.loadBalancer.domain"
          texts="network.fields.loadBalancer.domain"
          mono
          placeholder={defaultDomain}
        />
      )}
      <p className="text-sm text-muted">
        {t('targets')}{' '}
        <span className="font-mono text-ink">
          {targets.map((host) => `${host.ip || host.address || host.name}:${APISERVER_PORT}`).join(', ')}
        </span>
      </p>
    </Section>
  )
}

/** The service and pod networks, with their capacity as a live hint. */
function CidrFields() {
  const t = useTranslations('network.ranges')
  const format = useFormatter()
  const { network, hosts } = useDraft()
  const release = useRelease()
  const slice = release?.defaults.nodePrefix ?? NETWORK.nodePrefix
  const number = (value: number) => format.number(value)
  const span = (range: Cidr) => ({ first: firstAddress(range), last: lastAddress(range) })
  const service = tryParseCidr(network.serviceCidr.trim())
  const pod = tryParseCidr(network.podCidr.trim())
  return (
    <div>
      <DraftText
        path="network.serviceCidr"
        texts="network.fields.serviceCidr"
        mono
        short
        hint={service ? t('services', { count: number(addressCount(service)), ...span(service) }) : t('half')}
      />
      <DraftText
        path="network.podCidr"
        texts="network.fields.podCidr"
        mono
        short
        hint={
          pod
            ? t('pods', {
                hosts: number(nodeCapacity(pod, slice)),
                slice,
                have: hosts.length,
                ...span(pod),
              })
            : t('half')
        }
      />
    </div>
  )
}
