/**
 * Renders an Ansible inventory as YAML: the hosts with their login, and the groups. Values are encoded as variables,
 * since Ansible evaluates those of an inventory as templates. A private key is a separate file, and its path is absolute,
 * because ssh resolves a relative path against the working directory of ansible-playbook.
 */
import { encodePasswordVariable, encodeVariable, sshPasswordNames } from '@/lib/ansible/inventory/encode'
import type { Cluster, Host } from '@/lib/cluster/cluster'
import { renderYaml, SecretText, type YamlMapping } from '@/lib/yaml/render'
import type { RenderedFile } from '../installer'
import { privateKeyPath } from './private-keys'
import { SHA1_ARGUMENTS } from './ssh-arguments'

const SSH_PORT = 22

export interface InventoryPlan {
  /** Relative to the source. */
  path: string
  /** The folder of the private keys, relative to the source. */
  keyFolder: string
  /** The installer's own variables of a host. */
  variables: (host: Host) => YamlMapping
  /** Groups by name, each with the hosts or the groups that it contains. */
  groups: Readonly<
    Record<string, { hosts: readonly Host[] } | { children: readonly string[]; vars?: YamlMapping }>
  >
}

export function renderYamlInventory(cluster: Cluster, plan: InventoryPlan): RenderedFile {
  const hosts = Object.fromEntries(
    cluster.hosts.map((host) => [
      host.name,
      { ...connection(cluster, host, plan.keyFolder), ...plan.variables(host) },
    ]),
  )
  const groups = Object.fromEntries(
    Object.entries(plan.groups).map(([name, group]) => [
      name,
      'hosts' in group
        ? { hosts: toKeys(group.hosts.map((host) => host.name)) }
        : { children: toKeys(group.children), vars: group.vars },
    ]),
  )
  const { text, secrets } = renderYaml(['Written by Taskbox.'], { all: { hosts, children: groups } })
  return { path: plan.path, text, secrets }
}

const toKeys = (names: readonly string[]): YamlMapping => Object.fromEntries(names.map((name) => [name, {}]))

function connection(cluster: Cluster, host: Host, keyFolder: string): YamlMapping {
  const { login, address, port, taskbox } = host
  const user = login.user === 'root' ? undefined : encodeVariable(login.user)
  if (taskbox) return { ansible_connection: 'local', ...becomePassword(host) }
  return {
    ansible_host: encodeVariable(address),
    ansible_port: port === SSH_PORT ? undefined : port,
    ansible_user: user ?? 'root',
    ...authentication(cluster, host, keyFolder),
    ...becomePassword(host),
    ansible_ssh_common_args: host.allowSha1 ? SHA1_ARGUMENTS : undefined,
  }
}

function authentication(cluster: Cluster, host: Host, keyFolder: string): YamlMapping {
  const { privateKey, password } = host.login
  if (privateKey)
    return { ansible_ssh_private_key_file: encodeVariable(privateKeyPath(cluster, keyFolder, host)) }
  if (!password) return {}
  const value = new SecretText(encodePasswordVariable(password, 'ssh'))
  return Object.fromEntries(sshPasswordNames(password).map((name) => [name, value]))
}

function becomePassword({ login: { user, password, sudoPassword } }: Host): YamlMapping {
  const secret = user === 'root' ? undefined : sudoPassword || password
  return secret ? { ansible_become_pass: new SecretText(encodePasswordVariable(secret, 'become')) } : {}
}
