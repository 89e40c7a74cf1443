/** Finds and records the changes of a draft that belong in the audit log. */
import type { Draft, DraftPatch } from '@/lib/cluster/draft/draft'
import type { Actor, AuditEvent, AuditFacts, AuditLog } from './audit-log'

interface AuditedChange {
  event: AuditEvent
  facts: AuditFacts
}

/** An accepted host key and its address. */
type AcceptedKey = { host: string; hostAddress: string; port?: string; key: string }

/** The host keys that a patch accepts, the checks that it waives, and the packages that it trusts or names the release of. */
export function auditedChanges(previous: Draft, patch: DraftPatch): AuditedChange[] {
  const { waivers = [], installer } = patch
  // A key is accepted per address and port: at another one, it may be a stolen copy.
  const known = new Set(hostKeysOf(previous).map(identityOf))
  const keys = hostKeysOf(patch)
    .filter((one) => one.key !== '' && !known.has(identityOf(one)))
    .map((facts) => ({ event: 'host-key-accepted' as const, facts }))
  const has = (check: string, host: string) =>
    previous.waivers.some((waiver) => waiver.check === check && waiver.host === host)
  const waived = waivers
    .filter(({ check, host }) => !has(check, host))
    .map(({ check, host, reason }) => ({ event: 'check-waived' as const, facts: { check, host, reason } }))
  const path = installer?.trusted ?? ''
  const trusted = path === '' || path === previous.installer.trusted ? [] : [path]
  return [
    ...keys,
    ...waived,
    ...trusted.map((folder) => ({ event: 'package-trusted' as const, facts: { path: folder } })),
    ...namedRelease(previous.installer, installer),
  ]
}

/** The release that a patch names for a package, unless it did before. */
function namedRelease(previous: Draft['installer'], after: DraftPatch['installer']): AuditedChange[] {
  const { source: path = '', version: release = '', releaseReason: reason = '' } = after ?? {}
  const isNew = reason !== previous.releaseReason || release !== previous.version || path !== previous.source
  return reason !== '' && isNew ? [{ event: 'release-named', facts: { path, release, reason } }] : []
}

/** Records each change, then runs `action`; see AuditLog.record for failures. */
export function recordChanges<T>(
  audit: AuditLog,
  actor: Actor,
  cluster: string,
  changes: readonly AuditedChange[],
  action: () => Promise<T>,
): Promise<T> {
  const run = changes.reduceRight(
    (next, { event, facts }) =>
      () =>
        audit.record(event, actor, { cluster, ...facts }, next),
    action,
  )
  return run()
}

/** The host keys in a draft, including those of bastions. */
function hostKeysOf({ taskbox, bastion, hosts = [] }: DraftPatch): AcceptedKey[] {
  const machines = [...(taskbox ? [{ ...taskbox, name: 'taskbox' }] : []), ...hosts]
  return [...machines, { name: '', bastion }].flatMap((machine) => [
    ...('hostKey' in machine ? [toAcceptedKey(machine.name, machine)] : []),
    ...(machine.bastion ? [toAcceptedKey(`bastion ${machine.name}`.trim(), machine.bastion)] : []),
  ])
}

type HostKeyFields = Pick<Draft['taskbox'], 'address' | 'port' | 'hostKey'>

/** Omits an empty port, which means the default. */
const toAcceptedKey = (host: string, { address, port, hostKey }: HostKeyFields): AcceptedKey => ({
  host,
  hostAddress: address,
  ...(port === '' ? {} : { port }),
  key: hostKey,
})

const identityOf = ({ hostAddress, port = '', key }: AcceptedKey): string =>
  [hostAddress, port, key].join('\n')
