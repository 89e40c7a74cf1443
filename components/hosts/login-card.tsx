'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { LoginFields } from '@/components/login/login-fields'
import { SharedBastion } from '@/components/login/shared-bastion'
import { Button } from '@/components/ui/button/button'
import { useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'

/** The shared login, collapsed while no host uses it, and the shared bastion. */
export function LoginCard() {
  const t = useTranslations('hosts.login')
  const bastion = useTranslations('hosts.bastion')
  const { login, hosts } = useDraft()
  const setDraft = useSetDraft()
  const [isExpanded, setIsExpanded] = useState(false)
  const unused = hosts.every(({ sharedLogin, taskbox }) => taskbox || !sharedLogin)
  const folded = unused && !isExpanded
  return (
    <section aria-labelledby="login" className="rounded-md border border-line bg-surface p-4">
      <div className="flex flex-wrap items-center gap-2">
        <h2 id="login" className="mr-auto text-lg font-semibold">
          {t('title')}
        </h2>
        {folded && (
          <Button size="small" onClick={() => setIsExpanded(true)}>
            {t('show')}
          </Button>
        )}
      </div>
      <p className="text-sm text-muted">{t(unused ? 'unused' : 'text')}</p>
      {!folded && (
        <div className="mt-3 -mb-3">
          <LoginFields
            base="login"
            value={login}
            onChange={(part) => setDraft('login', { ...login, ...part })}
          />
        </div>
      )}
      <div className="mt-4 border-t border-line pt-3">
        <SharedBastion hint={bastion('useHint')} />
      </div>
    </section>
  )
}
