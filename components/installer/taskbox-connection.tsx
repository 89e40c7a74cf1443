'use client'

import { RotateCw } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { ConnectionTest } from '@/components/connection-test/connection-test-store'
import { FactsText } from '@/components/connection-test/facts-text'
import { ChangedKeyNotice, type PresentedKey, UnknownKeyList } from '@/components/connection-test/host-key'
import { connectionStatus } from '@/components/status/host-status'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { Notice } from '@/components/ui/feedback/notice'
import type { TaskboxDraft } from '@/lib/cluster/draft/draft'

/** The result of the taskbox's connection test, and its host key to accept. */
export function TaskboxConnection({
  taskbox,
  test,
  onRetry,
  onHostKey,
}: {
  taskbox: TaskboxDraft
  test: ConnectionTest
  onRetry: () => void
  /** @param hop whether the key is the bastion's */
  onHostKey: (fingerprint: string, hop: boolean) => void
}) {
  const t = useTranslations('installer.connection')
  const bastion = useTranslations('hosts.bastion')
  const name = taskbox.kind === 'local' ? t('thisMachine') : taskbox.address
  const retryButton = (
    <Button size="small" icon={RotateCw} onClick={onRetry}>
      {t('again')}
    </Button>
  )
  const { tone, icon } = connectionStatus(test)
  const notice = { tone, shape: icon }
  switch (test.state) {
    case 'untested':
      return <Notice {...notice}>{t('untested')}</Notice>
    case 'scheduled':
    case 'testing':
      return (
        <Notice {...notice} live>
          {t('testing', { name })}
        </Notice>
      )
    case 'connected':
      return (
        <Notice {...notice} live title={t('connected', { name })}>
          <p className="text-sm text-muted">
            <FactsText facts={test.facts} />
            {test.facts.addresses.length > 0 && ` · ${test.facts.addresses.join(', ')}`}
          </p>
        </Notice>
      )
    case 'failed': {
      const { facts } = test.failure
      const hop = facts.hop === 'bastion'
      const presented = hop
        ? presentedKey(test, bastion('keyOf'), String(facts.address ?? ''))
        : presentedKey(test, name, taskbox.address)
      if (test.failure.kind === 'host-key-unknown' && presented)
        return (
          <UnknownKeyList keys={[presented]} onAccept={([key]) => key && onHostKey(key.fingerprint, hop)} />
        )
      if (test.failure.kind === 'host-key-changed' && presented)
        return (
          <ChangedKeyNotice
            presented={presented}
            pinned={String(facts.pinned ?? '')}
            onForget={() => onHostKey('', hop)}
          />
        )
      return <FailureNotice failure={test.failure} title={t('failed', { name })} actions={retryButton} />
    }
  }
}

/** The presented host key of a failed connection test. */
function presentedKey(
  test: ConnectionTest & { state: 'failed' },
  name: string,
  address: string,
): PresentedKey | undefined {
  const { fingerprint, port } = test.failure.facts
  if (typeof fingerprint !== 'string') return undefined
  return { key: 'taskbox', name, address, port: Number(port), fingerprint }
}
