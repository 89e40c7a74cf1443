/** Converts the validated content of a cluster file to a draft and its secret references. */
import { emptyBastion } from '../bastion'
import type { BastionDraft, Draft, WaiverDraft } from '../draft/draft'
import { APISERVER_PORT } from '../draft/draft-defaults'
import { emptyTaskbox } from '../draft/empty-draft'
import { ADDON, BASTION, HOST, LOGIN, SETTINGS, TASKBOX } from '../draft/field-table'
import { type FieldGroup, type FieldValues, isField, mapGroup } from '../draft/field-types'
import type { FieldPath, Problem } from '../problem'
import type { ReleaseDefaults } from '../release-options'
import { error } from '../rules/create-problem'
import type { BastionContent, ClusterFileContent, FileValues, HostContent } from './schema'
import { isRecord } from './schema-issues'
import { parseReference, type Reference } from './secret-references'

export interface ParsedDraft {
  draft: Draft
  references: Reference[]
  /** The path in the file of each waiver of the draft. */
  waiverPaths: WaiverPath[]
  /** Conflicting keys. */
  problems: Problem[]
}

/** The path of a waiver's entry in `accept`, and of the host in that entry. */
export interface WaiverPath {
  entry: FieldPath
  host: FieldPath
}

/** The defaults of an installer's networks, by `installer.id`; undefined for an unknown one. */
export type DefaultsOf = (installer: string) => ReleaseDefaults | undefined

/** Omitted keys get their initial values, and those of the network the installer's defaults. */
export function toDraft(
  content: ClusterFileContent,
  newId: (index: number) => string,
  defaultsOf: DefaultsOf,
): ParsedDraft {
  const read = new GroupReader()
  const settings = read.group(SETTINGS, content, [])
  const waivers = (content.accept ?? []).flatMap(readWaivers)
  const draft: Draft = {
    ...settings,
    installer: readInstaller(settings.installer, content.installer),
    taskbox: content.taskbox
      ? { ...read.machine(TASKBOX, content.taskbox, ['taskbox']), kind: 'ssh' }
      : emptyTaskbox(),
    login: read.login(LOGIN, content.login ?? {}, ['login']),
    ...(content.bastion && { bastion: read.bastion(content.bastion, ['bastion']) }),
    hosts: (content.hosts ?? []).map((host, index) => ({
      ...read.machine(HOST, host, ['hosts', index]),
      id: newId(index),
      sharedLogin: usesSharedLogin(host, content),
    })),
    network: {
      ...settings.network,
      ...omittedNetwork(content.network ?? {}, defaultsOf(settings.installer.id)),
    },
    storage: {
      ...settings.storage,
      parameters: read.parameters(content.storage?.parameters ?? {}, ['storage', 'parameters']),
    },
    settings: read.parameters(content.settings ?? {}, ['settings']),
    addons: Object.fromEntries(
      Object.entries(content.addons ?? {}).map(([id, addon]) => [
        id,
        read.group(ADDON, addon, ['addons', id]),
      ]),
    ),
    waivers: waivers.map(({ waiver }) => waiver),
  }
  const { references, problems } = read
  return { draft, references, problems, waiverPaths: waivers.map(({ at }) => at) }
}

/** The installer's defaults of the keys that the file omits. */
function omittedNetwork(
  { plugin, serviceCidr, podCidr, loadBalancer }: NonNullable<ClusterFileContent['network']>,
  defaults: ReleaseDefaults | undefined,
): Partial<Draft['network']> {
  if (!defaults) return {}
  const { address = '', port = String(APISERVER_PORT), domain } = loadBalancer ?? {}
  return {
    ...(plugin === undefined && { plugin: defaults.plugin }),
    ...(serviceCidr === undefined && { serviceCidr: defaults.serviceCidr }),
    ...(podCidr === undefined && { podCidr: defaults.podCidr }),
    ...(domain === undefined && { loadBalancer: { address, port, domain: defaults.loadBalancerDomain } }),
  }
}

function readInstaller(
  installer: Draft['installer'],
  { trustPackage = false, releaseReason }: NonNullable<ClusterFileContent['installer']> = {},
): Draft['installer'] {
  return {
    ...installer,
    ...(trustPackage && { trusted: installer.source }),
    ...(releaseReason !== undefined && { releaseReason }),
  }
}

/** The taskbox needs no login, so it uses the shared login even if the file has none. */
function usesSharedLogin(host: HostContent, { login }: ClusterFileContent): boolean {
  const hasOwnLogin = [...Object.keys(LOGIN), 'privateKeyFile'].some(
    (key) => Reflect.get(host, key) !== undefined,
  )
  return !hasOwnLogin && (login !== undefined || host.taskbox === true)
}

type WaiverEntry = NonNullable<ClusterFileContent['accept']>[number]

/** One waiver per host in the entry, or a waiver for all hosts if the entry has none. */
function readWaivers(
  { check = '', host, hosts = [], reason = '' }: WaiverEntry,
  index: number,
): { waiver: WaiverDraft; at: WaiverPath }[] {
  const entry: FieldPath = ['accept', index]
  const one = (name: string, at: FieldPath) => ({
    waiver: { check, host: name, reason },
    at: { entry, host: [...entry, ...at] },
  })
  const named = hosts.map((name, index) => one(name, ['hosts', index]))
  return host !== undefined || named.length === 0 ? [one(host ?? '', ['host']), ...named] : named
}

/** Reads groups of fields, and collects secret references and conflicting keys. */
class GroupReader {
  readonly references: Reference[] = []
  readonly problems: Problem[] = []

  group<G extends FieldGroup>(group: G, content: FileValues<G>, at: FieldPath): FieldValues<G>
  group(group: FieldGroup, content: object, at: FieldPath): Record<string, unknown> {
    return this.values(group, content, at)
  }

  private values(group: FieldGroup, content: object, at: FieldPath): Record<string, unknown> {
    return mapGroup(group, (node, key) => {
      const value: unknown = Reflect.get(content, key)
      if (!isField(node)) return this.values(node, isRecord(value) ? value : {}, [...at, key])
      if (value === undefined) return structuredClone(node.initial)
      return node.kind === 'secret' ? this.secret(String(value), [...at, key]) : value
    })
  }

  login<G extends FieldGroup>(
    group: G,
    content: FileValues<G> & { privateKeyFile?: string | undefined },
    at: FieldPath,
  ): FieldValues<G> {
    const login = this.group(group, content, at)
    const { privateKeyFile } = content
    if (privateKeyFile !== undefined && Reflect.get(content, 'privateKey') !== undefined)
      this.conflict(at, 'privateKeyFile', 'privateKey')
    if (privateKeyFile)
      this.references.push({ path: [...at, 'privateKey'], kind: 'file', name: privateKeyFile })
    return login
  }

  bastion(content: BastionContent, at: FieldPath): BastionDraft {
    return { ...this.login(BASTION, content, at), route: 'custom' }
  }

  /** Reads a machine and its route. */
  machine<G extends FieldGroup>(
    group: G,
    content: FileValues<G> & Pick<HostContent, 'bastion' | 'direct' | 'privateKeyFile'>,
    at: FieldPath,
  ): FieldValues<G> & { bastion?: BastionDraft } {
    const machine = this.login(group, content, at)
    const { bastion, direct } = content
    if (bastion && direct) this.conflict(at, 'direct', 'bastion')
    if (bastion) return { ...machine, bastion: this.bastion(bastion, [...at, 'bastion']) }
    return direct ? { ...machine, bastion: emptyBastion('direct') } : machine
  }

  parameters(content: Record<string, string>, at: FieldPath): Record<string, string> {
    return Object.fromEntries(
      Object.entries(content).map(([key, value]) => [key, this.secret(value, [...at, key])]),
    )
  }

  private conflict(at: FieldPath, key: string, other: string): void {
    this.problems.push(error('key-conflict', [...at, key], { key, other }))
  }

  private secret(value: string, path: FieldPath): string {
    const reference = parseReference(value)
    if (!reference) return value
    this.references.push({ path, ...reference })
    return ''
  }
}
