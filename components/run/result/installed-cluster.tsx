'use client'

import { Download, KeyRound, ScrollText } from 'lucide-react'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { WaiverList } from '@/components/checks/waivers/waiver-list'
import { Downloads } from '@/components/review/downloads'
import { useRenderedFiles } from '@/components/review/use-rendered-files'
import { Button } from '@/components/ui/button/button'
import { buttonClass } from '@/components/ui/button/button-class'
import { Section } from '@/components/ui/layout/section'
import { useValidation } from '@/components/wizard/draft/validation'
import { CHECKED_OPERATIONS } from '@/lib/cluster/operations/request'
import type { RunView } from '@/lib/contract/run'
import { HostsProgress } from '../hosts-progress'
import { useLogDownload, useUnredactedLogDownload } from '../log/log-download'
import { ManageCluster } from '../operations/manage-cluster'
import { ClusterResult } from './cluster/cluster-result'
import { VerifiedAt, VerifyAgain } from './cluster/verify-again'
import { ConsoleCard } from './console-card'
import { NextSteps } from './next-steps'

/** An installed cluster: its API or console, the next steps, its hosts and the files to download. */
export function InstalledCluster({ view, logPage }: { view: RunView; logPage: string }) {
  const t = useTranslations('run.done')
  const { problems } = useValidation()
  const { files } = useRenderedFiles(problems.every(({ severity }) => severity !== 'error'))
  return (
    <div className="flex max-w-5xl flex-col gap-6">
      {view.verification && (
        <ClusterResult run={view.id} clusterName={view.clusterName} verification={view.verification} />
      )}
      <VerifiedAt view={view} />
      {view.console && (
        <div className="grid gap-6 lg:grid-cols-2">
          <Section title={t('console.title')} actions={<VerifyAgain view={view} />}>
            <ConsoleCard run={view.id} console={view.console} />
          </Section>
          <Section title={t('next.title')}>
            <NextSteps view={view} />
          </Section>
        </div>
      )}
      <ManageCluster />
      <Section title={t('hosts')}>
        <HostsProgress view={view} />
      </Section>
      {CHECKED_OPERATIONS.has(view.operation.id) && view.waivers.length > 0 && (
        <Section title={t('waivers.title')} text={t('waivers.text')}>
          <WaiverList waivers={view.waivers} />
        </Section>
      )}
      <Section title={t('files.title')}>
        <div className="max-w-3xl">
          <Downloads paths={(files ?? []).map(({ path }) => path)}>
            <LogDownload run={view.id} page={logPage} />
          </Downloads>
        </div>
      </Section>
    </div>
  )
}

function LogDownload({ run, page }: { run: string; page: string }) {
  const t = useTranslations('run.done')
  const translate = useTranslations('review.downloads')
  const name = `taskbox-${run}.log`
  const saveLog = useLogDownload(run)
  const unredacted = useUnredactedLogDownload(run)
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-3 py-2">
      <div className="min-w-0 flex-1 basis-52">
        <p className="font-mono text-sm break-translate">{name}</p>
        <p className="text-sm text-muted">{t('files.log')}</p>
      </div>
      <div className="ml-auto flex items-center gap-1.5">
        <Button
          size="small"
          icon={Download}
          aria-label={translate('maskedNamed', { name })}
          onClick={saveLog}
        >
          {translate('masked')}
        </Button>
        <Button
          size="small"
          variant="quiet"
          icon={KeyRound}
          aria-label={translate('withSecretsNamed', { name })}
          onClick={unredacted.confirm}
        >
          {translate('withSecrets')}
        </Button>
        {unredacted.dialog}
        <Link href={page} prefetch={false} className={buttonClass('quiet', 'small')}>
          <ScrollText aria-hidden size={16} strokeWidth={1.75} />
          {t('log')}
        </Link>
      </div>
    </li>
  )
}
