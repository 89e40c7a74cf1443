/**
 * Renders `conf/hosts.ini`, the inventory (guide, step 2): one host per line, variables separated by two spaces.
 *
 * - `ansible_user` is omitted for root, as in the guide: install.sh runs as root, so Ansible logs in as root.
 * - Other users need `ansible_ssh_pass` to log in and `ansible_become_pass` for sudo. As in the guide,
 *   `ansible_become=true` is omitted: the playbooks escalate themselves, and the variable would override a task's
 *   `become: false`.
 * - A private key is a separate file (`../playbooks/private-keys.ts`). Its path is absolute, since ssh resolves a relative path
 *   against the working directory of ansible-playbook. A password next to a key is the sudo password.
 * - The taskbox uses a local connection, so it has neither port nor login, only the sudo password.
 * - The scripts of 2.0 and 2.1 append an SSH password to their copy of a line that contains `ansible_user`, except to
 *   lines with a comment (docs/decisions/021-comment-protects-inventory-lines.md). These lines therefore end with one.
 */
import { encodePassword, encodeValue, sshPasswordVariables } from '@/lib/ansible/inventory/encode'
import type { Cluster, Host } from '@/lib/cluster/cluster'
import type { RenderedFile, Role, TextRange } from '../installer'
import { privateKeyPath } from '../playbooks/private-keys'
import { SHA1_ARGUMENTS } from '../playbooks/ssh-arguments'

export const HOSTS_PATH = 'conf/hosts.ini'
export const PRIVATE_KEY_FOLDER = 'conf/.taskbox-keys'
const SSH_PORT = 22

/** The text that makes the scripts append to a line, wherever it occurs: also in a password or a path. */
const REWRITE_TRIGGER = 'ansible_user'
/** Ansible drops the comment, and with it whatever a script that ignores comments would append. */
const REWRITE_EXEMPTION = '  # install.sh does not change lines that have a comment'

/** The groups of Kubespray's playbooks, in the guide's order. */
const GROUPS: readonly (readonly [group: string, role: Role])[] = [
  ['kube-master', 'master'],
  ['kube-node', 'node'],
  ['etcd', 'etcd'],
]

interface Variable {
  name: string
  value: string
  secret?: boolean
}

/** Renders the inventory. For all-in-one it equals the one that the package generates: the host in every group. */
export function renderHostsIni(cluster: Cluster): RenderedFile {
  const out = new SecretTextBuilder().add('[all]\n')
  const width = Math.max(...cluster.hosts.map(({ name }) => name.length))
  for (const host of cluster.hosts) {
    out.add(host.name.padEnd(width))
    const variables = hostVariables(cluster, host)
    variables.forEach(({ name, value, secret }, index) => {
      out.add(`${index === 0 ? ' ' : '  '}${name}=`)
      if (secret) out.addSecret(value)
      else out.add(value)
    })
    out.add(variables.some(triggersRewrite) ? `${REWRITE_EXEMPTION}\n` : '\n')
  }
  for (const [group, role] of GROUPS) {
    const members = cluster.hosts.filter(({ roles }) => roles.includes(role))
    out.add(`\n[${group}]\n${members.map(({ name }) => `${name}\n`).join('')}`)
  }
  return out.add('\n[k8s-cluster:children]\nkube-node\nkube-master\n').toFile(HOSTS_PATH)
}

function triggersRewrite({ name, value }: Variable): boolean {
  return name === REWRITE_TRIGGER || value.includes(REWRITE_TRIGGER)
}

function hostVariables(cluster: Cluster, host: Host): Variable[] {
  const local = host.taskbox || cluster.installer.mode === 'all-in-one'
  const port = host.port === SSH_PORT ? [] : [variable('ansible_port', String(host.port))]
  return [
    ...(local
      ? [variable('ansible_connection', 'local')]
      : [variable('ansible_host', encodeValue(host.address, 'host')), ...port]),
    variable('ip', encodeValue(host.ip, 'host')),
    ...(host.login.user === 'root' ? [] : [variable('ansible_user', encodeValue(host.login.user, 'host'))]),
    ...(local ? [] : sshVariables(cluster, host)),
    ...sudoVariables(host),
  ]
}

function sshVariables(cluster: Cluster, host: Host): Variable[] {
  const sha1 = host.allowSha1
    ? [variable('ansible_ssh_common_args', encodeValue(SHA1_ARGUMENTS, 'host'))]
    : []
  return [...authenticationVariables(cluster, host), ...sha1]
}

function authenticationVariables(cluster: Cluster, host: Host): Variable[] {
  if (host.login.privateKey) {
    const path = privateKeyPath(cluster, PRIVATE_KEY_FOLDER, host)
    return [variable('ansible_ssh_private_key_file', encodeValue(path, 'host'))]
  }
  const { password } = host.login
  return password
    ? sshPasswordVariables(password, 'host').map(([name, value]) => ({ name, value, secret: true }))
    : []
}

function sudoVariables({ login: { user, password, sudoPassword } }: Host): Variable[] {
  const becomePassword = user === 'root' ? undefined : sudoPassword || password
  if (!becomePassword) return []
  return [
    { name: 'ansible_become_pass', value: encodePassword(becomePassword, 'become', 'host'), secret: true },
  ]
}

function variable(name: string, value: string): Variable {
  return { name, value }
}

class SecretTextBuilder {
  private text = ''
  private readonly secrets: TextRange[] = []

  add(text: string): this {
    this.text += text
    return this
  }

  addSecret(text: string): this {
    const start = this.text.length
    this.text += text
    this.secrets.push({ start, end: this.text.length })
    return this
  }

  toFile(path: string): RenderedFile {
    return { path, text: this.text, secrets: this.secrets }
  }
}
