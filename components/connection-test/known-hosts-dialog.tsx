'use client'

import { FileText } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useTranslations } from 'use-intl'
import { request } from '@/components/socket/request'
import { useDebouncedRequest } from '@/components/socket/use-debounced-request'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { FileButton } from '@/components/ui/file-button'
import { TextAreaField } from '@/components/ui/text-field'
import type { KnownHostKey } from '@/lib/contract/known-hosts'
import type { PresentedKey } from './host-key'

/** A longer one is something else. */
const MAX_FILE_BYTES = 4_000_000

/** Pins what a known_hosts file says of these machines. Shows of each what it says before anything is taken. */
export function KnownHostsDialog({
  keys,
  onTake,
  onClose,
}: {
  keys: readonly PresentedKey[]
  onTake: (keys: readonly PresentedKey[]) => void
  onClose: () => void
}) {
  const t = useTranslations('hosts.keys.known')
  const [text, setText] = useState('')
  // The list changes while hosts are reached; what was asked for when it opened stays.
  const [machines] = useState(keys)
  const requestKeys = useCallback(
    (typed: string) => request('hosts.keys', { text: typed, places: machines.map(toEndpoint) }),
    [machines],
  )
  const { read, failure } = useDebouncedRequest(text, requestKeys)
  const matches = machines.map((seen, index) => ({ seen, known: read?.keys[index] }))
  const found = matches.flatMap(({ seen, known }) =>
    known?.state === 'found' ? [{ ...seen, fingerprint: known.fingerprint }] : [],
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
          <Button look="primary" disabled={found.length === 0} onClick={() => onTake(found)}>
            {t('trust', { count: found.length })}
          </Button>
        </>
      }
    >
      <TextAreaField label={t('label')} mono rows={6} lines={0} value={text} onChange={setText} />
      <div className="mt-2">
        <FileButton icon={FileText} label={t('fromFile')} largestBytes={MAX_FILE_BYTES} onRead={setText} />
      </div>
      {failure && <FailureNotice failure={failure} title={t('failed')} />}
      <p role="status" className="my-2 min-h-6 text-sm">
        {read && t('found', { found: found.length, count: machines.length })}{' '}
        {read &&
          read.unread.length > 0 &&
          t('invalidLines', { count: read.unread.length, lines: read.unread.slice(0, 10).join(', ') })}
      </p>
      {read && <KnownKeyList said={matches} />}
    </Dialog>
  )
}

const toEndpoint = ({ address, port }: PresentedKey) => ({ address, port })

/** What the file says of each machine, beside what the machine shows. */
function KnownKeyList({
  said,
}: {
  said: readonly { seen: PresentedKey; known: KnownHostKey | undefined }[]
}) {
  const t = useTranslations('hosts.keys.known')
  return (
    <ul className="divide-y divide-line rounded-md border border-line text-sm">
      {said.map(({ seen, known }) => (
        <li key={seen.key} className="flex flex-wrap items-baseline gap-x-3 px-3 py-1">
          <span className="min-w-24 font-medium">{seen.name}</span>
          <span className="font-mono text-muted">{seen.address}</span>
          {known?.state === 'found' ? (
            <span className="min-w-0">
              <code className="font-mono break-all">{known.fingerprint}</code>{' '}
              {t(known.fingerprint === seen.fingerprint ? 'same' : 'other', { type: known.keyType })}
            </span>
          ) : (
            <span className="min-w-0 text-muted">{known && t(`states.${known.state}`)}</span>
          )}
        </li>
      ))}
    </ul>
  )
}
