/**
 * Writing a cluster file (docs/cluster-file.md). What is as in a new draft is left out, and reading the file gives the
 * same draft again, but for rows' ids and for what a row or the taskbox holds without using it.
 */
import { COLLECTION_STYLE, dump, visit } from 'js-yaml'
import { findRelease } from '@/lib/installers/registry'
import { parsePort } from '@/lib/network/address'
import { sharedBastion, wayOf } from './bastion'
import { emptyDraft, emptyLogin } from './defaults'
import {
  BASTION_SECRETS,
  type BastionDraft,
  type BastionSecret,
  type Draft,
  type HostDraft,
  isStoredMark,
  type LoginDraft,
  SECRET_FIELDS,
  type TaskboxDraft,
  type WaiverDraft,
} from './draft'
import { readReference, type SecretPath } from './file-reference'
import { SecretNames } from './file-secrets'
import { isTrusted } from './trusted'

interface WriteOptions {
  /** `env`: each secret as the name of an environment variable. `plain`: as it is. */
  secrets: 'env' | 'plain'
}

type Fields = Record<string, unknown>

/** The cluster file of a draft. A secret that is only marked as kept becomes a name in both ways. */
export function writeClusterFile(draft: Draft, options: WriteOptions): string {
  const writer = new Writer(draft, options)
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

/** Fields whose value is not that of a new draft. */
function changed(fields: Fields, defaults: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key, value]) => value !== defaults[key]))
}

function filled(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length > 0 ? value : undefined
}

/** `22` without quotes; what is no port is kept as it was typed. */
function portOf(port: string): string | number {
  return parsePort(port) ?? port
}

class Writer {
  private readonly names = new SecretNames()
  private readonly start = emptyDraft()
  /** Whether the file has one login for all; else only the taskbox itself can do without one. */
  private readonly shares: boolean

  constructor(
    private readonly draft: Draft,
    private readonly options: WriteOptions,
  ) {
    const empty = emptyLogin()
    const untouched = [...SECRET_FIELDS, 'user' as const].every((key) => draft.login[key] === empty[key])
    this.shares = !untouched || draft.hosts.some((host) => host.sharedLogin && !host.taskbox)
  }

  content(): Fields {
    const { draft, start } = this
    const { name, installer, hosts, network, storage, waivers } = draft
    return filled({
      version: 1,
      name,
      installer: {
        ...changed({ package: installer.package, release: installer.release }, start.installer),
        mode: installer.mode,
        ...(isTrusted(installer, installer.package) && { trustPackage: true }),
      },
      taskbox: this.taskbox(),
      login: this.shares ? this.login(draft.login, 'LOGIN', (field) => ['login', field], true) : undefined,
      bastion: this.bastion(sharedBastion(draft), 'BASTION', (field) => ['bastion', field]),
      hosts: hosts.map((host, index) => this.host(host, index)),
      network: { ...network, loadBalancer: this.loadBalancer() },
      storage: unlessEmpty({
        ...changed({ class: storage.class }, start.storage),
        ...filled({ parameters: unlessEmpty(this.parameters()) }),
      }),
      addons: this.addons(),
      accept: unlessEmpty(acceptEntries(waivers)),
    })
  }

  header(): string[] {
    const { names, options } = this
    const lines = ['# A cluster file of Taskbox, for the wizard and for `taskbox check|render|install -f`.']
    if (names.size > 0)
      lines.push('# These secrets are not in it. Set them in the environment before it is used:')
    for (const { name, path } of names) lines.push(`#   ${name}  for ${path}`)
    if (options.secrets === 'plain') lines.push('# It holds secrets: keep it where nobody else can read it.')
    return lines
  }

  private taskbox(): Fields | undefined {
    const { taskbox } = this.draft
    if (taskbox.kind === 'local') return undefined
    const { address, port, hostKey } = taskbox
    return {
      address,
      ...changed({ port: portOf(port) }, { port: '' }),
      ...this.login(taskbox, 'TASKBOX', (field) => ['taskbox', field]),
      ...changed({ hostKey }, { hostKey: '' }),
      ...this.way(taskbox, 'TASKBOX_BASTION', (field) => ['taskbox', 'bastion', field]),
    }
  }

  private way(
    machine: HostDraft | TaskboxDraft,
    owner: string,
    at: (field: BastionSecret) => SecretPath,
  ): Fields {
    switch (wayOf(machine)) {
      case 'shared':
        return {}
      case 'direct':
        return { direct: true }
      case 'own':
        return filled({ bastion: this.bastion(machine.bastion, owner, at) })
    }
  }

  private bastion(
    bastion: BastionDraft | undefined,
    owner: string,
    at: (field: BastionSecret) => SecretPath,
  ): Fields | undefined {
    if (!bastion) return undefined
    const { address, port, user, hostKey } = bastion
    const secrets = BASTION_SECRETS.filter((field) => bastion[field] !== '')
    return {
      address,
      ...changed({ port: portOf(port), user }, { port: '', user: emptyLogin().user }),
      ...Object.fromEntries(secrets.map((field) => [field, this.secret(bastion[field], owner, at(field))])),
      ...changed({ hostKey }, { hostKey: '' }),
    }
  }

  private host(host: HostDraft, index: number): Fields {
    const { name, address, ip, port, hostKey, taskbox, roles, sharedLogin } = host
    const at = (field: (typeof SECRET_FIELDS)[number]): SecretPath => ['hosts', index, field]
    // Where no login would be read as the one for all, the user stands there to say that it is the row's own.
    const login = sharedLogin ? {} : this.login(host, name, at, this.shares || taskbox)
    return {
      name,
      ...changed(
        { address, ip, port: portOf(port), taskbox },
        { address: '', ip: '', port: '', taskbox: false },
      ),
      ...login,
      ...(roles.length > 0 && { roles }),
      ...changed({ hostKey }, { hostKey: '' }),
      ...this.way(host, `${name} BASTION`, (field) => ['hosts', index, 'bastion', field]),
    }
  }

  private login(
    login: LoginDraft,
    owner: string,
    at: (field: (typeof SECRET_FIELDS)[number]) => SecretPath,
    withUser = false,
  ): Fields {
    const { user } = login
    const secrets = SECRET_FIELDS.filter((field) => login[field] !== '')
    return {
      ...(withUser ? { user } : changed({ user }, { user: emptyLogin().user })),
      ...Object.fromEntries(secrets.map((field) => [field, this.secret(login[field], owner, at(field))])),
    }
  }

  private secret(value: string, owner: string, path: SecretPath): string {
    // What looks like a reference would be read as one.
    const named = this.options.secrets === 'env' || isStoredMark(value) || readReference(value)
    return named ? `\${env:${this.names.name(owner, path)}}` : value
  }

  private loadBalancer(): Fields | undefined {
    const { address, port, domain } = this.draft.network.loadBalancer
    return unlessEmpty(changed({ address, port: portOf(port), domain }, this.loadBalancerDefaults()))
  }

  private loadBalancerDefaults(): Fields {
    const { loadBalancer } = this.start.network
    return { ...loadBalancer, port: portOf(loadBalancer.port) }
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
        const hidden = value !== '' && (isSecret(key) || isStoredMark(value) || readReference(value))
        return [key, hidden ? this.secret(value, 'STORAGE', ['storage', 'parameters', key]) : lines(value)]
      }),
    )
  }

  private addons(): Fields | undefined {
    const harbor = changed(this.draft.addons.harbor, this.start.addons.harbor)
    return unlessEmpty(filled({ harbor: unlessEmpty(harbor) }))
  }
}

/** Waivers of one check for one reason that stand together are one entry. An id alone waives it on every host. */
function acceptEntries(waivers: readonly WaiverDraft[]): (string | Fields)[] {
  const groups: WaiverDraft[][] = []
  for (const waiver of waivers) {
    const group = groups.at(-1)
    if (group?.[0] && belongsTo(waiver, group[0])) group.push(waiver)
    else groups.push([waiver])
  }
  return groups.map((group) => {
    const { check = '', host = '', reason = '' } = group[0] ?? {}
    if (host === '' && reason === '') return check
    const hosts = group.map((waiver) => waiver.host)
    return { check, ...(host !== '' && { hosts }), ...changed({ reason }, { reason: '' }) }
  })
}

function belongsTo(waiver: WaiverDraft, first: WaiverDraft): boolean {
  const same = waiver.check === first.check && waiver.reason === first.reason
  return same && waiver.host !== '' && first.host !== ''
}

/** A list has an entry a line in a draft. */
function lines(value: string): string | string[] {
  return value.includes('\n') ? value.split('\n') : value
}
