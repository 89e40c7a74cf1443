/**
 * Imports the configurations of KubeKey: `Cluster` (v1alpha1 and v1alpha2), whose hosts are a list with role groups, and
 * `Inventory` and `Config` of version 4, whose hosts are a mapping with groups of groups.
 */
import { GroupTree } from '@/lib/ansible/inventory/group-tree'
import { parseHostPattern } from '@/lib/ansible/inventory/host-pattern'
import { isIpv6 } from '@/lib/network/address'
import { dereference, type YamlNode } from '@/lib/yaml/tree'
import type { HostDraft, Role } from '../draft/draft'
import { ROOT, SSH_PORT } from '../draft/draft-defaults'
import { emptyHost } from '../draft/empty-draft'
import { isGroupName, isRoleGroup, rolesOf } from './group-names'
import { emptyImport, type Finding, type Imported, type ImportedSettings, unreadLines } from './imported'
import { maskLine } from './mask'
import { certainSettings } from './settings'
import { child, childText, listItems } from './yaml-values'

const API_GROUP = 'kubekey.kubesphere.io'

export function isKubeKey(root: YamlNode): boolean {
  return childText(root, 'apiVersion').includes(API_GROUP)
}

/** A host with its own line, and the line and path of its private key. */
interface ReadHost {
  line: number
  host: HostDraft
  key?: { line: number; path: string }
}

/** @param roots the documents of the file; those of other programs are ignored */
export function importKubeKey(text: string, roots: readonly YamlNode[]): Imported {
  const specs = roots.filter(isKubeKey).map((root) => ({ root, spec: child(root, 'spec') }))
  const tree = new GroupTree()
  const findings: Finding[] = []
  const hosts = specs.flatMap(({ spec }) => readHosts(child(spec, 'hosts'), findings))
  const names = new Set(hosts.map(({ host }) => host.name))
  for (const { spec } of specs) {
    readGroups(tree, child(spec, 'roleGroups'), names, findings)
    readGroups(tree, child(spec, 'groups'), names, findings)
  }
  const groups = new Map(tree.resolve().map((host) => [host.name, host.groups]))
  const lines = text.split(/\r\n|\r|\n/)
  const rolesOfHost = (name: string): Role[] => rolesOf(groups.get(name) ?? [], false)
  const all = new Set([...groups.values()].flat())
  const settings = specs.map(({ root, spec }) => readSettings(root, spec))
  return {
    ...emptyImport('kubekey'),
    hosts: hosts.map(({ host }, index) => ({ ...host, id: `h${index + 1}`, roles: rolesOfHost(host.name) })),
    keys: Object.fromEntries(hosts.flatMap(({ key }, index) => (key ? [[`h${index + 1}`, key.path]] : []))),
    unread: unreadLines(
      [
        ...findings,
        ...hosts.flatMap(({ key }): Finding[] =>
          key ? [{ line: key.line, reason: 'key-file', subject: key.path }] : [],
        ),
      ],
      (line) => maskLine(lines[line - 1] ?? ''),
    ),
    settings: certainSettings(Object.assign({}, ...settings)),
    groups: [...all].filter((group) => !isRoleGroup(group, false) && !isGroupName(group)),
  }
}

/** A list of hosts with names, or a mapping by name. */
function readHosts(node: YamlNode | undefined, findings: Finding[]): ReadHost[] {
  if (node?.kind === 'list')
    return node.items.flatMap((item) => {
      const host = dereference(item)
      const name = childText(host, 'name')
      if (name !== '') return [readHost(name, host, host, 'address', item.line)]
      findings.push({ line: item.line, reason: 'key', subject: '' })
      return []
    })
  if (node?.kind !== 'mapping') return []
  return node.entries.map(({ key, keyNode, value }) => {
    const host = dereference(value)
    return readHost(key, host, child(host, 'connector'), 'host', keyNode.line)
  })
}

/** @param login the node with the address and the login, which is the host's own before version 4 */
function readHost(
  name: string,
  host: YamlNode,
  login: YamlNode | undefined,
  address: 'address' | 'host',
  line: number,
): ReadHost {
  const internal = [
    childText(host, 'internalAddress'),
    childText(host, 'internal_ipv4'),
    childText(host, 'internal_ipv6'),
  ]
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
  const ip = internal.find((text) => text !== '' && !isIpv6(text)) ?? ''
  const ip6 = internal.find((text) => isIpv6(text)) ?? ''
  const taskbox = childText(login, 'type') === 'local'
  const reachedAt = childText(login, address) || (taskbox ? ip || ip6 : name)
  const port = childText(login, 'port')
  const user = childText(login, 'user')
  const password = childText(login, 'password')
  const privateKey = childText(login, 'privateKey') || childText(login, 'private_key_content')
  const draft = emptyHost('', {
    name,
    address: reachedAt,
    ip: ip === reachedAt ? '' : ip,
    ip6: ip6 === reachedAt ? '' : ip6,
    port: port === String(SSH_PORT) ? '' : port,
    taskbox,
    user: user || ROOT,
    password,
    privateKey,
    sharedLogin: user === '' && password === '' && privateKey === '',
  })
  const key = keyFileOf(login)
  return { line, host: draft, ...(key && { key }) }
}

function keyFileOf(login: YamlNode | undefined): { line: number; path: string } | undefined {
  for (const name of ['privateKeyPath', 'private_key']) {
    const path = childText(login, name)
    if (path !== '') return { path, line: child(login, name)?.line ?? 0 }
  }
  return undefined
}

/** Groups of hosts: lists of names, or, in version 4, mappings with `hosts` and with other groups. */
function readGroups(
  tree: GroupTree,
  node: YamlNode | undefined,
  names: ReadonlySet<string>,
  findings: Finding[],
): void {
  if (node?.kind !== 'mapping') return
  for (const { key, value } of node.entries) {
    const content = dereference(value)
    const group = tree.group(key)
    addMembers(tree, key, content.kind === 'list' ? content : child(content, 'hosts'), names, findings)
    for (const { text } of listItems(child(content, 'groups'))) if (group) tree.addChild(group, text)
  }
}

/** Adds hosts to a group. A name may be a range: `node[2:10]`. */
function addMembers(
  tree: GroupTree,
  name: string,
  list: YamlNode | undefined,
  names: ReadonlySet<string>,
  findings: Finding[],
): void {
  const group = tree.group(name)
  for (const { text, line } of listItems(list)) {
    const members = parseHostPattern(text, tree.remainingNames)?.names ?? []
    const known = members.filter((member) => names.has(member))
    if (group && known.length > 0) tree.addHosts(group, known, {}, line)
    const missing = members.find((member) => !names.has(member))
    if (missing !== undefined || members.length === 0)
      findings.push({ line, reason: 'unknown-host', subject: missing ?? text })
  }
}

function readSettings(root: YamlNode, spec: YamlNode | undefined): ImportedSettings {
  const kubernetes = child(spec, 'kubernetes')
  const network = child(spec, 'network')
  const networking = child(kubernetes, 'networking')
  const endpoint = child(spec, 'controlPlaneEndpoint')
  const isCluster = childText(root, 'kind') === 'Cluster'
  return withoutEmpty({
    name: isCluster ? childText(child(root, 'metadata'), 'name') : '',
    kubernetesVersion: childText(kubernetes, 'version') || childText(kubernetes, 'kube_version'),
    plugin: childText(network, 'plugin') || childText(child(spec, 'cni'), 'type'),
    podCidr: childText(network, 'kubePodsCIDR') || childText(networking, 'pod_cidr'),
    serviceCidr: childText(network, 'kubeServiceCIDR') || childText(networking, 'service_cidr'),
    containerRuntime:
      childText(kubernetes, 'containerManager') || childText(child(spec, 'cri'), 'container_manager'),
    proxyMode: childText(kubernetes, 'proxyMode'),
    loadBalancerAddress: childText(endpoint, 'address'),
    loadBalancerPort: childText(endpoint, 'port'),
    loadBalancerDomain: childText(endpoint, 'domain'),
  })
}

/** A later document must not override a setting by an empty one. */
function withoutEmpty(settings: ImportedSettings): ImportedSettings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''))
}
