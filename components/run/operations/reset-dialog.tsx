'use client'

import { useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { ConfirmNameField, OperationDialog } from './operation-dialog'
import { useOperationStart } from './use-operation-start'

/** Resets the cluster after it says what is deleted on which hosts, and the user typed the cluster's name. */
export function ResetDialog({ members, onClose }: { members: readonly string[]; onClose: () => void }) {
  const t = useTranslations('operations.reset.dialog')
  const { name: entered, installer } = useDraft()
  const name = entered.trim()
  const [typed, setTyped] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const start = useOperationStart('destroy', onClose)
  const network = t.has(`network.${installer.id}`) ? `network.${installer.id}` : 'network.other'
  return (
    <OperationDialog
      title={t('title', { name })}
      text={t('text', { count: members.length })}
      action={t('action', { name })}
      danger
      disabled={typed.trim() !== name}
      start={start}
      initialFocus={field}
      onStart={() => start.start({ id: 'reset' })}
      onClose={onClose}
    >
      <div>
        <p className="font-medium">{t('deleted')}</p>
        <ul className="list-disc pl-5">
          <li>{t('data')}</li>
          <li>{t('state')}</li>
          <li>{t(network)}</li>
        </ul>
      </div>
      <div>
        <p className="font-medium">{t('hosts')}</p>
        <p className="max-h-32 overflow-y-auto break-words">{members.join(', ')}</p>
      </div>
      <ConfirmNameField name={name} value={typed} onChange={setTyped} ref={field} />
    </OperationDialog>
  )
}
