'use client'

import { RotateCw } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { ConnectionTest } from '@/components/connection-test/connection-test-store'
import { FactsText } from '@/components/connection-test/facts-text'
import { ChangedKeyNotice, type PresentedKey, UnknownKeyList } from '@/components/connection-test/host-key'
import { connectionStatus } from '@/components/status/host-status'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { TaskboxDraft } from '@/lib/cluster/draft'

/** Whether the taskbox answered, and with what; an unknown key waits here to be accepted. */
export function TaskboxConnection({
  taskbox,
  reach,
  onAgain,
  onHostKey,
}: {
  taskbox: TaskboxDraft
  reach: ConnectionTest
  onAgain: () => void
  /** @param hop that it is the bastion's */
  onHostKey: (fingerprint: string, hop: boolean) => void
}) {
  const t = useTranslations('installer.connection')
  const bastion = useTranslations('hosts.bastion')
  const name = taskbox.kind === 'local' ? t('thisMachine') : taskbox.address
  const again = (
    <Button size="small" icon={RotateCw} onClick={onAgain}>
      {t('again')}
    </Button>
  )
  const { tone, icon } = connectionStatus(reach)
  const notice = { tone, shape: icon }
  switch (reach.state) {
    case 'none':
      return <Notice {...notice}>{t('none')}</Notice>
    case 'soon':
    case 'reaching':
      return (
        <Notice {...notice} live>
          {t('reaching', { name })}
        </Notice>
      )
    case 'reached':
      return (
        <Notice {...notice} live title={t('reached', { name })}>
          <p className="text-sm text-muted">
            <FactsText facts={reach.facts} />
            {reach.facts.addresses.length > 0 && ` · ${reach.facts.addresses.join(', ')}`}
          </p>
        </Notice>
      )
    case 'failed': {
      const { facts } = reach.failure
      const hop = facts.hop === 'bastion'
      const seen = hop
        ? presentedKey(reach, bastion('keyOf'), String(facts.address ?? ''))
        : presentedKey(reach, name, taskbox.address)
      if (reach.failure.kind === 'host-key-unknown' && seen)
        return <UnknownKeyList keys={[seen]} onAccept={([key]) => key && onHostKey(key.fingerprint, hop)} />
      if (reach.failure.kind === 'host-key-changed' && seen)
        return (
          <ChangedKeyNotice
            seen={seen}
            pinned={String(facts.pinned ?? '')}
            onForget={() => onHostKey('', hop)}
          />
        )
      return <FailureNotice failure={reach.failure} title={t('failed', { name })} actions={again} />
    }
  }
}

/** The key that a machine showed when it was not let in because of it. */
function presentedKey(
  reach: ConnectionTest & { state: 'failed' },
  name: string,
  address: string,
): PresentedKey | undefined {
  const { fingerprint, port } = reach.failure.facts
  if (typeof fingerprint !== 'string') return undefined
  return { key: 'taskbox', name, address, port: Number(port), fingerprint }
}
