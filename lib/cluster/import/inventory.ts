/** Imports hosts from an existing Ansible inventory: a hosts.ini of the guide (step 2), or one of the Kubespray family. */
import { type InventoryHost, parseInventory, type Variables } from '@/lib/ansible/inventory/parse'
import { parseAddress } from '@/lib/network/address'
import type { HostDraft, Role } from '../draft/draft'
import { ROOT, SSH_PORT } from '../draft/draft-defaults'
import { emptyHost } from '../draft/empty-draft'

/** Group names of old and new Kubespray inventories. */
const GROUPS: Readonly<Record<string, Role>> = {
  'kube-master': 'master',
  kube_master: 'master',
  kube_control_plane: 'master',
  etcd: 'etcd',
  'kube-node': 'node',
  kube_node: 'node',
}

/** Whether a text is an inventory: it has groups or Ansible variables. */
export function isInventory(text: string): boolean {
  return /^[ \t]*\[[^\]\n]+\]/m.test(text) || /\bansible_[a-z_]+\s*=/.test(text)
}

const ADDRESS = ['ansible_host', 'ansible_ssh_host'] as const
const PORT = ['ansible_port', 'ansible_ssh_port'] as const
const USER = ['ansible_user', 'ansible_ssh_user'] as const
const PASSWORD = ['ansible_ssh_pass', 'ansible_password'] as const
const PRIVATE_KEY = ['ansible_ssh_private_key_file', 'ansible_private_key_file'] as const
const SUDO_PASSWORD = ['ansible_become_pass', 'ansible_become_password', 'ansible_sudo_pass'] as const
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
])

/**
 * An empty password at the end of a line with a user. KubeSphere's install.sh appends it to its copy of hosts.ini if the
 * sudo password is not the line's fifth word. Ansible then ignores the line's own password.
 */
const APPENDED_EMPTY_PASSWORD = /^(?=.*ansible_user)(.*) {2}ansible_ssh_pass=$/gm

/** Returns the hosts and the invalid lines of an inventory. Private keys are files on another machine and are omitted. */
export function parseInventoryHosts(text: string): { hosts: HostDraft[]; invalidLines: number[] } {
  const { hosts, rejectedLines } = parseInventory(text.replace(APPENDED_EMPTY_PASSWORD, '$1'), VARIABLES)
  return { hosts: hosts.map(toHost), invalidLines: rejectedLines }
}

function toHost({ name, groups, variables }: InventoryHost, index: number): HostDraft {
  const taskbox = variables.ansible_connection === 'local'
  const { ip = '', ip6 = '' } = variables
  const address = firstValue(variables, ...ADDRESS) ?? (taskbox ? ip || ip6 : name)
  const port = firstValue(variables, ...PORT) ?? ''
  return emptyHost(`h${index + 1}`, {
    // Without an alias, Ansible uses the address as the name.
    name: parseAddress(name) ? '' : name,
    address,
    ip: ip === address ? '' : ip,
    ip6: ip6 === address ? '' : ip6,
    port: port === String(SSH_PORT) ? '' : port,
    taskbox,
    roles: toRoles(groups),
    ...toLogin(variables, taskbox),
  })
}

function toRoles(groups: readonly string[]): Role[] {
  const roles = groups.filter((group) => Object.hasOwn(GROUPS, group)).map((group) => GROUPS[group])
  return [...new Set(roles)].filter((role) => role !== undefined)
}

/**
 * A sudo password equal to the login password is left empty. A sudo user's host with neither a password nor a key gets
 * the sudo password as both: the guide's lines have only that one, and KubeSphere's install.sh adds the other.
 */
function toLogin(variables: Variables, taskbox: boolean): Partial<HostDraft> {
  const user = firstValue(variables, ...USER)
  const sudo = firstValue(variables, ...SUDO_PASSWORD) ?? ''
  const hasKey = firstValue(variables, ...PRIVATE_KEY) !== undefined
  const sudoIsLogin = !taskbox && !hasKey && (user ?? ROOT) !== ROOT
  const password = firstValue(variables, ...PASSWORD) ?? (sudoIsLogin ? sudo : '')
  const hasLogin = user !== undefined || password !== '' || sudo !== ''
  return {
    user: user ?? ROOT,
    password,
    sudoPassword: sudo === password ? '' : sudo,
    sharedLogin: taskbox && !hasLogin,
  }
}

function firstValue(variables: Variables, ...names: string[]): string | undefined {
  return names.map((name) => variables[name]).find((value) => value !== undefined && value !== '')
}
