/**
 * Where each secret of a draft is sent: the machine that it logs in to and the bastion in front of it, and, for what is
 * written into the installer's files, the taskbox and its package. A stored secret belongs to the destinations that it
 * was entered for (`stored-secrets.ts`).
 */
import { z } from 'zod'
import { bastionOf } from '@/lib/cluster/bastion'
import { ROOT, SSH_PORT } from '@/lib/cluster/constants'
import type { Draft, HostDraft, TaskboxDraft } from '@/lib/cluster/draft'
import { normalize } from '@/lib/cluster/normalize'
import { secretParameters } from '@/lib/installers/registry'

export const destination = z.object({
  /** Users, addresses, ports and paths in a fixed order, as JSON. */
  place: z.string(),
  /** The pinned host key of each machine in `place`; empty: not seen yet. */
  keys: z.array(z.string()),
})
export type Destination = z.infer<typeof destination>

/** One machine on the way, or a path or server that has no key. */
interface Hop {
  name: readonly (string | number)[]
  key?: string
}

type Machine = Pick<TaskboxDraft, 'user' | 'address' | 'port' | 'hostKey'>

/** The destinations of a secret by its name (`secrets.ts`); the shared login has one for each host that uses it. */
export function destinationsOf(rawDraft: Draft): (name: string) => readonly Destination[] {
  const draft = normalize(rawDraft)
  const files = filesHops(draft)
  // A row without an address cannot be dialed; that it gets one must not withhold the login from the others.
  const shared = draft.hosts
    .filter(({ sharedLogin, address, ip, taskbox }) => sharedLogin && (taskbox || address || ip))
    .map((host) =>
      toDestination([...(host.taskbox ? [] : hostHops(draft, host, draft.login.user)), ...files]),
    )
  const owners = new Map<string, readonly Destination[]>([['login', uniqueDestinations(shared)]])
  // Every destination of a name counts: with the last one alone, another owner of that name would receive its secret.
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
    const [, key] = /^storage\.(.*)$/s.exec(name) ?? []
    if (key !== undefined)
      return [toDestination([...storageServerHops(draft, secretParameters.get(key) ?? []), ...files])]
    return owners.get(name.slice(0, name.lastIndexOf('.'))) ?? []
  }
}

/** Whether a secret that was entered for one destination may be sent to another: the same place, and no other key. */
export function isCoveredBy(approved: Destination, current: Destination): boolean {
  return (
    approved.place === current.place &&
    approved.keys.every((key, index) => key === '' || key === current.keys[index])
  )
}

function toDestination(hops: readonly Hop[]): Destination {
  return { place: JSON.stringify(hops.map(({ name }) => name)), keys: hops.map(({ key = '' }) => key) }
}

function toHop(kind: string, { user, address, port, hostKey }: Machine): Hop {
  return { name: [kind, user || ROOT, address, Number(port || SSH_PORT)], key: hostKey }
}

/** A machine, and the bastion that leads there. */
function machineHops(draft: Draft, kind: string, machine: Machine & Pick<TaskboxDraft, 'bastion'>): Hop[] {
  const bastion = bastionOf(draft, machine)
  return [toHop(kind, machine), ...(bastion ? [toHop('bastion', bastion)] : [])]
}

function hostHops(draft: Draft, host: HostDraft, user: string): Hop[] {
  return machineHops(draft, 'host', { ...host, user, address: host.address || host.ip })
}

/** As it is reached by SSH, also while the installer runs on this machine. */
const taskboxHops = (draft: Draft): Hop[] => machineHops(draft, 'taskbox', draft.taskbox)

/** Where the installer's files lie. */
function filesHops(draft: Draft): Hop[] {
  const taskbox = draft.taskbox.kind === 'local' ? [{ name: ['taskbox'] }] : taskboxHops(draft)
  return [...taskbox, { name: ['package', draft.installer.package.replace(/(?<!\/)\/+$/, '')] }]
}

function storageServerHops({ storage }: Draft, keys: readonly string[]): Hop[] {
  return keys.map((key) => ({ name: [key, (storage.parameters[key] ?? '').trim()] }))
}

function uniqueDestinations(destinations: readonly Destination[]): Destination[] {
  return [...new Map(destinations.map((one) => [JSON.stringify(one), one])).values()]
}
