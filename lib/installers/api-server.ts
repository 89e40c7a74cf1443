/** The address of a cluster's API server. */
import type { Cluster } from '@/lib/cluster/cluster'
import { formatEndpoint } from '@/lib/network/address'

const DEFAULT_PORT = 6443

/**
 * The URL for users: that of the load balancer, else of the first control plane. Its certificate names the addresses
 * inside the cluster.
 * @param virtualAddress of a load balancer that the cluster runs itself
 */
export function apiServerUrl({ network, hosts }: Cluster, virtualAddress?: string): string {
  const { loadBalancer } = network
  if (loadBalancer) return toUrl(loadBalancer.address, loadBalancer.port)
  const first = hosts.find(({ roles }) => roles.includes('master'))
  return toUrl(virtualAddress || (first?.ip ?? ''), DEFAULT_PORT)
}

const toUrl = (address: string, port: number) => `https://${formatEndpoint(address, port)}`
