'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { useTokenConfirmation } from '@/components/sessions/use-token-confirmation'
import { type RequestError, request } from '@/components/socket/request'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { Notice } from '@/components/ui/feedback/notice'
import type { Draft } from '@/lib/cluster/draft/draft'
import { secretStates } from '@/lib/credentials/stored-secrets'
import { useDraft } from './draft/draft-store'
import { useWizard } from './wizard-context'

const MAX_OWNERS = 5

/** Lists stored secrets that are withheld because their destination changed, with a button to approve it. */
export function WithheldSecrets() {
  const t = useTranslations('wizard.withheld')
  const { id, flush, revision } = useWizard()
  const draft = useDraft()
  const [failure, setFailure] = useState<RequestError>()
  const [confirmed, dialog] = useTokenConfirmation(setFailure, 'send')
  const states = Object.entries(secretStates(draft))
  const names = states.filter(([, state]) => state === 'withheld').map(([name]) => name)
  if (names.length === 0) return null
  const owners = [...new Map(names.map((name) => [ownerOf(name), ownerFacts(draft, name)])).values()]
  const rest = owners.length - MAX_OWNERS
  const listed = [
    ...owners.slice(0, MAX_OWNERS).map((facts) => t('owner', facts)),
    ...(rest > 0 ? [t('more', { count: rest })] : []),
  ]
  async function approve() {
    if (!(await flush())) return undefined
    const response = await request('clusters.approve', { id, revision: revision() })
    return response.ok ? undefined : response.failure
  }
  return (
    <Notice
      tone="fail"
      live
      className="mb-5"
      title={t('title', { count: names.length })}
      actions={<Button onClick={() => void confirmed(approve)}>{t('approve')}</Button>}
    >
      {t('text', { owners: listed.join(', ') })}
      {failure && <FailureNotice failure={failure} />}
      {dialog}
    </Notice>
  )
}

/** The owner in a secret's name (`lib/credentials/draft-secrets.ts`). */
const ownerOf = (name: string): string =>
  name.startsWith('storage.') ? 'storage' : name.replace(/\.[^.]*$/, '')

function ownerFacts(draft: Draft, name: string): { of: string; name: string } {
  const owner = ownerOf(name)
  const host = draft.hosts.find(({ id }) => owner === `host:${id}` || owner === `host:${id}.bastion`)
  if (host) return { of: 'host', name: host.name || host.address || host.ip }
  return { of: owner === 'taskbox.bastion' ? 'bastion' : owner, name: '' }
}
