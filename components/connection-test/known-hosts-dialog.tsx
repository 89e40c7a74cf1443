'use client'

import { FileText } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useTranslations } from 'use-intl'
import { request } from '@/components/socket/request'
import { useDebouncedRequest } from '@/components/socket/use-debounced-request'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { FileButton } from '@/components/ui/button/file-button'
import { TextAreaField } from '@/components/ui/form/text-field'
import { Dialog } from '@/components/ui/overlay/dialog'
import type { KnownHostKey } from '@/lib/network/known-hosts'
import type { PresentedKey } from './host-key'

/** Well above the size of a known_hosts file. */
const MAX_FILE_BYTES = 4_000_000

/** Pins host keys from a known_hosts file, after a preview for each machine. */
export function KnownHostsDialog({
  keys,
  onImport,
  onClose,
}: {
  keys: readonly PresentedKey[]
  onImport: (keys: readonly PresentedKey[]) => void
  onClose: () => void
}) {
  const t = useTranslations('hosts.keys.known')
  const [text, setText] = useState('')
  // `keys` changes while connection tests finish, so use the list from when the dialog opened.
  const [machines] = useState(keys)
  const requestKeys = useCallback(
    (typed: string) => request('hosts.keys', { text: typed, endpoints: machines.map(toEndpoint) }),
    [machines],
  )
  const { data: read, failure } = useDebouncedRequest(text, requestKeys)
  const matches = machines.map((presented, index) => ({ presented, known: read?.keys[index] }))
  const found = matches.flatMap(({ presented, known }) =>
    known?.state === 'found' ? [{ ...presented, fingerprint: known.fingerprint }] : [],
  )
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
          <Button variant="primary" disabled={found.length === 0} onClick={() => onImport(found)}>
            {t('trust', { count: found.length })}
          </Button>
        </>
      }
    >
      <TextAreaField label={t('label')} mono rows={6} lines={0} value={text} onChange={setText} />
      <div className="mt-2">
        <FileButton icon={FileText} label={t('fromFile')} maxBytes={MAX_FILE_BYTES} onRead={setText} />
      </div>
      {failure && <FailureNotice failure={failure} title={t('failed')} />}
      <p role="status" className="my-2 min-h-6 text-sm">
        {read && t('found', { found: found.length, count: machines.length })}{' '}
        {read &&
          read.unread.length > 0 &&
          t('invalidLines', { count: read.unread.length, lines: read.unread.slice(0, 10).join(', ') })}
      </p>
      {read && <KnownKeyList matches={matches} />}
    </Dialog>
  )
}

const toEndpoint = ({ address, port }: PresentedKey) => ({ address, port })

/** For each machine, the key in the file compared with the presented key. */
function KnownKeyList({
  matches,
}: {
  matches: readonly { presented: PresentedKey; known: KnownHostKey | undefined }[]
}) {
  const t = useTranslations('hosts.keys.known')
  return (
    <ul className="divide-y divide-line rounded-md border border-line text-sm">
      {matches.map(({ presented, known }) => (
        <li key={presented.key} className="flex flex-wrap items-baseline gap-x-3 px-3 py-1">
          <span className="min-w-24 font-medium">{presented.name}</span>
          <span className="font-mono text-muted">{presented.address}</span>
          {known?.state === 'found' ? (
            <span className="min-w-0">
              <code className="font-mono break-all">{known.fingerprint}</code>{' '}
              {t(known.fingerprint === presented.fingerprint ? 'same' : 'other', { type: known.keyType })}
            </span>
          ) : (
            <span className="min-w-0 text-muted">{known && t(`states.${known.state}`)}</span>
          )}
        </li>
      ))}
    </ul>
  )
}
