/**
 * Serializes the inputs of a check on a host. A stored result is valid while its inputs are unchanged.
 * Every check depends on the connection to the host, and on the inputs listed in its `dependsOn`.
 * Secrets are represented by their revision, so a draft serializes equally with and without its secrets.
 */
import { bastionOf, routeOf } from '@/lib/cluster/bastion'
import type { Draft, HostDraft, LoginDraft, TaskboxDraft } from '@/lib/cluster/draft/draft'
import { SECRET_FIELDS } from '@/lib/cluster/draft/draft'
import { normalize } from '@/lib/cluster/draft/normalize'
import { clusterAddresses, usesIpv6 } from '@/lib/cluster/families'
import { effectiveLogin } from '@/lib/cluster/login'
import { findRelease } from '@/lib/installers/registry'
import type { CheckInput } from '../define-check'

/** Revision of each stored secret, by the names of `lib/credentials/draft-secrets.ts`. */
type Revisions = Readonly<Record<string, number>>

/** Serializes the inputs of a check with this `dependsOn` on a host (by id). */
export type InputSerializer = (dependsOn: readonly CheckInput[], host: string) => string

/** Creates the serializer for a draft with or without its secrets. @param revisions of the stored secrets */
export function createInputSerializer(rawDraft: Draft, revisions: Revisions): InputSerializer {
  const draft = normalize(rawDraft)
  const cluster = clusterInputs(draft, revisions)
  const hosts = new Map(draft.hosts.map((host) => [host.id, hostInputs(draft, host, revisions)]))
  return (dependsOn, id) => {
    const host = hosts.get(id)
    if (!host) return ''
    const comparesHosts = dependsOn.includes('hosts')
    const inputValue = (input: CheckInput) =>
      isHostInput(input) && !comparesHosts ? host[input] : cluster[input]
    return JSON.stringify([host.connection, ...dependsOn.map(inputValue)])
  }
}

/** Inputs that each host has. A check that compares hosts depends on those of all hosts. */

const HOST_INPUTS = ['name', 'ip', 'roles'] as const
type HostInput = (typeof HOST_INPUTS)[number]
const isHostInput = (input: CheckInput): input is HostInput => HOST_INPUTS.some((one) => one === input)

function hostInputs(
  draft: Draft,
  host: HostDraft,
  revisions: Revisions,
): Record<HostInput | 'connection', unknown> {
  const { name, roles } = host
  return {
    name: draft.installer.mode === 'all-in-one' ? '' : name,
    ip: addressInputs(draft, host),
    roles: [...roles].sort(),
    connection: host.taskbox
      ? taskboxConnectionInputs(draft, revisions)
      : hostConnectionInputs(draft, host, revisions),
  }
}

/** The addresses inside the cluster: one text with IPv4 only, as in results that are stored already. */
function addressInputs({ network: { families } }: Draft, host: HostDraft): unknown {
  const { ip, ip6 } = clusterAddresses(host, families)
  return usesIpv6(families) ? [ip, ip6] : ip
}

function hostConnectionInputs(draft: Draft, host: HostDraft, revisions: Revisions): unknown {
  const owner = host.sharedLogin ? 'login' : `host:${host.id}`
  return [
    ...endpointInputs(
      { ...host, address: host.address || host.ip || host.ip6 },
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
  const bastion = bastionInputs(draft, taskbox, 'taskbox', revisions)
  return [...endpointInputs(taskbox, taskbox, 'taskbox', revisions), bastion]
}

/** The bastion of a machine, or an empty string. */
function bastionInputs(
  draft: Draft,
  machine: HostDraft | TaskboxDraft,
  owner: string,
  revisions: Revisions,
): unknown {
  const bastion = bastionOf(draft, machine)
  if (!bastion) return ''
  const secretOwner = routeOf(machine) === 'custom' ? `${owner}.bastion` : 'bastion'
  return endpointInputs(bastion, { ...bastion, sudoPassword: '' }, secretOwner, revisions)
}

/** Address, host key and login of a machine. Each secret is its revision; 0 if empty. */
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
  const { installer, hosts, network, storage, settings, addons } = draft
  return {
    ...installer,
    version: releaseInputs(draft),
    ...network,
    name: hosts.map(({ name }) => name),
    ip: hosts.map((host) => addressInputs(draft, host)),
    roles: hosts.map(({ roles }) => [...roles].sort()),
    hosts: hosts.map((host) => [
      host.id,
      host.address || host.ip || host.ip6,
      addressInputs(draft, host),
      host.port || '22',
    ]),
    taskbox: [hosts.find((host) => host.taskbox)?.id, taskboxConnectionInputs(draft, revisions)],
    networks: [
      network.serviceCidr,
      network.podCidr,
      ...(usesIpv6(network.families) ? [network.families, network.serviceCidrIpv6, network.podCidrIpv6] : []),
    ],
    storage: [storage.class, parameterInputs('storage', storage.parameters, revisions)],
    settings: parameterInputs('settings', settings, revisions),
    addons,
  }
}

/** A release that is described by its source may change without another version, and may depend on the settings. */
function releaseInputs({ installer, settings }: Draft): unknown {
  if (!installer.facts) return installer.version
  const release = findRelease(installer, settings)
  return [installer.version, release?.requirements, release?.minimum, release?.systems, release?.defaults]
}

/** Storage parameters or settings. Secret ones are represented by their revision. */
function parameterInputs(
  owner: string,
  values: Readonly<Record<string, string>>,
  revisions: Revisions,
): unknown {
  return Object.entries(values).map(([key, value]) => [key, revisions[`${owner}.${key}`] ?? value])
}
