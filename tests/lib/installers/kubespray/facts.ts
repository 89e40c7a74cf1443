import type { HostContext } from '@/lib/checks/check-context'
import type { Role, SourceFacts } from '@/lib/cluster/draft/draft'

/** Facts of a checkout with three minor releases of Kubernetes. */
export const FACTS: SourceFacts = {
  ansible: ['2.17.3', '2.18.0'],
  kubernetes: ['1.31.9', '1.34.3', '1.35.0'],
  kubernetesDefault: ['1.34.3'],
  memoryMiB: ['1500', '1024'],
  systems: ['Debian', 'Flatcar'],
  documentedSystems: ['debian 12', 'debian 13'],
  plugins: ['calico', 'none'],
  containerManagers: ['docker', 'crio', 'containerd'],
  proxyModes: ['iptables', 'ipvs', 'nftables'],
  ipv6: ['ipv6_stack'],
  urlVariables: ['github_url'],
  container_manager: ['containerd'],
  kube_network_plugin: ['calico'],
  kube_proxy_mode: ['ipvs'],
  kube_service_addresses: ['10.96.0.0/16'],
  kube_pods_subnet: ['10.112.0.0/16'],
  kube_network_node_prefix: ['25'],
  kube_service_addresses_ipv6: ['fd00:1::/116'],
  kube_pods_subnet_ipv6: ['fd00:2::/112'],
  kube_network_node_prefix_ipv6: ['120'],
}

/** A context with further facts of its checkout, and other roles of its host. */
export function withFacts(context: HostContext, facts: SourceFacts, roles: Role[]): HostContext {
  const { cluster } = context
  const host = { ...context.host, roles }
  const installer = { ...cluster.installer, facts: { ...cluster.installer.facts, ...facts } }
  return { ...context, host, cluster: { ...cluster, installer, hosts: [host] } }
}
