/**
 * `conf/hosts.ini`, the inventory (guide, step 2): one host a line, never wrapped; columns two spaces apart.
 *
 * - Root's name is not written, as in the guide: install.sh runs as root, so Ansible logs in as root.
 * - Another user needs both passwords: `ansible_ssh_pass` to log in, `ansible_become_pass` for sudo. There is no
 *   `ansible_become=true`, again as in the guide: the package's playbooks become root by themselves, and the variable
 *   would outrank a task's own `become: false`.
 * - A key stands in a file of its own beside the inventory (`keys.ts`) and is named with its whole path, since ssh
 *   would look for any other below the folder that ansible-playbook was started in. A password beside it is sudo's.
 * - The taskbox itself is reached without ssh, so it has neither port nor login, only what sudo asks.
 */
import { encodePassword, encodeValue, sshPasswordVariables } from '@/lib/ansible/inventory/encode'
import type { Cluster, Host } from '@/lib/cluster/cluster'
import type { RenderedFile, Role } from '../installer'
import { SecretTextBuilder } from '../secret-text'
import { privateKeyPath } from './private-keys'

export const HOSTS_PATH = 'conf/hosts.ini'
const SSH_PORT = 22

/** Groups of the playbooks, Kubespray's, in the guide's order. */
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

/** The inventory of a multi-node cluster; for all-in-one the same one host in every group that the package writes by itself. */
export function renderHostsIni(cluster: Cluster): RenderedFile {
  const out = new SecretTextBuilder().add('[all]\n')
  const width = Math.max(...cluster.hosts.map(({ name }) => name.length))
  for (const host of cluster.hosts) {
    out.add(host.name.padEnd(width))
    hostVariables(cluster, host).forEach(({ name, value, secret }, index) => {
      out.add(`${index === 0 ? ' ' : '  '}${name}=`)
      if (secret) out.addSecret(value)
      else out.add(value)
    })
    out.add('\n')
  }
  for (const [group, role] of GROUPS) {
    const members = cluster.hosts.filter(({ roles }) => roles.includes(role))
    out.add(`\n[${group}]\n${members.map(({ name }) => `${name}\n`).join('')}`)
  }
  return out.add('\n[k8s-cluster:children]\nkube-node\nkube-master\n').toFile(HOSTS_PATH)
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

/** OpenSSH has left out these since 8.2 and 8.8; releases before 8.5 know the last option by another name. */
const SHA1_ARGUMENTS = [
  '-o KexAlgorithms=+diffie-hellman-group14-sha1',
  '-o HostKeyAlgorithms=+ssh-rsa',
  '-o IgnoreUnknown=PubkeyAcceptedAlgorithms',
  '-o PubkeyAcceptedAlgorithms=+ssh-rsa',
].join(' ')

function sshVariables(cluster: Cluster, host: Host): Variable[] {
  const sha1 = host.allowSha1
    ? [variable('ansible_ssh_common_args', encodeValue(SHA1_ARGUMENTS, 'host'))]
    : []
  return [...authenticationVariables(cluster, host), ...sha1]
}

function authenticationVariables(cluster: Cluster, host: Host): Variable[] {
  if (host.login.privateKey) {
    const path = `${cluster.installer.package.replace(/(?<!\/)\/+$/, '')}/${privateKeyPath(host)}`
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
