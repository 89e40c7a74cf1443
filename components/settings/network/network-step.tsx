'use client'

import { useFormatter, useTranslations } from 'use-intl'
import { CardGroup } from '@/components/ui/form/card-group'
import { Section } from '@/components/ui/layout/section'
import { DraftText, useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useFieldNote, useRelease } from '@/components/wizard/draft/validation'
import { StepFrame } from '@/components/wizard/steps/step-frame'
import { APISERVER_PORT, NETWORK } from '@/lib/cluster/draft/draft-defaults'
import { type ClusterNetwork, clusterAddresses, clusterNetworks } from '@/lib/cluster/families'
import { findInstaller } from '@/lib/installers/registry'
import { formatEndpoint } from '@/lib/network/address'
import { addressCount, firstAddress, lastAddress, nodeCapacity, tryParseCidr } from '@/lib/network/cidr'
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
          <FamilyChoice />
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
          {targets
            .map((host) => {
              const { ip, ip6 } = clusterAddresses(host, network.families)
              return formatEndpoint(ip || ip6 || host.address || host.name, APISERVER_PORT)
            })
            .join(', ')}
        </span>
      </p>
    </Section>
  )
}

/** The address families, if the release has several, or to replace one that it does not have. */
function FamilyChoice() {
  const t = useTranslations('network')
  const { network } = useDraft()
  const setDraft = useSetDraft()
  const note = useFieldNote('network.families')
  const choices = useRelease()?.families ?? []
  if (choices.length < 2 && (choices.length === 0 || choices.includes(network.families))) return null
  return (
    <div data-help="network.fields.families.help">
      <CardGroup
        id="network.families"
        label={t('fields.families.label')}
        columns={3}
        value={network.families}
        onChange={(families) => setDraft('network.families', families)}
        note={note}
        cards={choices.map((value) => ({
          value,
          title: t(`families.${value}.title`),
          text: t(`families.${value}.text`),
        }))}
      />
    </div>
  )
}

/** The service and pod networks of the families in use, with their capacity as a live hint. */
function CidrFields() {
  const { network } = useDraft()
  return (
    <div className="pb-2">
      {clusterNetworks(network, useRelease()).map((one) => (
        <CidrField key={one.field} network={one} />
      ))}
    </div>
  )
}

const EXAMPLES = { 4: '10.233.0.0/18', 6: 'fd00:10:233::/112' } as const

function CidrField({ network: { kind, family, field, text, nodePrefix } }: { network: ClusterNetwork }) {
  const t = useTranslations('network.ranges')
  const format = useFormatter()
  const { network, hosts } = useDraft()
  const hint = () => {
    const range = tryParseCidr(text.trim(), family)
    if (!range) return t('half', { example: EXAMPLES[family] })
    const span = { first: firstAddress(range), last: lastAddress(range) }
    if (kind === 'service') return t('services', { count: format.number(addressCount(range)), ...span })
    const capacity = format.number(nodeCapacity(range, nodePrefix))
    return t('pods', { hosts: capacity, slice: nodePrefix, have: hosts.length, ...span })
  }
  return (
    <DraftText
      path={`network.${field}`}
      texts={`network.fields.${field}`}
      mono
      short
      // An empty field uses the default of the release.
      placeholder={network[field] === '' ? text : ''}
      hint={hint()}
    />
  )
}
