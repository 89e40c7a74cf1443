'use client'

import { useTranslations } from 'use-intl'
import { useRoleLabel } from '@/components/hosts/use-role-label'
import { useProductKey, useReleaseName } from '@/components/text/product-texts'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useRelease } from '@/components/wizard/draft/validation'
import type { Draft } from '@/lib/cluster/draft/draft'
import { effectiveAddon, offeredRoles, storageClassOf } from '@/lib/cluster/draft/release-defaults'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { type ClusterNetwork, clusterNetworks } from '@/lib/cluster/families'
import { findInstaller } from '@/lib/installers/registry'
import { formatEndpoint } from '@/lib/network/address'
import { ParameterFacts, SettingFacts } from './parameter-facts'
import { Fact, SummarySection } from './summary-section'

/** A short summary of the cluster by step. */
export function ClusterSummary() {
  const draft = useDraft()
  return (
    <div className="grid gap-3 md:grid-cols-2">
      <InstallerSummary draft={draft} />
      <HostsSummary draft={draft} />
      <NetworkSummary draft={draft} />
      <StorageSummary draft={draft} />
    </div>
  )
}

function InstallerSummary({ draft }: { draft: Draft }) {
  const t = useTranslations('review.summary')
  const texts = useTranslations()
  const productKey = useProductKey()
  const releaseName = useReleaseName()
  const release = useRelease()
  const { installer, taskbox } = draft
  const kubernetes =
    release?.id === installer.version &&
    findInstaller(installer.id)?.kubernetesVersion(toCluster(draft, release))
  return (
    <SummarySection step="installer">
      <Fact name={t('release')}>
        {releaseName(installer.id, installer.version)}
        {installer.releaseReason && (
          <span className="block text-sm text-warn">
            {texts('installer.package.named', { reason: installer.releaseReason })}
          </span>
        )}
      </Fact>
      {kubernetes && <Fact name="Kubernetes">{kubernetes}</Fact>}
      {release && release.modes.length > 1 && (
        <Fact name={t('mode')}>{t(installer.mode === 'multi-node' ? 'multiNode' : 'allInOne')}</Fact>
      )}
      <Fact name={texts(`${productKey(installer.id)}.source.title`)} mono>
        {installer.source}
      </Fact>
      <Fact name={t('taskbox')} mono={taskbox.kind === 'ssh'}>
        {taskbox.kind === 'local' ? t('thisMachine') : taskbox.address}
      </Fact>
      <SettingFacts step="installer" />
    </SummarySection>
  )
}

/** The maximum number of host names to list. */
const MAX_NAMES = 12

function HostsSummary({ draft: { hosts, installer } }: { draft: Draft }) {
  const t = useTranslations('review.summary')
  const roleLabel = useRoleLabel(installer.id)
  const roles = offeredRoles(useRelease())
  if (installer.mode === 'all-in-one')
    return (
      <SummarySection step="hosts">
        <Fact name={t('hosts', { count: 1 })} mono>
          {hosts[0]?.address}
        </Fact>
      </SummarySection>
    )
  return (
    <SummarySection step="hosts">
      {roles.map((role) => {
        const names = hosts.filter(({ roles }) => roles.includes(role)).map(({ name }) => name)
        const more = Math.max(0, names.length - MAX_NAMES)
        return (
          <Fact key={role} name={t('role', { role: roleLabel(role), count: names.length })}>
            {names.length === 0
              ? t('none')
              : t('names', { names: names.slice(0, MAX_NAMES).join(', '), more })}
          </Fact>
        )
      })}
    </SummarySection>
  )
}

function NetworkSummary({ draft: { network } }: { draft: Draft }) {
  const t = useTranslations('review.summary')
  const { plugin, loadBalancer } = network
  const networks = clusterNetworks(network, useRelease())
  const cidrs = (kind: ClusterNetwork['kind']) =>
    networks
      .filter((one) => one.kind === kind)
      .map(({ text }) => text)
      .join(', ')
  return (
    <SummarySection step="network">
      <Fact name={t('plugin')}>{plugin}</Fact>
      <Fact name={t('services')} mono>
        {cidrs('service')}
      </Fact>
      <Fact name={t('pods')} mono>
        {cidrs('pod')}
      </Fact>
      {loadBalancer.address !== '' && (
        <Fact name={t('loadBalancer')} mono>
          {formatEndpoint(loadBalancer.address, loadBalancer.port)}
          {loadBalancer.domain && ` (${loadBalancer.domain})`}
        </Fact>
      )}
      <SettingFacts step="network" />
    </SummarySection>
  )
}

function StorageSummary({ draft: { storage, addons } }: { draft: Draft }) {
  const t = useTranslations('review.summary')
  const classes = useTranslations('storage.classes')
  const labels = useTranslations('storage.addons')
  const release = useRelease()
  const id = storageClassOf(storage, release)
  const chosen = release?.storageClasses.find((one) => one.id === id)
  const enabled = (release?.addons ?? []).flatMap((addon) => {
    const { enabled, domain } = effectiveAddon(addon, addons)
    const name = labels(`${addon.id}.label`)
    return enabled ? [domain ? t('addon', { name, domain }) : name] : []
  })
  return (
    <SummarySection step="storage">
      <Fact name={t('class')}>{classes.has(`${id}.title`) ? classes(`${id}.title`) : id}</Fact>
      {chosen && (
        <ParameterFacts
          parameters={chosen.parameters}
          values={storage.parameters}
          texts="storage.parameters"
        />
      )}
      {release && release.addons.length > 0 && (
        <Fact name={t('addons')}>
          {enabled.length > 0 ? t('names', { names: enabled.join(', '), more: 0 }) : t('none')}
        </Fact>
      )}
      <SettingFacts step="storage" />
    </SummarySection>
  )
}
