/** The address of a cluster's API server. */
import type { Cluster } from '@/lib/cluster/cluster'
import { formatEndpoint } from '@/lib/network/address'

const DEFAULT_PORT = 6443

/**
 * The address for users: that of the load balancer, else of the first control plane. Its certificate names the addresses
 * inside the cluster.
 * @param virtualAddress of a load balancer that the cluster runs itself
 */
export function apiServer(
  { network, hosts }: Cluster,
  virtualAddress?: string,
): { address: string; port: number } {
  const { loadBalancer } = network
  if (loadBalancer) return { address: loadBalancer.address, port: loadBalancer.port }
  const first = hosts.find(({ roles }) => roles.includes('master'))
  return { address: virtualAddress || (first?.ip ?? ''), port: DEFAULT_PORT }
}

/** Its URL, always with the port. See `apiServer`. */
export function apiServerUrl(cluster: Cluster, virtualAddress?: string): string {
  const { address, port } = apiServer(cluster, virtualAddress)
  return `https://${formatEndpoint(address, port)}`
}
