/** What a saved change decides: things that an auditor asks about later. */
import type { Draft } from '@/lib/cluster/draft'
import type { DraftPatch } from '@/lib/contract/socket'
import type { Actor, AuditEvent, AuditFacts, AuditLog } from './audit-log'

interface AuditedChange {
  event: AuditEvent
  facts: AuditFacts
}

/** A host key, and where it is that machine's. */
type AcceptedKey = { host: string; hostAddress: string; port?: string; key: string }

/** Host keys that were accepted, checks that were waived and packages that were trusted by a patch. */
export function auditedChanges(before: Draft, patch: DraftPatch): AuditedChange[] {
  const { waivers = [], installer } = patch
  // A key is accepted for one place; the same at another may be somebody else who has it.
  const known = new Set(hostKeysOf(before).map(identityOf))
  const keys = hostKeysOf(patch)
    .filter((one) => one.key !== '' && !known.has(identityOf(one)))
    .map((facts) => ({ event: 'host-key-accepted' as const, facts }))
  const has = (check: string, host: string) =>
    before.waivers.some((waiver) => waiver.check === check && waiver.host === host)
  const waived = waivers
    .filter(({ check, host }) => !has(check, host))
    .map(({ check, host, reason }) => ({ event: 'check-waived' as const, facts: { check, host, reason } }))
  const path = installer?.trusted ?? ''
  const trusted = path === '' || path === before.installer.trusted ? [] : [path]
  return [
    ...keys,
    ...waived,
    ...trusted.map((folder) => ({ event: 'package-trusted' as const, facts: { path: folder } })),
  ]
}

/** Does what decides so, each decision on record before (`AuditLog.act`). */
export function recordChanges<T>(
  audit: AuditLog,
  who: Actor,
  cluster: string,
  made: readonly AuditedChange[],
  deed: () => Promise<T>,
): Promise<T> {
  const recorded = made.reduceRight(
    (next, { event, facts }) =>
      () =>
        audit.record(event, who, { cluster, ...facts }, next),
    deed,
  )
  return recorded()
}

/** Every machine whose key a draft names, bastions included. */
function hostKeysOf({ taskbox, bastion, hosts = [] }: DraftPatch): AcceptedKey[] {
  const machines = [...(taskbox ? [{ ...taskbox, name: 'taskbox' }] : []), ...hosts]
  return [...machines, { name: '', bastion }].flatMap((machine) => [
    ...('hostKey' in machine ? [toAcceptedKey(machine.name, machine)] : []),
    ...(machine.bastion ? [toAcceptedKey(`bastion ${machine.name}`.trim(), machine.bastion)] : []),
  ])
}

type HostKeyFields = Pick<Draft['taskbox'], 'address' | 'port' | 'hostKey'>

/** @returns a port only where it is not the usual one */
const toAcceptedKey = (host: string, { address, port, hostKey }: HostKeyFields): AcceptedKey => ({
  host,
  hostAddress: address,
  ...(port === '' ? {} : { port }),
  key: hostKey,
})

const identityOf = ({ hostAddress, port = '', key }: AcceptedKey): string =>
  [hostAddress, port, key].join('\n')
