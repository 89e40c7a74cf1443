/**
 * Writes a cluster file (docs/cluster-file.md). Initial values are omitted. Reading the file returns the same draft,
 * except for row ids and unused fields of hosts and the taskbox.
 */
import { COLLECTION_STYLE, dump, visit } from 'js-yaml'
import { parsePort } from '@/lib/network/address'
import { routeOf, sharedBastion } from '../bastion'
import {
  type Draft,
  type HostDraft,
  isSecretPlaceholder,
  type TaskboxDraft,
  type WaiverDraft,
} from '../draft/draft'
import { emptyLogin } from '../draft/empty-draft'
import { ADDON, BASTION, HOST, LOGIN, SETTINGS, TASKBOX } from '../draft/field-table'
import { type Field, type FieldGroup, isField } from '../draft/field-types'
import { isSecretParameter } from '../parameters'
import type { FieldPath } from '../problem'
import type { Parameter, ReleaseOptions } from '../release-options'
import { isTrustedPackage } from '../trusted-package'
import { isRecord } from './schema-issues'
import { parseReference } from './secret-references'
import { SecretVariables } from './secret-variables'

interface WriteOptions {
  /** `env` replaces each secret with an environment variable; `plain` includes the secrets. */
  secrets: 'env' | 'plain'
  /** The release of the draft; it defines which storage parameters and settings are secret. */
  release: ReleaseOptions | undefined
}

type Fields = Record<string, unknown>

/** Returns the cluster file of a draft as YAML. A placeholder becomes an environment variable in both modes. */
export function writeClusterFile(draft: Draft, options: WriteOptions): string {
  const writer = new ClusterFileWriter(draft, options)
  const content = dump(writer.content(), {
    lineWidth: -1,
    noRefs: true,
    transform: (documents) =>
      visit(documents, (node) => {
        // Roles and waived checks on one line: [master, etcd].
        const short = node.kind === 'sequence' && node.items.every(({ kind }) => kind === 'scalar')
        if (short) node.style = COLLECTION_STYLE.FLOW
      }),
  })
  return [...writer.header(), content].join('\n')
}

function omitUndefined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function undefinedIfEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length > 0 ? value : undefined
}

/** Writes a port as a number. An invalid port stays as typed. */
function toFileValue({ kind }: Field, value: unknown): unknown {
  return kind === 'port' && typeof value === 'string' ? (parsePort(value) ?? value) : value
}

function isInitial({ initial }: Field, value: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(initial)
}

class ClusterFileWriter {
  private readonly variables = new SecretVariables()
  /** Whether the file has a shared login. Otherwise only the taskbox may omit its login. */
  private readonly hasSharedLogin: boolean

  constructor(
    private readonly draft: Draft,
    private readonly options: WriteOptions,
  ) {
    const hasNoLogin = Object.entries(emptyLogin()).every(
      ([key, initial]) => Reflect.get(draft.login, key) === initial,
    )
    this.hasSharedLogin = !hasNoLogin || draft.hosts.some((host) => host.sharedLogin && !host.taskbox)
  }

  content(): Fields {
    const { name, installer, taskbox, login, hosts, network, storage, settings, addons, waivers } = this.draft
    const shared = sharedBastion(this.draft)
    return omitUndefined({
      version: 2,
      name,
      installer: {
        ...this.group(SETTINGS.installer, installer),
        ...(installer.releaseReason && { releaseReason: installer.releaseReason }),
        ...(isTrustedPackage(installer, installer.source) && { trustPackage: true }),
      },
      taskbox: taskbox.kind === 'ssh' ? this.machine(TASKBOX, taskbox, 'TASKBOX', ['taskbox']) : undefined,
      login: this.hasSharedLogin ? this.group(LOGIN, login, 'LOGIN', ['login'], true) : undefined,
      bastion: shared && this.group(BASTION, shared, 'BASTION', ['bastion']),
      hosts: hosts.map((host, index) => this.host(host, index)),
      network: this.group(SETTINGS.network, network),
      storage: undefinedIfEmpty({
        ...this.group(SETTINGS.storage, storage),
        ...omitUndefined({ parameters: undefinedIfEmpty(this.storageParameters()) }),
      }),
      settings: undefinedIfEmpty(
        this.parameters(
          settings,
          (this.options.release?.sections ?? []).flatMap(({ fields }) => fields),
          'SETTINGS',
          ['settings'],
        ),
      ),
      addons: undefinedIfEmpty(
        Object.fromEntries(
          Object.entries(addons).map(([id, addon]) => [
            id,
            { enabled: addon.enabled, ...this.group(ADDON, addon) },
          ]),
        ),
      ),
      accept: undefinedIfEmpty(waiverEntries(waivers)),
    })
  }

  header(): string[] {
    const { variables, options } = this
    const lines = ['# Taskbox cluster file, for the wizard and for `taskbox check|render|install -f`.']
    if (variables.size > 0)
      lines.push('# These secrets are not included. Set them in the environment before you use this file:')
    for (const { name, path } of variables) lines.push(`#   ${name}  for ${path}`)
    if (options.secrets === 'plain')
      lines.push('# This file contains secrets. Store it where only you can read it.')
    return lines
  }

  /** Returns the fields without their initial value. Environment variables of secrets are named after `owner`. */
  private group(group: FieldGroup, values: object, owner = '', at: FieldPath = [], withUser = false): Fields {
    const fields: Fields = {}
    for (const [key, node] of Object.entries(group)) {
      const value: unknown = Reflect.get(values, key)
      if (!isField(node)) {
        const inner = this.group(node, isRecord(value) ? value : {}, owner, [...at, key])
        if (undefinedIfEmpty(inner)) fields[key] = inner
      } else if (node.alwaysWritten || !isInitial(node, value) || (withUser && key === 'user'))
        fields[key] =
          node.kind === 'secret' ? this.secret(String(value), owner, [...at, key]) : toFileValue(node, value)
    }
    return fields
  }

  private machine(
    group: FieldGroup,
    machine: HostDraft | TaskboxDraft,
    owner: string,
    at: FieldPath,
    withUser = false,
  ): Fields {
    return { ...this.group(group, machine, owner, at, withUser), ...this.route(machine, owner, at) }
  }

  private route(machine: HostDraft | TaskboxDraft, owner: string, at: FieldPath): Fields {
    switch (routeOf(machine)) {
      case 'inherit':
        return {}
      case 'direct':
        return { direct: true }
      case 'custom':
        return {
          bastion: this.group(BASTION, machine.bastion ?? {}, `${owner}_BASTION`, [...at, 'bastion']),
        }
    }
  }

  private host(host: HostDraft, index: number): Fields {
    // Without any login field, a row would be read as using the shared login.
    const withUser = !host.sharedLogin && (this.hasSharedLogin || host.taskbox)
    const fields = host.sharedLogin ? { ...host, ...emptyLogin() } : host
    return this.machine(HOST, fields, host.name, ['hosts', index], withUser)
  }

  private secret(value: string, owner: string, path: FieldPath): string {
    // A literal secret that looks like a reference would be read as one.
    const named = this.options.secrets === 'env' || isSecretPlaceholder(value) || parseReference(value)
    return named ? `\${env:${this.variables.add(owner, path)}}` : value
  }

  private storageParameters(): Fields {
    const known = (this.options.release?.storageClasses ?? []).flatMap(({ parameters }) => parameters)
    return this.parameters(this.draft.storage.parameters, known, 'STORAGE', ['storage', 'parameters'])
  }

  private parameters(
    values: Readonly<Record<string, string>>,
    known: readonly Parameter[],
    owner: string,
    at: FieldPath,
  ): Fields {
    const byKey = new Map(known.map((parameter) => [parameter.key, parameter]))
    const isSecret = (key: string) => {
      const parameter = byKey.get(key)
      // Without a known release, the key is the only hint.
      return parameter ? isSecretParameter(parameter) : /secret|password|passwd|token|key/i.test(key)
    }
    return Object.fromEntries(
      Object.entries(values).map(([key, value]) => {
        const hidden = value !== '' && (isSecret(key) || isSecretPlaceholder(value) || parseReference(value))
        if (hidden) return [key, this.secret(value, owner, [...at, key])]
        return [key, byKey.get(key)?.kind === 'yaml' ? value : toListIfMultiline(value)]
      }),
    )
  }
}

/** Joins consecutive waivers of the same check and reason. A bare check id waives the check on all hosts. */
function waiverEntries(waivers: readonly WaiverDraft[]): (string | Fields)[] {
  const groups: WaiverDraft[][] = []
  for (const waiver of waivers) {
    const group = groups.at(-1)
    if (group?.[0] && canJoin(waiver, group[0])) group.push(waiver)
    else groups.push([waiver])
  }
  return groups.map((group) => {
    const { check = '', host = '', reason = '' } = group[0] ?? {}
    if (host === '' && reason === '') return check
    const hosts = group.map((waiver) => waiver.host)
    return { check, ...(host !== '' && { hosts }), ...(reason !== '' && { reason }) }
  })
}

function canJoin(waiver: WaiverDraft, first: WaiverDraft): boolean {
  const same = waiver.check === first.check && waiver.reason === first.reason
  return same && waiver.host !== '' && first.host !== ''
}

/** A list has one entry per line in a draft. */
function toListIfMultiline(value: string): string | string[] {
  return value.includes('\n') ? value.split('\n') : value
}
