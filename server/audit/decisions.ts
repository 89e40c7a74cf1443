/** What a saved change decides: things that an auditor asks about later. */
import type { Draft } from '@/lib/cluster/draft'
import type { DraftPatch } from '@/lib/contract/socket'
import type { AuditEvent } from './audit-log'

interface Decision {
  event: AuditEvent
  facts: Record<string, string>
}

/** Host keys that were accepted and checks that were waived by a patch. */
export function decisions(before: Draft, patch: DraftPatch): Decision[] {
  const { waivers = [] } = patch
  const known = new Set(keyed(before).map(({ key }) => key))
  const keys = keyed(patch)
    .filter(({ key }) => key !== '' && !known.has(key))
    .map((facts) => ({ event: 'host-key-accepted' as const, facts }))
  const has = (check: string, host: string) =>
    before.waivers.some((waiver) => waiver.check === check && waiver.host === host)
  const waived = waivers
    .filter(({ check, host }) => !has(check, host))
    .map(({ check, host, reason }) => ({ event: 'check-waived' as const, facts: { check, host, reason } }))
  return [...keys, ...waived]
}

/** Every machine whose key a draft names, bastions included. */
function keyed({
  taskbox,
  bastion,
  hosts = [],
}: DraftPatch): { host: string; address: string; key: string }[] {
  const machines = [...(taskbox ? [{ ...taskbox, name: 'taskbox' }] : []), ...hosts]
  return [...machines, { name: '', bastion }].flatMap((machine) => [
    ...('hostKey' in machine ? [placed(machine.name, machine)] : []),
    ...(machine.bastion ? [placed(`bastion ${machine.name}`.trim(), machine.bastion)] : []),
  ])
}

const placed = (host: string, { address, hostKey }: { address: string; hostKey: string }) => ({
  host,
  address,
  key: hostKey,
})
