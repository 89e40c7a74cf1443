'use client'

import { useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { LoginFields } from '@/components/login/login-fields'
import { NoteLine } from '@/components/ui/form/field'
import { Segmented } from '@/components/ui/form/segmented'
import type { HostDraft, LoginDraft } from '@/lib/cluster/draft/draft'
import { emptyLogin } from '@/lib/cluster/draft/empty-draft'
import { BulkDialog } from './bulk-dialog'

type Kind = 'own' | 'shared'

/** Sets the login of several hosts: the shared one, or one of their own. */
export function LoginDialog({
  hosts,
  onApply,
  onClose,
}: {
  hosts: readonly HostDraft[]
  onApply: (change: (host: HostDraft) => HostDraft) => void
  onClose: () => void
}) {
  const t = useTranslations('hosts.bulk.login')
  const logins = useTranslations('hosts.logins')
  const [kind, setKind] = useState<Kind>(hosts.every(({ sharedLogin }) => sharedLogin) ? 'own' : 'shared')
  const [login, setLogin] = useState<LoginDraft>(emptyLogin)
  const [submitted, setSubmitted] = useState(false)
  const content = useRef<HTMLDivElement>(null)
  const incomplete = kind === 'own' && login.password === '' && login.privateKey === ''
  function apply() {
    if (kind === 'shared') return onApply((host) => ({ ...host, sharedLogin: true }))
    if (!incomplete) return onApply((host) => ({ ...host, ...login, sharedLogin: false }))
    setSubmitted(true)
    const { current } = content
    current?.querySelector<HTMLElement>('input[type=password],textarea')?.focus()
  }
  return (
    <BulkDialog
      title={t('title', { count: hosts.length })}
      text={t('text')}
      count={hosts.length}
      onApply={apply}
      onClose={onClose}
    >
      <div ref={content} className="flex flex-col gap-4">
        <Segmented
          label={t('kind')}
          hideLabel
          value={kind}
          onChange={setKind}
          options={(['own', 'shared'] as const).map((value) => ({ value, label: logins(value) }))}
        />
        {kind === 'own' ? (
          <LoginFields
            narrow
            base="bulk"
            value={login}
            onChange={(part) => setLogin((before) => ({ ...before, ...part }))}
          />
        ) : (
          <p className="text-muted">{t('sharedText')}</p>
        )}
        {submitted && incomplete && (
          <p role="alert" className="text-sm">
            <NoteLine note={{ severity: 'error', text: t('missing') }} />
          </p>
        )}
      </div>
    </BulkDialog>
  )
}
