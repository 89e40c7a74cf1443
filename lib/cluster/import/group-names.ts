/** The groups of the inventories of Kubespray, KubeSphere, kubeasz, KubeKey and k3s-ansible. */
import type { Role } from '../draft/draft'

const ROLE_GROUPS: Readonly<Record<string, Role>> = {
  'kube-master': 'master',
  kube_master: 'master',
  kube_control_plane: 'master',
  'kube-control-plane': 'master',
  'control-plane': 'master',
  control_plane: 'master',
  controlplane: 'master',
  master: 'master',
  masters: 'master',
  etcd: 'etcd',
  'kube-node': 'node',
  kube_node: 'node',
  kube_worker: 'node',
  'kube-worker': 'node',
  node: 'node',
  nodes: 'node',
  worker: 'node',
  workers: 'node',
}
/** Names that mean a role only in an inventory of k3s. */
const K3S_GROUPS: Readonly<Record<string, Role>> = { server: 'master', agent: 'node' }
/** Groups of all nodes, and names that no host has. */
const CLUSTER_GROUPS: ReadonlySet<string> = new Set([
  'all',
  'ungrouped',
  'k8s_cluster',
  'k8s-cluster',
  'kube_cluster',
  'kube-cluster',
  'k3s_cluster',
  'kube_control_plane',
  'kube_node',
  'kube_master',
  'kube_worker',
  'kube-master',
  'kube-node',
])

/** Whether an inventory is one of k3s-ansible, by its groups. */
export function isK3s(groups: ReadonlySet<string>): boolean {
  return groups.has('k3s_cluster') || (groups.has('server') && groups.has('agent'))
}

export function isRoleGroup(group: string, k3s: boolean): boolean {
  return Object.hasOwn(ROLE_GROUPS, group) || (k3s && Object.hasOwn(K3S_GROUPS, group))
}

/** Whether only a group has that name, in any of these inventories. */
export function isGroupName(name: string): boolean {
  return CLUSTER_GROUPS.has(name)
}

export function rolesOf(groups: readonly string[], k3s: boolean): Role[] {
  const roles = groups
    .filter((group) => isRoleGroup(group, k3s))
    .map((group) => (Object.hasOwn(ROLE_GROUPS, group) ? ROLE_GROUPS[group] : K3S_GROUPS[group]))
  return [...new Set(roles)].filter((role) => role !== undefined)
}
