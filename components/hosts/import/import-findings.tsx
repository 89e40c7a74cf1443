'use client'

import { useTranslations } from 'use-intl'
import { Notice } from '@/components/ui/feedback/notice'
import type { HostsImport } from '@/lib/contract/hosts-import'

const MAX_LINES = 50
/** Settings that each installer has under a name of its own. */
const INSTALLER_SETTINGS = ['kubernetesVersion', 'containerRuntime', 'proxyMode'] as const

/** The lines that were not understood, and what was recognized but not imported. */
export function ImportFindings({ imported }: { imported: HostsImport }) {
  return (
    <>
      <UnreadLines unread={imported.unread} />
      <NotImported imported={imported} />
    </>
  )
}

function UnreadLines({ unread }: Pick<HostsImport, 'unread'>) {
  const t = useTranslations('hosts.import')
  if (unread.length === 0) return null
  return (
    <Notice tone="warn" title={t('unreadTitle', { count: unread.length })} className="mt-3">
      <ul className="mt-1 flex flex-col gap-2 text-sm">
        {unread.slice(0, MAX_LINES).map(({ line, text, reason, subject }) => (
          <li key={line}>
            <span className="font-medium">{t('line', { line })}</span>{' '}
            <code className="wrap-anywhere">{text}</code>
            <p className="text-muted">{t(`unread.${reason}`, { subject })}</p>
          </li>
        ))}
      </ul>
      {unread.length > MAX_LINES && (
        <p className="mt-2 text-sm">{t('unreadMore', { count: unread.length - MAX_LINES })}</p>
      )}
    </Notice>
  )
}

function NotImported({ imported: { groups, settings } }: { imported: HostsImport }) {
  const t = useTranslations('hosts.import')
  const stated = INSTALLER_SETTINGS.flatMap((name) =>
    settings[name] === undefined ? [] : [`${t(`settings.${name}`)} ${settings[name]}`],
  )
  if (groups.length === 0 && stated.length === 0) return null
  return (
    <section aria-label={t('otherTitle')} className="mt-3 text-sm text-muted">
      <h3 className="font-medium">{t('otherTitle')}</h3>
      {groups.length > 0 && <p>{t('groups', { groups: groups.join(', ') })}</p>}
      {stated.length > 0 && <p>{t('settingsOnly', { settings: stated.join(', ') })}</p>}
    </section>
  )
}
