'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { type RequestResult, request } from '@/components/socket/request'
import { useDebouncedRequest } from '@/components/socket/use-debounced-request'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { TextAreaField } from '@/components/ui/form/text-field'
import { Dialog } from '@/components/ui/overlay/dialog'
import type { DraftPatch, HostDraft } from '@/lib/cluster/draft/draft'
import type { ResponsePayload } from '@/lib/contract/socket'
import { useHostsActions } from '../hosts-context'

const MAX_PREVIEW_ROWS = 50

const EXAMPLES = {
  range: '192.168.0.1-12',
  table: 'master\t192.168.0.1\tmaster,etcd\nnode1\t192.168.0.2\tnode\nnode2\t192.168.0.3\tnode',
  inventory:
    '[all]\nmaster ansible_connection=local  ip=192.168.0.1\nnode1  ansible_host=192.168.0.2  ip=192.168.0.2  ansible_ssh_pass=PASSWORD\n\n[kube-master]\nmaster\n\n[kube-node]\nnode1\n\n[etcd]\nmaster\n',
} as const

/** Imports hosts from a table, addresses, a range or an inventory, with a preview. */
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
  const { data: response, failure, pending: reading } = useDebouncedRequest(text, requestImport)
  const read = response?.draft
  const rows = read?.hosts ?? []
  return (
    <Dialog
      open
      onClose={onClose}
      shape="large"
      title={t('title')}
      text={t('text')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          {hosts.length > 0 && (
            <Button disabled={rows.length === 0} onClick={() => read && onImport(read, true)}>
              {t('replace', { count: hosts.length })}
            </Button>
          )}
          <Button
            variant="primary"
            disabled={rows.length === 0}
            onClick={() => read && onImport(read, false)}
          >
            {t('add', { count: rows.length })}
          </Button>
        </>
      }
    >
      <TextAreaField
        label={t('label')}
        mono
        rows={8}
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
        {text.trim() !== '' && !reading && !failure && t('found', { count: rows.length })}
      </div>
      {rows.length > 0 && <Preview rows={rows} />}
    </Dialog>
  )
}

const requestImport = (text: string): Promise<RequestResult<ResponsePayload<'hosts.import'>>> =>
  request('hosts.import', { text })

function Preview({ rows }: { rows: readonly HostDraft[] }) {
  const t = useTranslations('hosts')
  const { roles, roleLabel } = useHostsActions()
  const addresses = ['address', 'ip', ...(rows.some(({ ip6 }) => ip6) ? (['ip6'] as const) : [])] as const
  return (
    <div className="overflow-x-auto rounded-md border border-line">
      <table className="w-full text-left text-sm">
        <thead className="bg-sunken text-muted">
          <tr>
            {(['name', ...addresses, 'roles'] as const).map((column) => (
              <th key={column} scope="col" className="px-2 py-1 font-medium">
                {t(`fields.${column}.label`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="font-mono">
          {rows.slice(0, MAX_PREVIEW_ROWS).map((host) => (
            <tr key={host.id} className="border-t border-line">
              <td className="px-2 py-1">{host.name}</td>
              {addresses.map((field) => (
                <td key={field} className="px-2 py-1">
                  {host[field]}
                </td>
              ))}
              <td className="px-2 py-1 text-muted">
                {roles
                  .filter((role) => host.roles.includes(role))
                  .map(roleLabel)
                  .join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > MAX_PREVIEW_ROWS && (
        <p className="border-t border-line px-2 py-1 text-sm text-muted">
          {t('import.more', { count: rows.length - MAX_PREVIEW_ROWS })}
        </p>
      )}
    </div>
  )
}
