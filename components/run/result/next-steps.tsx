'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { CopyableCommand } from '@/components/text/copyable-command'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useRelease } from '@/components/wizard/draft/validation'
import { effectiveAddon } from '@/lib/cluster/draft/release-defaults'
import type { RunView } from '@/lib/contract/run'
import { addonUrl } from '@/lib/installers/addon-url'

/** The manual steps after an install, in order. */
export function NextSteps({ view }: { view: RunView }) {
  const t = useTranslations('run.done.next')
  const label = useTranslations('storage.addons')
  const release = useRelease()
  const { addons } = useDraft()
  const endpoint = consoleEndpoint(view.console?.url ?? '')
  const banner = release?.console?.file
  const pages = (release?.addons ?? []).flatMap((addon) => {
    const { enabled, domain } = effectiveAddon(addon, addons)
    return enabled && addon.page ? [{ addon, page: addon.page, domain }] : []
  })
  return (
    <ol className="flex flex-col gap-2.5">
      <Step number={1}>{t('password')}</Step>
      {endpoint && (
        <Step number={2}>
          <p>{t('port', endpoint)}</p>
          <p className="mt-1">{t('forward', endpoint)}</p>
        </Step>
      )}
      {pages.map(({ addon, page: { account, password, hostPrefix }, domain }, index) => (
        <Step key={addon.id} number={3 + index}>
          {t('addon', {
            addon: label(`${addon.id}.label`),
            url: addonUrl(addon, domain),
            domain: hostPrefix + domain,
            account,
            password,
          })}
        </Step>
      ))}
      {banner && (
        <Step number={3 + pages.length}>
          <p>{t('again')}</p>
          <CopyableCommand>{`cd ${view.packageFolder} && cat ${banner}`}</CopyableCommand>
        </Step>
      )}
      <Step number={3 + pages.length + (banner ? 1 : 0)}>{t('clusterFile')}</Step>
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
