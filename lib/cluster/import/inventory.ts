/**
 * Imports hosts from an Ansible inventory, INI or YAML: a hosts.ini of the guide (step 2), or one of the Kubespray family,
 * kubeasz or k3s-ansible.
 */
import type { InventoryHost, Variables } from '@/lib/ansible/inventory/group-tree'
import { type ParsedInventory, parseInventory, splitLines } from '@/lib/ansible/inventory/parse'
import { isDnsName, parseAddress } from '@/lib/network/address'
import type { YamlNode } from '@/lib/yaml/tree'
import { emptyBastion } from '../bastion'
import type { BastionDraft, HostDraft, Role } from '../draft/draft'
import { ROOT, SSH_PORT } from '../draft/draft-defaults'
import { emptyHost } from '../draft/empty-draft'
import { isGroupName, isK3s, isRoleGroup, rolesOf } from './group-names'
import { emptyImport, type Finding, type Imported, type ImportFormat, unreadLines } from './imported'
import { maskLine } from './mask'
import { SETTING_VARIABLES, settingsOfVariables } from './settings'
import { type JumpHost, readSshOptions, type SshOptions } from './ssh-options'
import { parseYamlInventory } from './yaml-inventory'

/** Whether a text is an INI inventory: it has groups or Ansible variables. */
export function isInventory(text: string): boolean {
  return /^\ufeff?[ \t]*\[[^\]\n]+\][ \t]*(?:[#;].*)?\r?$/m.test(text) || /\bansible_[a-z_]+\s*=/.test(text)
}

/** Of several names of one variable, the first that is assigned counts. */
const ADDRESS = ['ansible_host', 'ansible_ssh_host'] as const
const PORT = ['ansible_port', 'ansible_ssh_port'] as const
const USER = ['ansible_user', 'ansible_ssh_user'] as const
const PASSWORD = ['ansible_ssh_pass', 'ansible_password', 'ansible_ssh_password'] as const
const PRIVATE_KEY = ['ansible_ssh_private_key_file', 'ansible_private_key_file'] as const
const SUDO_PASSWORD = ['ansible_become_pass', 'ansible_become_password', 'ansible_sudo_pass'] as const
const SSH_ARGUMENTS = ['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args'] as const
/** The name of a host that the inventory names by its address (kubeasz and others). */
const NAME = ['k8s_nodename', 'node_name', 'nodename', 'NODE_NAME', 'hostname', 'host_name'] as const
/** The variables to read. An inventory may have many others. */
const VARIABLES: ReadonlySet<string> = new Set([
  'ansible_connection',
  'ip',
  'ip6',
  ...ADDRESS,
  ...PORT,
  ...USER,
  ...PASSWORD,
  ...PRIVATE_KEY,
  ...SUDO_PASSWORD,
  ...SSH_ARGUMENTS,
  ...NAME,
  ...SETTING_VARIABLES,
])

/**
 * An empty password at the end of a line with a user. KubeSphere's install.sh appends it to its copy of hosts.ini if the
 * sudo password is not the line's fifth word. Ansible then ignores the line's own password.
 */
const APPENDED_EMPTY_PASSWORD = /^(?=.*ansible_user)(.*) {2}ansible_ssh_pass=$/gm

export function importIniInventory(text: string): Imported {
  const lines = splitLines(text)
  const parsed = parseInventory(text.replace(APPENDED_EMPTY_PASSWORD, '$1'), VARIABLES)
  return toImported(parsed, 'ansible-ini', (line) => maskLine(lines[line - 1] ?? ''))
}

export function importYamlInventory(text: string, root: YamlNode): Imported {
  const lines = text.split(/\r\n|\r|\n/)
  const parsed = parseYamlInventory(root, VARIABLES)
  return toImported(parsed, 'ansible-yaml', (line) => maskLine(lines[line - 1] ?? ''))
}

function toImported(
  parsed: ParsedInventory,
  format: ImportFormat,
  textOf: (line: number) => string,
): Imported {
  const groups = new Set([...parsed.groups, ...parsed.hosts.flatMap((host) => host.groups)])
  const k3s = isK3s(groups)
  const isMember = (host: InventoryHost) => rolesOf(host.groups, k3s).length > 0
  const misplaced = new Set(parsed.hosts.filter((host) => isGroupAsHost(host, groups)))
  const bastions = parsed.hosts.filter((host) => host.groups.some(isBastionGroup))
  const others = parsed.hosts.filter((host) => !misplaced.has(host))
  const kept = others.filter(
    (host) => isMember(host) || !(bastions.includes(host) || isImplicitLocalhost(host)),
  )
  const router = new Router(
    bastions[0],
    kept.map(({ variables }) => sshOptionsOf(variables)),
  )
  const hosts = kept.map((host, index) => toHost(host, index, rolesOf(host.groups, k3s), router))
  const findings: Finding[] = [
    ...[...misplaced].map(({ line, name }): Finding => ({ line, reason: 'group-as-host', subject: name })),
    ...parsed.problems.map(({ line, kind, subject }): Finding => ({ line, reason: kind, subject })),
    ...bastions.slice(1).map(({ line, name }): Finding => ({ line, reason: 'bastions', subject: name })),
    ...findOutside(parsed),
  ]
  const keys = kept.map(({ variables }, index) => [hosts[index]?.id ?? '', keyOf(variables)] as const)
  return {
    ...emptyImport(format),
    hosts,
    keys: Object.fromEntries(keys.flatMap(([id, key]) => (key === undefined ? [] : [[id, key]]))),
    unread: unreadLines(findings, textOf),
    ...(router.shared && { bastion: router.shared }),
    settings: settingsOfVariables(kept.map(({ variables }) => variables)),
    groups: [...groups].filter(
      (group) => !isGroupName(group) && !isRoleGroup(group, k3s) && !isBastionGroup(group),
    ),
  }
}

/** A host with a group's name that nothing else describes: `[etcd]` contains `kube_control_plane` without `:children`. */
function isGroupAsHost({ name, variables }: InventoryHost, groups: ReadonlySet<string>): boolean {
  const isDescribed =
    firstValue(variables, ...ADDRESS, 'ip') !== undefined || variables.ansible_connection === 'local'
  return !isDescribed && (groups.has(name) || isGroupName(name))
}

/** Ansible's own name for the machine that it runs on. */
function isImplicitLocalhost({ name }: InventoryHost): boolean {
  return name === 'localhost' || name === '127.0.0.1' || name === '::1'
}

function isBastionGroup(group: string): boolean {
  return /^(?:ssh[-_]?)?(?:bastions?|jump[-_]?(?:hosts?|box|servers?)?)(?:[-_]hosts?)?$/i.test(group)
}

/** What Taskbox recognizes and cannot import: files on another machine, and options of ssh. */
function findOutside({ assignments }: ParsedInventory): Finding[] {
  return assignments.flatMap(({ line, name, value }): Finding[] => {
    if (value === undefined || value === '') return []
    if (PRIVATE_KEY.some((one) => one === name)) return [{ line, reason: 'key-file', subject: value }]
    if (
      name === 'ansible_connection' &&
      !/^(?:(?:ansible\.\w+\.)?(?:local|ssh|smart|paramiko(?:_ssh)?))$/.test(value)
    )
      return [{ line, reason: 'connection', subject: value }]
    if (!SSH_ARGUMENTS.some((one) => one === name)) return []
    const { problem, keyFile } = readSshOptions(value)
    if (problem) return [{ line, reason: problem, subject: name }]
    return keyFile === undefined ? [] : [{ line, reason: 'key-file', subject: keyFile }]
  })
}

function sshOptionsOf(variables: Variables): SshOptions {
  return readSshOptions(SSH_ARGUMENTS.map((name) => variables[name] ?? '').join(' '))
}

function keyOf(variables: Variables): string | undefined {
  return firstValue(variables, ...PRIVATE_KEY) ?? sshOptionsOf(variables).keyFile
}

/**
 * The bastions of hosts. The one that most hosts name, or that of the group, is the shared one; hosts that differ have
 * their own route.
 */
class Router {
  readonly shared: BastionDraft | undefined

  constructor(group: InventoryHost | undefined, options: readonly SshOptions[]) {
    const named = options.flatMap(({ bastion }) => (bastion ? [bastion] : []))
    const [common] = [...named].sort((a, b) => count(named, b) - count(named, a))
    this.shared = common ? toBastion(common) : group && bastionOfGroup(group)
    this.isGroup = common === undefined
  }

  private readonly isGroup: boolean

  /** The host's own route; undefined if it uses the shared one. */
  routeOf({ bastion }: SshOptions): BastionDraft | undefined {
    if (!this.shared || (this.isGroup && !bastion)) return undefined
    if (!bastion) return emptyBastion('direct')
    const own = toBastion(bastion)
    return isSameBastion(own, this.shared) ? undefined : own
  }
}

const count = (all: readonly JumpHost[], one: JumpHost) =>
  all.filter((other) => JSON.stringify(other) === JSON.stringify(one)).length

function isSameBastion(a: BastionDraft, b: BastionDraft): boolean {
  return a.address === b.address && a.port === b.port && a.user === b.user
}

function toBastion({ address, port, user }: JumpHost): BastionDraft {
  return { ...emptyBastion(), address, port, user: user || ROOT }
}

function bastionOfGroup({ name, variables }: InventoryHost): BastionDraft {
  return {
    ...emptyBastion(),
    address: clean(firstValue(variables, ...ADDRESS) ?? name),
    port: toPort(variables),
    user: clean(firstValue(variables, ...USER) ?? ROOT),
    password: firstValue(variables, ...PASSWORD) ?? '',
  }
}

function toHost({ name, variables }: InventoryHost, index: number, roles: Role[], router: Router): HostDraft {
  const taskbox = variables.ansible_connection === 'local'
  const ip = clean(variables.ip ?? '')
  const ip6 = clean(variables.ip6 ?? '')
  const address = clean(firstValue(variables, ...ADDRESS) ?? (taskbox ? ip || ip6 : name))
  const options = sshOptionsOf(variables)
  const route = taskbox ? undefined : router.routeOf(options)
  return emptyHost(`h${index + 1}`, {
    name: parseAddress(name) ? nameOf(variables) : name,
    address,
    ip: ip === address ? '' : ip,
    ip6: ip6 === address ? '' : ip6,
    port: toPort(variables),
    taskbox,
    roles,
    ...(options.allowSha1 && { allowSha1: true }),
    ...(route && { bastion: route }),
    ...toLogin(variables, taskbox),
  })
}

/** The name in a variable, for a host that the inventory names by its address. */
function nameOf(variables: Variables): string {
  const name = firstValue(variables, ...NAME) ?? ''
  return isDnsName(name) ? name : ''
}

function toPort(variables: Variables): string {
  const port = clean(firstValue(variables, ...PORT) ?? '')
  return port === String(SSH_PORT) ? '' : port
}

/** Ansible regards what follows `;` or a blank and `#` as part of the value; in an address or a name it is a comment. */
function clean(value: string): string {
  return value.replace(/\s[#;].*$|(?<!;);+$/su, '').trim()
}

/**
 * A sudo password equal to the login password is left empty. A sudo user's host with neither a password nor a key gets
 * the sudo password as both: the guide's lines have only that one, and KubeSphere's install.sh adds the other.
 */
function toLogin(variables: Variables, taskbox: boolean): Partial<HostDraft> {
  const user = clean(firstValue(variables, ...USER) ?? '')
  const sudo = firstValue(variables, ...SUDO_PASSWORD) ?? ''
  const sudoIsLogin = !taskbox && keyOf(variables) === undefined && (user || ROOT) !== ROOT
  const password = firstValue(variables, ...PASSWORD) ?? (sudoIsLogin ? sudo : '')
  const hasLogin = user !== '' || password !== '' || sudo !== ''
  return {
    user: user || ROOT,
    password,
    sudoPassword: sudo === password ? '' : sudo,
    sharedLogin: !hasLogin,
  }
}

function firstValue(variables: Variables, ...names: string[]): string | undefined {
  return names.map((name) => variables[name]).find((value) => value !== undefined && value !== '')
}
