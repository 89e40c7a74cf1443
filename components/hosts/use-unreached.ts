'use client'

import { useTranslations } from 'use-intl'
import type { ReachState } from '@/components/reach/reach-store'
import type { Obstacle } from '@/components/wizard/obstacle'
import type { HostDraft } from '@/lib/cluster/draft'

/** More than so many are told in one line. */
const ONE_BY_ONE = 5

/** Hosts that did not answer yet: the step is only done when each was reached once. */
export function useUnreached(
  hosts: readonly HostDraft[],
  reaches: ReadonlyMap<string, ReachState>,
  open: (id: string) => void,
): Obstacle[] {
  const t = useTranslations('hosts')
  const waiting = hosts.flatMap((host, index) =>
    reaches.get(host.id)?.state === 'reached'
      ? []
      : [{ id: host.id, name: host.name || host.address || t('row', { row: index + 1 }) }],
  )
  const [first] = waiting
  if (first && waiting.length > ONE_BY_ONE) {
    const text = t('unreachedMany', { count: waiting.length, name: first.name })
    return [{ key: 'many', text, onPress: () => open(first.id) }]
  }
  return waiting.map(({ id, name }) => ({ key: id, text: t('unreached', { name }), onPress: () => open(id) }))
}
