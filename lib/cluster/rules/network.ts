/** Rules for the cluster's networks, and for their overlap with each other and with known addresses. */

import {
  ADDRESS_BITS,
  canonicalAddress,
  isDnsName,
  isIpv4,
  parseAddress,
  parsePort,
  reservedRange,
} from '@/lib/network/address'
import {
  addressCount,
  type Cidr,
  contains,
  nodeCapacity,
  overlaps,
  parseCidr,
  prefixForNodes,
  reservedRangeIn,
  tryParseCidr,
} from '@/lib/network/cidr'
import type { Draft } from '../draft/draft'
import { APISERVER_PORT, NETWORK } from '../draft/draft-defaults'
import { type ClusterNetwork, clusterNetworks, usesIpv4, usesIpv6 } from '../families'
import { DOCKER_NETWORK, type KnownAddress, knownAddresses } from '../known-addresses'
import type { FieldPath, Problem, ProblemCode } from '../problem'
import type { ReleaseOptions } from '../release-options'
import { error, truncate, warning } from './create-problem'
import { hostLabel } from './hosts'
import { countRole } from './roles'
import { validateText } from './text'

/** kube-apiserver requires a service network of 8 addresses to 20 host bits (its options/validation.go). */
const MIN_SERVICE_BITS = 3
const MAX_SERVICE_BITS = 20
/** kube-controller-manager allows 16 bits between the pod network and a node's subnet (ipam/cidrset). */
const MAX_POD_BITS = 16

/** A network with a valid CIDR. */
type ParsedNetwork = ClusterNetwork & { range: Cidr }

export function networkProblems(draft: Draft, release: ReleaseOptions | undefined): Problem[] {
  const networks = clusterNetworks(draft.network, release)
  const parsed = networks.flatMap((network): ParsedNetwork[] => {
    const range = tryParseCidr(network.text, network.family)
    return range ? [{ ...network, range }] : []
  })
  return [
    ...pluginProblems(draft, release),
    ...familyProblems(draft, release),
    ...networks.flatMap((network) => cidrProblems(network, release)),
    ...parsed.flatMap((network) => sizeProblems(network, draft)),
    ...overlapProblems(parsed, release),
    ...addressConflicts(parsed, knownAddresses(draft, release)),
    ...loadBalancerProblems(draft, release),
  ]
}

const pathOf = ({ field }: ClusterNetwork): FieldPath => ['network', field]

function pluginProblems({ network }: Draft, release: ReleaseOptions | undefined): Problem[] {
  const choices: readonly string[] = release?.networkPlugins ?? NETWORK.plugins
  return validateText(network.plugin, ['network', 'plugin'], {
    required: true,
    isValid: (plugin) => choices.includes(plugin),
    code: 'choice-invalid',
    facts: { choices: choices.join(', ') },
  })
}

function familyProblems({ network: { families } }: Draft, release: ReleaseOptions | undefined): Problem[] {
  if (!release || release.families.includes(families)) return []
  const facts = { families, release: release.id, choices: release.families.join(', ') }
  return [error('families-unsupported', ['network', 'families'], facts)]
}

function cidrProblems(network: ClusterNetwork, release: ReleaseOptions | undefined): Problem[] {
  const { kind, family, text } = network
  const path = pathOf(network)
  const problems = validateText(text, path, { required: true })
  if (problems.length > 0) return problems
  const parsed = parseCidr(text, family)
  const facts = { cidr: truncate(text), network: kind }
  if (!('problem' in parsed)) {
    const range = reservedRangeIn(parsed)
    return range ? [error('cidr-unusable', path, { ...facts, range })] : []
  }
  switch (parsed.problem) {
    case 'host-bits':
      return [error('cidr-host-bits', path, { ...facts, suggestion: parsed.suggestion })]
    case 'other-family': {
      const hasIpv6 = (release?.families ?? []).some(usesIpv6)
      if (family === 6) return [error('cidr-not-ipv6', path, facts)]
      return [error('cidr-not-ipv4', path, { ...facts, supported: hasIpv6 ? 'both' : 'ipv4' })]
    }
    case 'invalid':
      return [error('cidr-invalid', path, { ...facts, family })]
  }
}

function sizeProblems(network: ParsedNetwork, draft: Draft): Problem[] {
  return network.kind === 'service' ? serviceSizeProblems(network) : podSizeProblems(network, draft)
}

function serviceSizeProblems(network: ParsedNetwork): Problem[] {
  const { family, range } = network
  const count = addressCount(range)
  const minimum = 2 ** MIN_SERVICE_BITS
  if (count < minimum) {
    const facts = { cidr: range.text, size: count, minimum, prefix: ADDRESS_BITS[family] - MIN_SERVICE_BITS }
    return [error('service-network-too-small', pathOf(network), facts)]
  }
  return tooLargeProblems(network, ADDRESS_BITS[family] - MAX_SERVICE_BITS)
}

/** Every node gets a subnet of the pod network (`kube_network_node_prefix`), which limits the number of nodes. */
function podSizeProblems(network: ParsedNetwork, draft: Draft): Problem[] {
  const { range, nodePrefix: slice } = network
  const hosts = Math.max(1, draft.hosts.length)
  const capacity = nodeCapacity(range, slice)
  if (capacity < hosts) {
    const facts = { cidr: range.text, capacity, hosts, slice, prefix: prefixForNodes(hosts, slice) }
    return [error('pod-network-too-small', pathOf(network), facts)]
  }
  return tooLargeProblems(network, Math.max(0, slice - MAX_POD_BITS))
}

function tooLargeProblems(network: ParsedNetwork, minimumPrefix: number): Problem[] {
  const { kind, range } = network
  if (range.prefix >= minimumPrefix) return []
  const facts = { cidr: range.text, network: kind, prefix: minimumPrefix }
  return [error('network-too-large', pathOf(network), facts)]
}

function overlapProblems(networks: readonly ParsedNetwork[], release: ReleaseOptions | undefined): Problem[] {
  const docker = (release?.usesDocker ?? true) ? tryParseCidr(DOCKER_NETWORK) : undefined
  const services = networks.filter(({ kind }) => kind === 'service')
  return [
    ...networks.flatMap((pod) => {
      const service = pod.kind === 'pod' && services.find(({ range }) => overlaps(range, pod.range))
      const facts = service && { cidr: pod.range.text, other: service.range.text }
      return facts ? [error('networks-overlap', pathOf(pod), facts)] : []
    }),
    ...networks.flatMap((network) => {
      // Only a warning, since a host's Docker can be configured with another network.
      if (!docker || !overlaps(network.range, docker)) return []
      const facts = { network: network.kind, cidr: network.range.text, docker: DOCKER_NETWORK }
      return [warning('network-touches-docker', pathOf(network), facts)]
    }),
  ]
}

const CONFLICT_CODES = {
  host: 'network-touches-host',
  'load-balancer': 'network-touches-load-balancer',
  storage: 'network-touches-storage',
} as const satisfies Record<KnownAddress['kind'], ProblemCode>

/** One problem per network and kind of address, however many addresses are inside the network. */
function addressConflicts(networks: readonly ParsedNetwork[], addresses: readonly KnownAddress[]): Problem[] {
  return networks.flatMap((network) => {
    const { kind: name, range } = network
    const inside = addresses.filter(({ address }) => contains(range, address))
    return (Object.keys(CONFLICT_CODES) as KnownAddress['kind'][]).flatMap((kind) => {
      const conflicts = inside.filter((address) => address.kind === kind)
      const [first] = conflicts
      if (!first) return []
      const found = { name: first.name, address: first.text, count: conflicts.length }
      return [error(CONFLICT_CODES[kind], pathOf(network), { network: name, cidr: range.text, ...found })]
    })
  })
}

/** Validates the load balancer if it is required or given. Otherwise its fields are hidden. */
function loadBalancerProblems(draft: Draft, release: ReleaseOptions | undefined): Problem[] {
  const { address, port, domain } = draft.network.loadBalancer
  const masters = countRole(draft.hosts, 'master')
  const path = ['network', 'loadBalancer']
  const needed = draft.installer.mode === 'multi-node' && masters > 1 && release?.loadBalancer !== 'optional'
  if (!address) return needed ? [error('load-balancer-missing', [...path, 'address'], { masters })] : []
  return [
    ...loadBalancerAddressProblems(draft, release, [...path, 'address']),
    ...validateText(port, [...path, 'port'], {
      isValid: (text) => parsePort(text) !== undefined,
      code: 'port-invalid',
      facts: { default: APISERVER_PORT },
    }),
    ...validateText(domain, [...path, 'domain'], {
      isValid: (text) => isDnsName(text) && text === text.toLowerCase(),
      code: 'domain-invalid',
    }),
    ...hostAddressProblems(draft),
  ]
}

function loadBalancerAddressProblems(
  { network }: Draft,
  release: ReleaseOptions | undefined,
  path: FieldPath,
): Problem[] {
  const { families, loadBalancer } = network
  const isValid = (text: string) => {
    const address = parseAddress(text)
    const isUsed = address?.family === 6 ? usesIpv6(families) : usesIpv4(families)
    return address !== undefined && isUsed && reservedRange(address) === undefined
  }
  const code = families === 'ipv6' ? 'ip6-invalid' : 'ip-invalid'
  if (release?.loadBalancerNeedsIpv4 && isValid(loadBalancer.address) && !isIpv4(loadBalancer.address))
    return [error('load-balancer-ipv6-unsupported', path, { address: truncate(loadBalancer.address) })]
  return validateText(loadBalancer.address, path, { isValid, code })
}

function hostAddressProblems({ hosts, network }: Draft): Problem[] {
  const address = canonicalAddress(network.loadBalancer.address)
  const index = hosts.findIndex((host) =>
    [host.ip, host.address, host.ip6].some((one) => canonicalAddress(one) === address),
  )
  const host = hosts[index]
  if (!host) return []
  const facts = { address: truncate(address), host: hostLabel(host, index) }
  return [warning('load-balancer-is-host', ['network', 'loadBalancer', 'address'], facts)]
}
