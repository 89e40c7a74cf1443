'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { CopyableCommand } from '@/components/text/copyable-command'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useRelease } from '@/components/wizard/draft/validation'
import type { RunView } from '@/lib/contract/run'
import { findInstaller } from '@/lib/installers/registry'
import { consoleEndpoint } from './console-endpoint'

/** What has to be done by hand now, in order. */
export function NextSteps({ view }: { view: RunView }) {
  const t = useTranslations('run.done.next')
  const release = useRelease()
  const { addons } = useDraft()
  const place = consoleEndpoint(view.console?.url ?? '')
  const banner = findInstaller(view.release)?.bannerFile
  const harbor = addons.harbor.enabled && release ? release.harborNodePort : undefined
  const { domain } = addons.harbor
  return (
    <ol className="flex flex-col gap-2.5">
      <Step number={1}>{t('password')}</Step>
      {place && (
        <Step number={2}>
          <p>{t('port', place)}</p>
          <p className="mt-1">{t('forward', place)}</p>
        </Step>
      )}
      {harbor && <Step number={3}>{t('harbor', { url: `http://${domain}:${harbor}`, domain })}</Step>}
      {banner && (
        <Step number={harbor ? 4 : 3}>
          <p>{t('again')}</p>
          <CopyableCommand>{`cd ${view.packageFolder} && cat ${banner}`}</CopyableCommand>
        </Step>
      )}
      <Step number={harbor ? 5 : 4}>{t('clusterFile')}</Step>
    </ol>
  )
}

function Step({ number, children }: { number: number; children: ReactNode }) {
  return (
    <li className="flex gap-2.5">
      <span
        aria-hidden
        className="flex size-5 shrink-0 items-center justify-center rounded-full border border-control text-xs text-muted"
      >
        {number}
      </span>
      <div className="min-w-0 flex-1">{children}</div>
    </li>
  )
}
