'use client'

import { useTranslations } from 'use-intl'
import type { ReachState } from '@/components/reach/reach-store'
import type { Obstacle } from '@/components/wizard/obstacle'
import type { HostDraft } from '@/lib/cluster/draft'

/** Hosts that did not answer yet: the step is only done when each was reached once. */
export function useUnreached(
  hosts: readonly HostDraft[],
  reaches: ReadonlyMap<string, ReachState>,
  open: (id: string) => void,
): Obstacle[] {
  const t = useTranslations('hosts')
  return hosts.flatMap((host, index) => {
    if (reaches.get(host.id)?.state === 'reached') return []
    const name = host.name || host.address || t('row', { row: index + 1 })
    return [{ key: host.id, text: t('unreached', { name }), onPress: () => open(host.id) }]
  })
}
