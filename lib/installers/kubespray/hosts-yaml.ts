/**
 * Renders `hosts.yaml`. `k8s_cluster` is computed by Kubespray since 2.28; writing it is always valid. `access_ip` is the
 * address that other nodes use, and `ip` the one that services bind to.
 */
import type { Cluster, Host } from '@/lib/cluster/cluster'
import type { Role } from '@/lib/cluster/draft/draft'
import type { YamlMapping } from '@/lib/yaml/render'
import type { RenderedFile } from '../installer'
import { renderYamlInventory } from '../playbooks/yaml-inventory'
import { hostsFile, keyFolder } from './paths'

export function renderHostsYaml(cluster: Cluster): RenderedFile {
  const withRole = (role: Role) => ({ hosts: cluster.hosts.filter(({ roles }) => roles.includes(role)) })
  return renderYamlInventory(cluster, {
    path: hostsFile(cluster),
    keyFolder: keyFolder(cluster),
    variables: hostVariables,
    groups: {
      kube_control_plane: withRole('master'),
      etcd: withRole('etcd'),
      kube_node: withRole('node'),
      k8s_cluster: { children: ['kube_control_plane', 'kube_node'] },
    },
  })
}

/**
 * With IPv6 only, a host has no `ip`. Releases before 2.28 ignore `access_ip6`. The default name of an etcd member is its
 * position, which changes when a host is removed.
 */
function hostVariables({ name, ip, ip6, roles }: Host): YamlMapping {
  const ipv4 = ip === ip6 ? undefined : ip
  const member = roles.includes('etcd') ? name : undefined
  return { ip: ipv4, access_ip: ipv4, ip6, access_ip6: ip6, etcd_member_name: member }
}
