/**
 * Writing a cluster file (docs/cluster-file.md). What is as in a new draft is left out, and reading the file gives the
 * same draft again, but for rows' ids and for what a row or the taskbox holds without using it.
 */
import { COLLECTION_STYLE, dump, visit } from 'js-yaml'
import { findRelease } from '@/lib/installers/registry'
import { parsePort } from '@/lib/network/address'
import { routeOf, sharedBastion } from '../bastion'
import { emptyLogin } from '../defaults'
import {
  type Draft,
  type HostDraft,
  isSecretPlaceholder,
  type TaskboxDraft,
  type WaiverDraft,
} from '../draft'
import { BASTION, HOST, LOGIN, SETTINGS, TASKBOX } from '../field-table'
import { type Field, type FieldGroup, isField } from '../field-types'
import type { FieldPath } from '../problem'
import { isTrustedPackage } from '../trusted-package'
import { isRecord } from './schema-issues'
import { parseReference } from './secret-references'
import { SecretVariables } from './secret-variables'

interface WriteOptions {
  /** `env`: each secret as the name of an environment variable. `plain`: as it is. */
  secrets: 'env' | 'plain'
}

type Fields = Record<string, unknown>

/** The cluster file of a draft. A secret that is only marked as kept becomes a name in both ways. */
export function writeClusterFile(draft: Draft, options: WriteOptions): string {
  const writer = new ClusterFileWriter(draft, options)
  const content = dump(writer.content(), {
    lineWidth: -1,
    noRefs: true,
    transform: (documents) =>
      visit(documents, (node) => {
        // Roles and accepted checks in one line: [master, etcd].
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

/** A port without quotes; what is no port stays as it was typed. */
function toFileValue({ kind }: Field, value: unknown): unknown {
  return kind === 'port' && typeof value === 'string' ? (parsePort(value) ?? value) : value
}

function isInitial({ start }: Field, value: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(start)
}

class ClusterFileWriter {
  private readonly variables = new SecretVariables()
  /** Whether the file has one login for all; else only the taskbox itself can do without one. */
  private readonly hasSharedLogin: boolean

  constructor(
    private readonly draft: Draft,
    private readonly options: WriteOptions,
  ) {
    const untouched = Object.entries(emptyLogin()).every(
      ([key, start]) => Reflect.get(draft.login, key) === start,
    )
    this.hasSharedLogin = !untouched || draft.hosts.some((host) => host.sharedLogin && !host.taskbox)
  }

  content(): Fields {
    const { name, installer, taskbox, login, hosts, network, storage, addons, waivers } = this.draft
    const shared = sharedBastion(this.draft)
    return omitUndefined({
      version: 1,
      name,
      installer: {
        ...this.group(SETTINGS.installer, installer),
        ...(isTrustedPackage(installer, installer.package) && { trustPackage: true }),
      },
      taskbox: taskbox.kind === 'ssh' ? this.machine(TASKBOX, taskbox, 'TASKBOX', ['taskbox']) : undefined,
      login: this.hasSharedLogin ? this.group(LOGIN, login, 'LOGIN', ['login'], true) : undefined,
      bastion: shared && this.group(BASTION, shared, 'BASTION', ['bastion']),
      hosts: hosts.map((host, index) => this.host(host, index)),
      network: this.group(SETTINGS.network, network),
      storage: undefinedIfEmpty({
        ...this.group(SETTINGS.storage, storage),
        ...omitUndefined({ parameters: undefinedIfEmpty(this.parameters()) }),
      }),
      addons: undefinedIfEmpty(this.group(SETTINGS.addons, addons)),
      accept: undefinedIfEmpty(waiverEntries(waivers)),
    })
  }

  header(): string[] {
    const { variables: names, options } = this
    const lines = ['# Taskbox cluster file, for the wizard and for `taskbox check|render|install -f`.']
    if (names.size > 0)
      lines.push('# These secrets are not included. Set them in the environment before you use this file:')
    for (const { name, path } of names) lines.push(`#   ${name}  for ${path}`)
    if (options.secrets === 'plain')
      lines.push('# This file contains secrets. Store it where only you can read it.')
    return lines
  }

  /** The fields that are not as in a new draft. Secrets are named after `owner`. */
  private group(group: FieldGroup, values: object, owner = '', at: FieldPath = [], withUser = false): Fields {
    const fields: Fields = {}
    for (const [key, node] of Object.entries(group)) {
      const value: unknown = Reflect.get(values, key)
      if (!isField(node)) {
        const inner = this.group(node, isRecord(value) ? value : {}, owner, [...at, key])
        if (undefinedIfEmpty(inner)) fields[key] = inner
      } else if (node.always || !isInitial(node, value) || (withUser && key === 'user'))
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
      case 'shared':
        return {}
      case 'direct':
        return { direct: true }
      case 'own':
        return {
          bastion: this.group(BASTION, machine.bastion ?? {}, `${owner}_BASTION`, [...at, 'bastion']),
        }
    }
  }

  private host(host: HostDraft, index: number): Fields {
    // Where no login would be read as the one for all, the user stands there to say that it is the row's own.
    const withUser = !host.sharedLogin && (this.hasSharedLogin || host.taskbox)
    const own = host.sharedLogin ? { ...host, ...emptyLogin() } : host
    return this.machine(HOST, own, host.name, ['hosts', index], withUser)
  }

  private secret(value: string, owner: string, path: FieldPath): string {
    // What looks like a reference would be read as one.
    const named = this.options.secrets === 'env' || isSecretPlaceholder(value) || parseReference(value)
    return named ? `\${env:${this.variables.add(owner, path)}}` : value
  }

  private parameters(): Fields {
    const { storage, installer } = this.draft
    const known = (findRelease(installer.release)?.storageClasses ?? []).flatMap(
      ({ parameters }) => parameters,
    )
    const kinds = new Map(known.map(({ key, kind }) => [key, kind]))
    const isSecret = (key: string) =>
      // Of a release that is not known, a parameter's name has to tell.
      kinds.has(key) ? kinds.get(key) === 'secret' : /secret|password|passwd|token|key/i.test(key)
    return Object.fromEntries(
      Object.entries(storage.parameters).map(([key, value]) => {
        const hidden = value !== '' && (isSecret(key) || isSecretPlaceholder(value) || parseReference(value))
        return [
          key,
          hidden ? this.secret(value, 'STORAGE', ['storage', 'parameters', key]) : toListIfMultiline(value),
        ]
      }),
    )
  }
}

/** Waivers of one check for one reason that stand together are one entry. An id alone waives it on every host. */
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

/** A list has an entry a line in a draft. */
function toListIfMultiline(value: string): string | string[] {
  return value.includes('\n') ? value.split('\n') : value
}
