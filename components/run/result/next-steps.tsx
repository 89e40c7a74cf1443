'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { CopyableCommand } from '@/components/text/copyable-command'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useRelease } from '@/components/wizard/draft/validation'
import type { RunView } from '@/lib/contract/run'
import { findRelease } from '@/lib/installers/registry'

/** The manual steps after an install, in order. */
export function NextSteps({ view }: { view: RunView }) {
  const t = useTranslations('run.done.next')
  const release = useRelease()
  const { addons } = useDraft()
  const endpoint = consoleEndpoint(view.console?.url ?? '')
  const banner = findRelease(view.release)?.banner.file
  const harbor = addons.harbor.enabled && release ? release.harborNodePort : undefined
  const { domain } = addons.harbor
  return (
    <ol className="flex flex-col gap-2.5">
      <Step number={1}>{t('password')}</Step>
      {endpoint && (
        <Step number={2}>
          <p>{t('port', endpoint)}</p>
          <p className="mt-1">{t('forward', endpoint)}</p>
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

/** Host and port of the console's URL, for firewall rules; undefined if the URL is invalid. */
export function consoleEndpoint(url: string): { host: string; port: string } | undefined {
  if (!URL.canParse(url)) return undefined
  const { hostname, port, protocol } = new URL(url)
  return { host: hostname, port: port || (protocol === 'https:' ? '443' : '80') }
}
