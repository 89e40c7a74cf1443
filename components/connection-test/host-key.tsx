'use client'

import { KeyRound } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button/button'
import { CopyButton } from '@/components/ui/button/copy-button'
import { Notice } from '@/components/ui/feedback/notice'
import { Confirm } from '@/components/ui/overlay/confirm'
import { KEY_LIST_ID } from '@/components/wizard/steps/cause-list'
import { KnownHostsDialog } from './known-hosts-dialog'

export interface PresentedKey {
  /** The id of a host, or `taskbox`. */
  key: string
  /** Label of the machine. */
  name: string
  address: string
  port: number
  fingerprint: string
}

/** Unknown host keys with their fingerprints and how to compare them. Accepted keys are pinned. */
export function UnknownKeyList({
  keys,
  onAccept,
}: {
  keys: readonly PresentedKey[]
  onAccept: (keys: readonly PresentedKey[]) => void
}) {
  const t = useTranslations('hosts.keys')
  const [importing, setImporting] = useState(false)
  if (keys.length === 0) return null
  return (
    <section
      id={KEY_LIST_ID}
      aria-label={t('title', { count: keys.length })}
      className="overflow-hidden rounded-md border border-accent/30 bg-accent-soft"
    >
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2 p-3">
        <KeyRound aria-hidden size={16} className="mt-0.5 shrink-0 text-accent" />
        <div className="min-w-0 flex-1 basis-72">
          <h3 className="font-medium">{t('title', { count: keys.length })}</h3>
          <p className="text-sm text-muted">
            {t.rich('compare', {
              code: (chunks) => <code className="font-mono text-xs break-words text-ink">{chunks}</code>,
            })}
          </p>
        </div>
        <Button size="small" onClick={() => setImporting(true)}>
          {t('known.open')}
        </Button>
        <Button variant="primary" size="small" onClick={() => onAccept(keys)}>
          {t('trust', { count: keys.length })}
        </Button>
      </div>
      <ul className="max-h-60 divide-y divide-line overflow-y-auto border-t border-accent/30 bg-surface">
        {keys.map((presented) => (
          <KeyRow key={presented.key} presented={presented}>
            {keys.length > 1 && (
              <Button
                size="small"
                variant="quiet"
                aria-label={t('trustOne', { name: presented.name })}
                onClick={() => onAccept([presented])}
              >
                {t('trustShort')}
              </Button>
            )}
          </KeyRow>
        ))}
      </ul>
      {importing && (
        <KnownHostsDialog
          keys={keys}
          onClose={() => setImporting(false)}
          onImport={(known) => {
            setImporting(false)
            onAccept(known)
          }}
        />
      )}
    </section>
  )
}

function KeyRow({ presented, children }: { presented: PresentedKey; children: ReactNode }) {
  const t = useTranslations('hosts.keys')
  return (
    <li className="flex flex-wrap items-center gap-x-3 py-1 pr-2 pl-3">
      <span className="min-w-24 font-medium">{presented.name}</span>
      <span className="font-mono text-sm text-muted">{presented.address}</span>
      <code className="min-w-0 font-mono text-sm break-all">{presented.fingerprint}</code>
      <span className="ml-auto flex items-center">
        <CopyButton text={presented.fingerprint} label={t('fingerprint')} />
        {children}
      </span>
    </li>
  )
}

/** A host key that differs from the pinned one. The user must confirm the removal of the pinned key. */
export function ChangedKeyNotice({
  presented,
  pinned,
  onForget,
}: {
  presented: PresentedKey
  pinned: string
  onForget: () => void
}) {
  const t = useTranslations('hosts.keys')
  const [confirming, setConfirming] = useState(false)
  return (
    <Notice
      tone="fail"
      live
      title={t('changed.title', { name: presented.name })}
      actions={<Button onClick={() => setConfirming(true)}>{t('changed.remove')}</Button>}
    >
      <p>{t('changed.text')}</p>
      <dl className="mt-2 grid gap-x-3 text-sm sm:grid-cols-[auto_1fr]">
        <dt className="text-muted">{t('changed.trusted')}</dt>
        <dd className="font-mono break-all">{pinned}</dd>
        <dt className="text-muted">{t('changed.presented')}</dt>
        <dd className="font-mono break-all">{presented.fingerprint}</dd>
      </dl>
      <Confirm
        open={confirming}
        title={t('changed.confirm', { name: presented.name })}
        text={t('changed.confirmText')}
        action={t('changed.remove')}
        onConfirm={() => {
          setConfirming(false)
          onForget()
        }}
        onCancel={() => setConfirming(false)}
      />
    </Notice>
  )
}
