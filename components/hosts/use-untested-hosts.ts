'use client'

import { useTranslations } from 'use-intl'
import type { ConnectionTest } from '@/components/connection-test/connection-test-store'
import type { Blocker } from '@/components/wizard/steps/blocker'
import type { HostDraft } from '@/lib/cluster/draft'

/** More than so many are told in one line. */
const MAX_LISTED = 5

/** Hosts that did not answer yet: the step is only done when each was reached once. */
export function useUntestedHosts(
  hosts: readonly HostDraft[],
  reaches: ReadonlyMap<string, ConnectionTest>,
  open: (id: string) => void,
): Blocker[] {
  const t = useTranslations('hosts')
  const untested = hosts.flatMap((host, index) =>
    reaches.get(host.id)?.state === 'reached'
      ? []
      : [{ id: host.id, name: host.name || host.address || t('row', { row: index + 1 }) }],
  )
  const [first] = untested
  if (first && untested.length > MAX_LISTED) {
    const text = t('unreachedMany', { count: untested.length, name: first.name })
    return [{ key: 'many', text, onPress: () => open(first.id) }]
  }
  return untested.map(({ id, name }) => ({
    key: id,
    text: t('unreached', { name }),
    onPress: () => open(id),
  }))
}
