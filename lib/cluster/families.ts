/** The address families of a cluster: the networks of its pods and services, and the addresses of its hosts. */
import { type IpFamily, isIpv4, isIpv6 } from '@/lib/network/address'
import type { Draft, HostDraft } from './draft/draft'
import { NETWORK } from './draft/draft-defaults'
import type { Families } from './draft/field-table'
import type { ReleaseOptions, Section } from './release-options'

/** The subnet of a node in the IPv6 pod network, by default of kube-controller-manager. */
const NODE_PREFIX_IPV6 = 64

export const usesIpv4 = (families: Families): boolean => families !== 'ipv6'
export const usesIpv6 = (families: Families): boolean => families !== 'ipv4'

export interface ClusterNetwork {
  kind: 'service' | 'pod'
  family: IpFamily
  /** Its field in the draft. */
  field: 'serviceCidr' | 'podCidr' | 'serviceCidrIpv6' | 'podCidrIpv6'
  /** As typed, else the default of the release; empty without a default. */
  text: string
  /** The prefix length of each node's subnet, for the pod network. */
  nodePrefix: number
}

/** The networks that a draft's families use. */
export function clusterNetworks(
  { families, serviceCidr, podCidr, serviceCidrIpv6, podCidrIpv6 }: Draft['network'],
  release: ReleaseOptions | undefined,
): ClusterNetwork[] {
  const defaults = release?.defaults
  const ipv4 = { family: 4 as const, nodePrefix: defaults?.nodePrefix ?? NETWORK.nodePrefix }
  const ipv6 = { family: 6 as const, nodePrefix: defaults?.ipv6?.nodePrefix ?? NODE_PREFIX_IPV6 }
  const service = serviceCidrIpv6 || (defaults?.ipv6?.serviceCidr ?? '')
  const pod = podCidrIpv6 || (defaults?.ipv6?.podCidr ?? '')
  const networks: ClusterNetwork[] = [
    { kind: 'service', field: 'serviceCidr', text: serviceCidr, ...ipv4 },
    { kind: 'pod', field: 'podCidr', text: podCidr, ...ipv4 },
    { kind: 'service', field: 'serviceCidrIpv6', text: service, ...ipv6 },
    { kind: 'pod', field: 'podCidrIpv6', text: pod, ...ipv6 },
  ]
  return networks.filter(({ family }) => (family === 4 ? usesIpv4(families) : usesIpv6(families)))
}

/** The installer's own settings of a cluster with these families, by section. */
export const sectionsFor = (sections: readonly Section[], families: Families): Section[] =>
  sections.map((section) => ({
    ...section,
    fields: section.fields.filter(({ family }) => {
      if (family === undefined) return true
      return family === 4 ? usesIpv4(families) : usesIpv6(families)
    }),
  }))

/** The fields with a host's addresses inside the cluster. */
export const CLUSTER_ADDRESSES = { ip: 4, ip6: 6 } as const satisfies Partial<
  Record<keyof HostDraft, IpFamily>
>
export type ClusterAddressField = keyof typeof CLUSTER_ADDRESSES

export function clusterAddressFields(families: Families): ClusterAddressField[] {
  return [...(usesIpv4(families) ? ['ip' as const] : []), ...(usesIpv6(families) ? ['ip6' as const] : [])]
}

/**
 * A host's addresses inside the cluster. An empty field is `address`, if that is of the family. Empty if the address is
 * missing, or if the cluster does not use the family.
 */
export function clusterAddresses(
  { address, ip, ip6 }: Pick<HostDraft, ClusterAddressField | 'address'>,
  families: Families,
): Record<ClusterAddressField, string> {
  // With IPv4 only, a name in `address` counts too, so that two rows with the same name are duplicates.
  const other = families === 'ipv4' || isIpv4(address) ? address : ''
  const other6 = isIpv6(address) ? address : ''
  return { ip: usesIpv4(families) ? ip || other : '', ip6: usesIpv6(families) ? ip6 || other6 : '' }
}
