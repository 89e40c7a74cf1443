/**
 * The destinations of each secret of a draft: the machine that it logs in to and its bastion, and for secrets in the
 * installer's files, the taskbox and the package. A stored secret is bound to the destinations that it was entered for
 * (`stored-secrets.ts`).
 */
import { z } from 'zod'
import { bastionOf } from '@/lib/cluster/bastion'
import type { Draft, HostDraft, TaskboxDraft } from '@/lib/cluster/draft/draft'
import { ROOT, SSH_PORT } from '@/lib/cluster/draft/draft-defaults'
import { normalize } from '@/lib/cluster/draft/normalize'
import { secretParameters } from '@/lib/installers/registry'
import { isRecord } from '@/lib/structural-sharing'

/** Earlier versions stored the hops as `place`. */
function readFormerHops(stored: unknown): unknown {
  if (!isRecord(stored) || stored.hops !== undefined) return stored
  const { place, ...fields } = stored
  return { ...fields, hops: place }
}

export const destination = z.preprocess(
  readFormerHops,
  z.object({
    /** Users, addresses, ports and paths of all hops as JSON. */
    hops: z.string(),
    /** The pinned host key of each hop; empty if no key is pinned. */
    keys: z.array(z.string()),
  }),
)
export type Destination = z.infer<typeof destination>

/** A machine on the route, or a path or storage server, which has no key. */
interface Hop {
  name: readonly (string | number)[]
  key?: string
}

type Machine = Pick<TaskboxDraft, 'user' | 'address' | 'port' | 'hostKey'>

/** Returns the destinations by secret name (`draft-secrets.ts`). The shared login has one for each host that uses it. */
export function destinationsOf(rawDraft: Draft): (name: string) => readonly Destination[] {
  const draft = normalize(rawDraft)
  const files = filesHops(draft)
  // Omit rows without an address, or adding an address would withhold the shared login from all hosts.
  const shared = draft.hosts
    .filter(({ sharedLogin, address, ip, taskbox }) => sharedLogin && (taskbox || address || ip))
    .map((host) =>
      toDestination([...(host.taskbox ? [] : hostHops(draft, host, draft.login.user)), ...files]),
    )
  const owners = new Map<string, readonly Destination[]>([['login', uniqueDestinations(shared)]])
  // Merge destinations of owners with the same name, or the last owner would get the secret of the first.
  const add = (name: string, hops: readonly Hop[]) =>
    owners.set(name, uniqueDestinations([...(owners.get(name) ?? []), toDestination(hops)]))
  add('taskbox', taskboxHops(draft))
  if (draft.bastion) add('bastion', [toHop('bastion', draft.bastion)])
  if (draft.taskbox.bastion) add('taskbox.bastion', [toHop('bastion', draft.taskbox.bastion)])
  for (const host of draft.hosts) {
    add(`host:${host.id}`, [...hostHops(draft, host, host.user), ...files])
    if (host.bastion) add(`host:${host.id}.bastion`, [toHop('bastion', host.bastion)])
  }
  return (name) => {
    if (name.startsWith('settings.')) return [toDestination(files)]
    const [, key] = /^storage\.(.*)$/s.exec(name) ?? []
    if (key !== undefined)
      return [toDestination([...storageServerHops(draft, secretParameters.get(key) ?? []), ...files])]
    return owners.get(name.slice(0, name.lastIndexOf('.'))) ?? []
  }
}

/** Whether a secret entered for one destination may be sent to another: the same hops, and no changed host key. */
export function isCoveredBy(approved: Destination, current: Destination): boolean {
  return (
    approved.hops === current.hops &&
    approved.keys.every((key, index) => key === '' || key === current.keys[index])
  )
}

function toDestination(hops: readonly Hop[]): Destination {
  return { hops: JSON.stringify(hops.map(({ name }) => name)), keys: hops.map(({ key = '' }) => key) }
}

function toHop(kind: string, { user, address, port, hostKey }: Machine): Hop {
  return { name: [kind, user || ROOT, address, Number(port || SSH_PORT)], key: hostKey }
}

/** A machine and its bastion. */
function machineHops(draft: Draft, kind: string, machine: Machine & Pick<TaskboxDraft, 'bastion'>): Hop[] {
  const bastion = bastionOf(draft, machine)
  return [toHop(kind, machine), ...(bastion ? [toHop('bastion', bastion)] : [])]
}

function hostHops(draft: Draft, host: HostDraft, user: string): Hop[] {
  return machineHops(draft, 'host', { ...host, user, address: host.address || host.ip })
}

/** The taskbox over SSH, even while `kind` is `local`. */
const taskboxHops = (draft: Draft): Hop[] => machineHops(draft, 'taskbox', draft.taskbox)

/** The taskbox and the package that contains the installer's files. */
function filesHops(draft: Draft): Hop[] {
  const taskbox = draft.taskbox.kind === 'local' ? [{ name: ['taskbox'] }] : taskboxHops(draft)
  return [...taskbox, { name: ['package', draft.installer.source.replace(/(?<!\/)\/+$/, '')] }]
}

function storageServerHops({ storage }: Draft, keys: readonly string[]): Hop[] {
  return keys.map((key) => ({ name: [key, (storage.parameters[key] ?? '').trim()] }))
}

function uniqueDestinations(destinations: readonly Destination[]): Destination[] {
  return [...new Map(destinations.map((one) => [JSON.stringify(one), one])).values()]
}
