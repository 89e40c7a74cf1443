/** From the content of a cluster file, whose keys and types are right, to a draft and the references in it. */
import { emptyBastion } from './bastion'
import { emptyDraft, emptyHost, emptyLogin, emptyTaskbox } from './defaults'
import {
  BASTION_SECRETS,
  type BastionDraft,
  type BastionSecret,
  type Draft,
  type LoginDraft,
  SECRET_FIELDS,
  type WaiverDraft,
} from './draft'
import { type Reference, readReference, type SecretPath } from './file-reference'
import type {
  BastionContent,
  ClusterFileContent,
  HostContent,
  LoginContent,
  TaskboxContent,
} from './file-schema'
import type { FieldPath } from './problem'

export interface Reading {
  draft: Draft
  references: Reference[]
  /** Where in the file each waiver of the draft stands. */
  accepted: Accepted[]
}

/** A waiver's entry in the file's `accept`, and where in it its host is named. */
export interface Accepted {
  entry: FieldPath
  host: FieldPath
}

/** What the file leaves out is as in a new draft. */
export function toDraft(content: ClusterFileContent, newId: (index: number) => string): Reading {
  const start = emptyDraft()
  const references: Reference[] = []
  const { network, storage, addons } = content
  const waivers = (content.accept ?? []).flatMap(readAccepted)
  const draft: Draft = {
    name: content.name ?? '',
    installer: readInstaller(content.installer),
    taskbox: readTaskbox(content.taskbox, references),
    login: readLogin(content.login ?? {}, (field) => ['login', field], references),
    ...(content.bastion && {
      bastion: readBastion(content.bastion, (field) => ['bastion', field], references),
    }),
    hosts: (content.hosts ?? []).map((host, index) => readHost(host, index, content, newId, references)),
    network: {
      ...start.network,
      ...network,
      loadBalancer: { ...start.network.loadBalancer, ...network?.loadBalancer },
    },
    storage: {
      class: storage?.class ?? '',
      parameters: readParameters(storage?.parameters ?? {}, references),
    },
    addons: { harbor: { ...start.addons.harbor, ...addons?.harbor } },
    waivers: waivers.map(({ waiver }) => waiver),
  }
  return { draft, references, accepted: waivers.map(({ at }) => at) }
}

function readInstaller(given: ClusterFileContent['installer'] = {}): Draft['installer'] {
  const { trustPackage, ...named } = given
  const installer = { ...emptyDraft().installer, ...named }
  return trustPackage ? { ...installer, trusted: installer.package } : installer
}

type AcceptEntry = NonNullable<ClusterFileContent['accept']>[number]

/** A waiver a host that the entry names; one for every host where it names none. */
function readAccepted(
  { check = '', host, hosts = [], reason = '' }: AcceptEntry,
  index: number,
): { waiver: WaiverDraft; at: Accepted }[] {
  const entry: FieldPath = ['accept', index]
  const one = (name: string, at: FieldPath) => ({
    waiver: { check, host: name, reason },
    at: { entry, host: [...entry, ...at] },
  })
  const named = hosts.map((name, place) => one(name, ['hosts', place]))
  return host !== undefined || named.length === 0 ? [one(host ?? '', ['host']), ...named] : named
}

function readTaskbox(given: ClusterFileContent['taskbox'], references: Reference[]): Draft['taskbox'] {
  if (!given) return emptyTaskbox()
  const { address = '', port = '', hostKey = '' } = given
  const login = readLogin(given, (field) => ['taskbox', field], references)
  const way = readWay(given, (field) => ['taskbox', 'bastion', field], references)
  return { ...login, kind: 'ssh', address, port, hostKey, ...way }
}

type BastionAt = (field: BastionSecret) => SecretPath

/** The way that a machine names for itself. */
function readWay(
  { bastion, direct }: HostContent | TaskboxContent,
  at: BastionAt,
  references: Reference[],
): { bastion?: BastionDraft } {
  if (bastion) return { bastion: readBastion(bastion, at, references) }
  return direct ? { bastion: emptyBastion('direct') } : {}
}

function readBastion(given: BastionContent, at: BastionAt, references: Reference[]): BastionDraft {
  const { address = '', port = '', user, hostKey = '' } = given
  const bastion = { ...emptyBastion(), address, port, hostKey, ...(user !== undefined && { user }) }
  for (const field of BASTION_SECRETS) bastion[field] = readSecret(given[field] ?? '', at(field), references)
  if (given.privateKeyFile)
    references.push({ path: at('privateKey'), kind: 'file', name: given.privateKeyFile })
  return bastion
}

const LOGIN_KEYS = ['user', 'privateKeyFile', ...SECRET_FIELDS] as const

function readHost(
  given: HostContent,
  index: number,
  content: ClusterFileContent,
  newId: (index: number) => string,
  references: Reference[],
): Draft['hosts'][number] {
  const { name = '', address = '', ip = '', port = '', hostKey = '', taskbox = false, roles = [] } = given
  const own = LOGIN_KEYS.some((key) => given[key] !== undefined)
  // The taskbox itself needs no login, so that it has none says nothing against one for all.
  const sharedLogin = !own && (content.login !== undefined || taskbox)
  const login = readLogin(given, (field) => ['hosts', index, field], references)
  const way = readWay(given, (field) => ['hosts', index, 'bastion', field], references)
  return emptyHost(newId(index), {
    ...login,
    ...way,
    name,
    address,
    ip,
    port,
    hostKey,
    taskbox,
    roles,
    sharedLogin,
  })
}

function readLogin(
  given: LoginContent,
  at: (field: (typeof SECRET_FIELDS)[number]) => SecretPath,
  references: Reference[],
): LoginDraft {
  const login = { ...emptyLogin(), user: given.user ?? emptyLogin().user }
  for (const field of SECRET_FIELDS) login[field] = readSecret(given[field] ?? '', at(field), references)
  if (given.privateKeyFile)
    references.push({ path: at('privateKey'), kind: 'file', name: given.privateKeyFile })
  return login
}

function readParameters(given: Record<string, string>, references: Reference[]): Record<string, string> {
  const read = (key: string, value: string) => readSecret(value, ['storage', 'parameters', key], references)
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, read(key, value)]))
}

function readSecret(value: string, path: SecretPath, references: Reference[]): string {
  const reference = readReference(value)
  if (!reference) return value
  references.push({ path, ...reference })
  return ''
}
