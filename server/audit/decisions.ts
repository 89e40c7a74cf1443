/** What a saved change decides: things that an auditor asks about later. */
import type { Draft } from '@/lib/cluster/draft'
import type { DraftPatch } from '@/lib/contract/socket'
import type { AuditEvent } from './audit-log'

interface Decision {
  event: AuditEvent
  facts: Record<string, string>
}

/** Host keys that were accepted and checks that were waived by a patch. */
export function decisions(before: Draft, { taskbox, hosts = [], waivers = [] }: DraftPatch): Decision[] {
  const known = new Set([before.taskbox.hostKey, ...before.hosts.map(({ hostKey }) => hostKey)])
  const places = [...(taskbox ? [{ ...taskbox, name: 'taskbox' }] : []), ...hosts]
  const keys = places
    .filter(({ hostKey }) => hostKey !== '' && !known.has(hostKey))
    .map(({ name, address, hostKey }) => ({
      event: 'host-key-accepted' as const,
      facts: { host: name, address, key: hostKey },
    }))
  const has = (check: string, host: string) =>
    before.waivers.some((waiver) => waiver.check === check && waiver.host === host)
  const waived = waivers
    .filter(({ check, host }) => !has(check, host))
    .map(({ check, host, reason }) => ({ event: 'check-waived' as const, facts: { check, host, reason } }))
  return [...keys, ...waived]
}
