/**
 * What a check's verdict on a host is made from: while that is the same, the verdict stands. Every check depends on how
 * the host is reached; of the rest on what its `needs` name. Secrets count by their revision alone, so that a draft
 * gives the same basis with its secrets and without.
 */
import { bastionOf, wayOf } from '@/lib/cluster/bastion'
import type { Draft, HostDraft, LoginDraft, TaskboxDraft } from '@/lib/cluster/draft'
import { SECRET_FIELDS } from '@/lib/cluster/draft'
import { loginOf } from '@/lib/cluster/login'
import { tidy } from '@/lib/cluster/tidy'
import type { Need } from './check'

/** By the names of `lib/credentials/secrets.ts`; a secret that is not there has none. */
type Revisions = Readonly<Record<string, number>>

/** The text that stands for all that a check with these needs depends on at a host (by id). */
export type Basis = (needs: readonly Need[], host: string) => string

export function basisOf(given: Draft, revisions: Revisions): Basis {
  const draft = tidy(given)
  const parts = clusterParts(draft, revisions)
  const hosts = new Map(draft.hosts.map((host) => [host.id, hostParts(draft, host, revisions)]))
  return (needs, id) => {
    const host = hosts.get(id)
    if (!host) return ''
    const together = needs.includes('hosts')
    const part = (need: Need) => (isOfHost(need) && !together ? host[need] : parts[need])
    return JSON.stringify([host.access, ...needs.map(part)])
  }
}

/** What a host has of its own. A check that compares hosts depends on all of theirs. */

const OF_HOST = ['name', 'ip', 'roles'] as const
type OfHost = (typeof OF_HOST)[number]
const isOfHost = (need: Need): need is OfHost => OF_HOST.some((one) => one === need)

function hostParts(draft: Draft, host: HostDraft, revisions: Revisions): Record<OfHost | 'access', unknown> {
  const { name, roles } = host
  return {
    name: draft.installer.mode === 'all-in-one' ? '' : name,
    ip: host.ip || host.address,
    roles: [...roles].sort(),
    access: host.taskbox ? taskboxAccess(draft, revisions) : hostAccess(draft, host, revisions),
  }
}

function hostAccess(draft: Draft, host: HostDraft, revisions: Revisions): unknown {
  const owner = host.sharedLogin ? 'login' : `host:${host.id}`
  return [
    ...endpoint({ ...host, address: host.address || host.ip }, loginOf(draft, host), owner, revisions),
    bastionPart(draft, host, `host:${host.id}`, revisions),
  ]
}

function taskboxAccess(draft: Draft, revisions: Revisions): unknown {
  const { taskbox } = draft
  if (taskbox.kind === 'local') return 'local'
  const through = bastionPart(draft, taskbox, 'taskbox', revisions)
  return [...endpoint(taskbox, taskbox, 'taskbox', revisions), through]
}

/** The bastion that leads there. */
function bastionPart(
  draft: Draft,
  machine: HostDraft | TaskboxDraft,
  owner: string,
  revisions: Revisions,
): unknown {
  const bastion = bastionOf(draft, machine)
  if (!bastion) return ''
  const its = wayOf(machine) === 'own' ? `${owner}.bastion` : 'bastion'
  return endpoint(bastion, { ...bastion, sudoPassword: '' }, its, revisions)
}

/** Where a machine is, who logs in and with which secrets: none is 0. */
function endpoint(
  { address, port, hostKey }: Pick<TaskboxDraft, 'address' | 'port' | 'hostKey'>,
  login: LoginDraft,
  owner: string,
  revisions: Revisions,
): unknown[] {
  const secrets = SECRET_FIELDS.map((field) =>
    login[field] === '' ? 0 : (revisions[`${owner}.${field}`] ?? -1),
  )
  return [address, port || '22', hostKey, [login.user, ...secrets]]
}

function clusterParts(draft: Draft, revisions: Revisions): Record<Need, unknown> {
  const { installer, hosts, network, storage, addons } = draft
  return {
    ...installer,
    ...network,
    name: hosts.map(({ name }) => name),
    ip: hosts.map(({ ip, address }) => ip || address),
    roles: hosts.map(({ roles }) => [...roles].sort()),
    hosts: hosts.map(({ id, address, ip, port }) => [id, address || ip, ip || address, port || '22']),
    taskbox: [hosts.find((host) => host.taskbox)?.id, taskboxAccess(draft, revisions)],
    networks: [network.serviceCidr, network.podCidr],
    storage: [storage.class, parameterParts(draft, revisions)],
    addons,
  }
}

/** A parameter that is a secret has a revision; its value stays out. */
function parameterParts({ storage }: Draft, revisions: Revisions): unknown {
  return Object.entries(storage.parameters).map(([key, value]) => [key, revisions[`storage.${key}`] ?? value])
}
