'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useRelease } from '@/components/wizard/draft/validation'
import { type StepId, stepHref } from '@/components/wizard/steps/wizard-steps'
import { useWizard } from '@/components/wizard/wizard-context'
import { type Draft, ROLES } from '@/lib/cluster/draft/draft'
import { effectiveAddon, storageClassOf } from '@/lib/cluster/draft/release-defaults'

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

function SummarySection({ step, children }: { step: StepId; children: ReactNode }) {
  const t = useTranslations()
  const { id } = useWizard()
  const title = t(`wizard.steps.${step}.title`)
  return (
    <section aria-label={title} className="min-w-0 rounded-md border border-line bg-surface px-3 py-2.5">
      <div className="mb-1 flex items-baseline justify-between gap-2">
        <h3 className="font-semibold">{title}</h3>
        <Link
          href={stepHref(id, step)}
          prefetch={false}
          aria-label={t('review.summary.changeNamed', { step: title })}
          className="rounded-sm text-sm text-accent underline-offset-2 hover:underline"
        >
          {t('review.summary.change')}
        </Link>
      </div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-0.5">{children}</dl>
    </section>
  )
}

function Fact({ name, mono = false, children }: { name: string; mono?: boolean; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className={mono ? 'pt-px font-mono text-sm break-words' : 'break-words'}>{children}</dd>
    </>
  )
}

function InstallerSummary({ draft: { installer, taskbox } }: { draft: Draft }) {
  const t = useTranslations('review.summary')
  const packages = useTranslations('installer.package')
  const release = useRelease()
  return (
    <SummarySection step="installer">
      <Fact name={t('mode')}>{t(installer.mode === 'multi-node' ? 'multiNode' : 'allInOne')}</Fact>
      <Fact name={t('release')}>
        {release
          ? packages('release', { release: release.id, kubernetes: release.kubernetes })
          : installer.version}
        {installer.releaseReason && (
          <span className="block text-sm text-warn">
            {packages('named', { reason: installer.releaseReason })}
          </span>
        )}
      </Fact>
      <Fact name={t('package')} mono>
        {installer.source}
      </Fact>
      <Fact name={t('taskbox')} mono={taskbox.kind === 'ssh'}>
        {taskbox.kind === 'local' ? t('thisMachine') : taskbox.address}
      </Fact>
    </SummarySection>
  )
}

/** The maximum number of host names to list. */
const MAX_NAMES = 12

function HostsSummary({ draft: { hosts, installer } }: { draft: Draft }) {
  const t = useTranslations('review.summary')
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
      {ROLES.map((role) => {
        const names = hosts.filter(({ roles }) => roles.includes(role)).map(({ name }) => name)
        const more = Math.max(0, names.length - MAX_NAMES)
        return (
          <Fact key={role} name={t('role', { role, count: names.length })}>
            {names.length === 0
              ? t('none')
              : t('names', { names: names.slice(0, MAX_NAMES).join(', '), more })}
          </Fact>
        )
      })}
    </SummarySection>
  )
}

function NetworkSummary({ draft: { network, hosts } }: { draft: Draft }) {
  const t = useTranslations('review.summary')
  const { plugin, serviceCidr, podCidr, loadBalancer } = network
  const balanced = hosts.filter(({ roles }) => roles.includes('master')).length > 1
  return (
    <SummarySection step="network">
      <Fact name={t('plugin')}>{plugin}</Fact>
      <Fact name={t('services')} mono>
        {serviceCidr}
      </Fact>
      <Fact name={t('pods')} mono>
        {podCidr}
      </Fact>
      {balanced && (
        <Fact name={t('loadBalancer')} mono>
          {loadBalancer.address}:{loadBalancer.port} ({loadBalancer.domain})
        </Fact>
      )}
    </SummarySection>
  )
}

function StorageSummary({ draft: { storage, addons } }: { draft: Draft }) {
  const t = useTranslations('review.summary')
  const classes = useTranslations('storage.classes')
  const labels = useTranslations('storage.addons')
  const release = useRelease()
  const id = storageClassOf(storage, release)
  const enabled = (release?.addons ?? []).flatMap((addon) => {
    const { enabled, domain } = effectiveAddon(addon, addons)
    const name = labels(`${addon.id}.label`)
    return enabled ? [domain ? t('addon', { name, domain }) : name] : []
  })
  return (
    <SummarySection step="storage">
      <Fact name={t('class')}>{classes.has(`${id}.title`) ? classes(`${id}.title`) : id}</Fact>
      <Fact name={t('addons')}>
        {enabled.length > 0 ? t('names', { names: enabled.join(', '), more: 0 }) : t('none')}
      </Fact>
    </SummarySection>
  )
}
