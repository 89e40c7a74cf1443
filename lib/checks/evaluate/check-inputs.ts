/**
 * What a check's verdict on a host is made from: while that is the same, the verdict stands. Every check depends on how
 * the host is reached; of the rest on what its `needs` name. Secrets count by their revision alone, so that a draft
 * gives the same basis with its secrets and without.
 */
import { bastionOf, routeOf } from '@/lib/cluster/bastion'
import type { Draft, HostDraft, LoginDraft, TaskboxDraft } from '@/lib/cluster/draft'
import { SECRET_FIELDS } from '@/lib/cluster/draft'
import { effectiveLogin } from '@/lib/cluster/login'
import { normalize } from '@/lib/cluster/normalize'
import type { CheckInput } from '../define-check'

/** By the names of `lib/credentials/draft-secrets.ts`; a secret that is not there has none. */
type Revisions = Readonly<Record<string, number>>

/** The text that stands for all that a check with these needs depends on at a host (by id). */
export type InputSerializer = (needs: readonly CheckInput[], host: string) => string

export function createInputSerializer(given: Draft, revisions: Revisions): InputSerializer {
  const draft = normalize(given)
  const parts = clusterInputs(draft, revisions)
  const hosts = new Map(draft.hosts.map((host) => [host.id, hostInputs(draft, host, revisions)]))
  return (needs, id) => {
    const host = hosts.get(id)
    if (!host) return ''
    const together = needs.includes('hosts')
    const part = (need: CheckInput) => (isHostInput(need) && !together ? host[need] : parts[need])
    return JSON.stringify([host.access, ...needs.map(part)])
  }
}

/** What a host has of its own. A check that compares hosts depends on all of theirs. */

const HOST_INPUTS = ['name', 'ip', 'roles'] as const
type HostInput = (typeof HOST_INPUTS)[number]
const isHostInput = (need: CheckInput): need is HostInput => HOST_INPUTS.some((one) => one === need)

function hostInputs(
  draft: Draft,
  host: HostDraft,
  revisions: Revisions,
): Record<HostInput | 'access', unknown> {
  const { name, roles } = host
  return {
    name: draft.installer.mode === 'all-in-one' ? '' : name,
    ip: host.ip || host.address,
    roles: [...roles].sort(),
    access: host.taskbox
      ? taskboxConnectionInputs(draft, revisions)
      : hostConnectionInputs(draft, host, revisions),
  }
}

function hostConnectionInputs(draft: Draft, host: HostDraft, revisions: Revisions): unknown {
  const owner = host.sharedLogin ? 'login' : `host:${host.id}`
  return [
    ...endpointInputs(
      { ...host, address: host.address || host.ip },
      effectiveLogin(draft, host),
      owner,
      revisions,
    ),
    bastionInputs(draft, host, `host:${host.id}`, revisions),
  ]
}

function taskboxConnectionInputs(draft: Draft, revisions: Revisions): unknown {
  const { taskbox } = draft
  if (taskbox.kind === 'local') return 'local'
  const through = bastionInputs(draft, taskbox, 'taskbox', revisions)
  return [...endpointInputs(taskbox, taskbox, 'taskbox', revisions), through]
}

/** The bastion that leads there. */
function bastionInputs(
  draft: Draft,
  machine: HostDraft | TaskboxDraft,
  owner: string,
  revisions: Revisions,
): unknown {
  const bastion = bastionOf(draft, machine)
  if (!bastion) return ''
  const secretOwner = routeOf(machine) === 'own' ? `${owner}.bastion` : 'bastion'
  return endpointInputs(bastion, { ...bastion, sudoPassword: '' }, secretOwner, revisions)
}

/** Where a machine is, who logs in and with which secrets: none is 0. */
function endpointInputs(
  { address, port, hostKey, allowSha1 }: Pick<TaskboxDraft, 'address' | 'port' | 'hostKey' | 'allowSha1'>,
  login: LoginDraft,
  owner: string,
  revisions: Revisions,
): unknown[] {
  const secrets = SECRET_FIELDS.map((field) =>
    login[field] === '' ? 0 : (revisions[`${owner}.${field}`] ?? -1),
  )
  return [address, port || '22', hostKey, [login.user, ...secrets], ...(allowSha1 ? ['SHA-1'] : [])]
}

function clusterInputs(draft: Draft, revisions: Revisions): Record<CheckInput, unknown> {
  const { installer, hosts, network, storage, addons } = draft
  return {
    ...installer,
    ...network,
    name: hosts.map(({ name }) => name),
    ip: hosts.map(({ ip, address }) => ip || address),
    roles: hosts.map(({ roles }) => [...roles].sort()),
    hosts: hosts.map(({ id, address, ip, port }) => [id, address || ip, ip || address, port || '22']),
    taskbox: [hosts.find((host) => host.taskbox)?.id, taskboxConnectionInputs(draft, revisions)],
    networks: [network.serviceCidr, network.podCidr],
    storage: [storage.class, storageParameterInputs(draft, revisions)],
    addons,
  }
}

/** A parameter that is a secret has a revision; its value stays out. */
function storageParameterInputs({ storage }: Draft, revisions: Revisions): unknown {
  return Object.entries(storage.parameters).map(([key, value]) => [key, revisions[`storage.${key}`] ?? value])
}
