'use client'

import { useTranslations } from 'use-intl'
import type { ConnectionTest } from '@/components/connection-test/connection-test-store'
import type { Blocker } from '@/components/wizard/steps/blocker'
import type { HostDraft } from '@/lib/cluster/draft'

/** More hosts than this are one blocker. */
const MAX_LISTED = 5

/** Blockers for hosts without a successful connection test, which the step requires. */
export function useUntestedHosts(
  hosts: readonly HostDraft[],
  connectionTests: ReadonlyMap<string, ConnectionTest>,
  open: (id: string) => void,
): Blocker[] {
  const t = useTranslations('hosts')
  const untested = hosts.flatMap((host, index) =>
    connectionTests.get(host.id)?.state === 'connected'
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
