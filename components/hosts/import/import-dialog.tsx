'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { type RequestResult, request } from '@/components/socket/request'
import { useDebouncedRequest } from '@/components/socket/use-debounced-request'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { Checkbox } from '@/components/ui/form/checkbox'
import { TextAreaField } from '@/components/ui/form/text-field'
import { Confirm } from '@/components/ui/overlay/confirm'
import { Dialog } from '@/components/ui/overlay/dialog'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { sharedBastion } from '@/lib/cluster/bastion'
import type { DraftPatch, HostDraft } from '@/lib/cluster/draft/draft'
import type { HostsImport } from '@/lib/contract/hosts-import'
import { formatEndpoint } from '@/lib/network/address'
import { ImportFindings } from './import-findings'
import { ImportPreview, useImportedRows } from './import-preview'
import { networkOf } from './imported-network'

const EXAMPLES = {
  range: '192.168.0.1-12',
  table: 'master\t192.168.0.1\tmaster,etcd\nnode1\t192.168.0.2\tnode\nnode2\t192.168.0.3\tnode',
  inventory:
    '[all]\nmaster ansible_connection=local  ip=192.168.0.1\nnode1  ansible_host=192.168.0.2  ip=192.168.0.2  ansible_ssh_pass=PASSWORD\n\n[kube-master]\nmaster\n\n[kube-node]\nnode1\n\n[etcd]\nmaster\n',
} as const

/** Imports hosts from a table, addresses, a range, an inventory or a KubeKey configuration, with an editable preview. */
export function ImportDialog({
  initial,
  hosts,
  onImport,
  onClose,
}: {
  initial: string
  hosts: readonly HostDraft[]
  onImport: (read: DraftPatch, replace: boolean) => void
  onClose: () => void
}) {
  const t = useTranslations('hosts.import')
  const [text, setText] = useState(initial)
  const [discarding, setDiscarding] = useState(false)
  const { data: imported, failure, pending: reading } = useDebouncedRequest(text, requestImport)
  const { rows, editor } = useImportedRows(imported)
  const extras = useExtras(imported)
  const isEmpty = text.trim() === ''
  const submit = (replace: boolean) => onImport({ hosts: rows, ...extras.patch }, replace)
  return (
    <Dialog
      open
      onClose={() => (isEmpty ? onClose() : setDiscarding(true))}
      shape="wide"
      title={t('title')}
      text={t('text')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          {hosts.length > 0 && (
            <Button disabled={rows.length === 0} onClick={() => submit(true)}>
              {t('replace', { count: hosts.length })}
            </Button>
          )}
          <Button variant="primary" disabled={rows.length === 0} onClick={() => submit(false)}>
            {t('add', { count: rows.length })}
          </Button>
        </>
      }
    >
      <TextAreaField
        label={t('label')}
        mono
        rows={rows.length > 0 ? 5 : 8}
        lines={1}
        value={text}
        onChange={setText}
        placeholder={EXAMPLES.table}
      />
      <p className="mb-3 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
        {t('examples')}
        {(['table', 'range', 'inventory'] as const).map((kind) => (
          <Button key={kind} size="small" onClick={() => setText(EXAMPLES[kind])}>
            {t(`kinds.${kind}`)}
          </Button>
        ))}
      </p>
      {failure && <FailureNotice failure={failure} title={t('failed')} />}
      <div role="status" className="min-h-6 text-sm">
        {!isEmpty && !reading && imported && (
          <>
            {t('found', { count: rows.length, format: t(`formats.${imported.format}`) })}{' '}
            {imported.unread.length > 0 && `${t('unreadTitle', { count: imported.unread.length })}.`}
          </>
        )}
      </div>
      {rows.length > 0 && <ImportPreview rows={rows} editor={editor} onText={setText} />}
      {extras.choices}
      {imported && <ImportFindings imported={imported} />}
      <Confirm
        open={discarding}
        title={t('discard.title')}
        text={t('discard.text')}
        action={t('discard.action')}
        onConfirm={onClose}
        onCancel={() => setDiscarding(false)}
      />
    </Dialog>
  )
}

const requestImport = (text: string): Promise<RequestResult<HostsImport>> => request('hosts.import', { text })

/** The bastion and the settings of the text, each of which the user can leave out. */
function useExtras(imported: HostsImport | undefined) {
  const t = useTranslations('hosts.import')
  const draft = useDraft()
  const [isBastionUsed, setBastionUsed] = useState<boolean>()
  const [isNetworkUsed, setNetworkUsed] = useState(true)
  const bastion = imported?.draft.bastion
  const usesBastion = isBastionUsed ?? sharedBastion(draft) === undefined
  const { network, stated } = networkOf(draft.network, imported?.settings ?? {})
  const named = stated.map(([name, value]) => `${t(`settings.${name}`)} ${value}`).join(', ')
  return {
    patch: {
      ...(bastion && usesBastion && { bastion }),
      ...(stated.length > 0 && isNetworkUsed && { network }),
    },
    choices: (
      <div className="mt-3 flex flex-col gap-2">
        {bastion && (
          <Checkbox
            checked={usesBastion}
            onChange={setBastionUsed}
            label={t('useBastion', {
              bastion: `${bastion.user}@${formatEndpoint(bastion.address, bastion.port || '22')}`,
            })}
          />
        )}
        {stated.length > 0 && (
          <Checkbox
            checked={isNetworkUsed}
            onChange={setNetworkUsed}
            label={t('useSettings', { settings: named })}
          />
        )}
      </div>
    ),
  }
}
