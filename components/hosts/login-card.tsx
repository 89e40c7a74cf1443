'use client'

import { useTranslations } from 'use-intl'
import { LoginFields } from '@/components/login/login-fields'
import { useSetDraft } from '@/components/wizard/draft-fields'
import { useDraft } from '@/components/wizard/draft-store'

/** One login for all hosts that have none of their own. */
export function LoginCard() {
  const t = useTranslations('hosts.login')
  const { login } = useDraft()
  const setDraft = useSetDraft()
  return (
    <section aria-labelledby="login" className="rounded-md border border-line bg-surface p-4 pb-1">
      <h2 id="login" className="text-lg font-semibold">
        {t('title')}
      </h2>
      <p className="mb-3 text-sm text-muted">{t('text')}</p>
      <LoginFields base="login" value={login} onChange={(part) => setDraft('login', { ...login, ...part })} />
    </section>
  )
}
