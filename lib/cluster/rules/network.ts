/** Rules for the cluster's networks, and for their overlap with each other and with known addresses. */

import { isDnsName, isIpv4, parseIpv4, parsePort, reservedRange } from '@/lib/network/address'
import {
  addressCount,
  type Cidr,
  contains,
  nodeCapacity,
  overlaps,
  parseCidr,
  prefixForNodes,
  tryParseCidr,
} from '@/lib/network/cidr'
import type { Draft } from '../draft/draft'
import { APISERVER_PORT, NETWORK } from '../draft/draft-defaults'
import { DOCKER_NETWORK, type KnownAddress, knownAddresses } from '../known-addresses'
import type { Problem, ProblemCode } from '../problem'
import type { ReleaseOptions } from '../release-options'
import { error, truncate, warning } from './create-problem'
import { hostLabel } from './hosts'
import { countRole } from './roles'
import { validateText } from './text'

/** kube-apiserver requires a service network of 8 addresses to 20 host bits (its options/validation.go). */
const MIN_SERVICE_ADDRESSES = 8
const MAX_SERVICE_PREFIX = 29
const MIN_SERVICE_PREFIX = 12
/** kube-controller-manager allows 16 bits between the pod network and a node's subnet (ipam/cidrset). */
const MAX_POD_BITS = 16

type NetworkKind = 'service' | 'pod'
const FIELD = { service: 'serviceCidr', pod: 'podCidr' } as const

export function networkProblems(draft: Draft, release: ReleaseOptions | undefined): Problem[] {
  return [
    ...pluginProblems(draft, release),
    ...cidrProblems(draft.network.serviceCidr, 'service'),
    ...cidrProblems(draft.network.podCidr, 'pod'),
    ...sizeProblems(draft, release),
    ...overlapProblems(draft),
    ...addressConflicts(draft, release),
    ...loadBalancerProblems(draft, release),
  ]
}

function pluginProblems({ network }: Draft, release: ReleaseOptions | undefined): Problem[] {
  const choices: readonly string[] = release?.networkPlugins ?? NETWORK.plugins
  return validateText(network.plugin, ['network', 'plugin'], {
    required: true,
    isValid: (plugin) => choices.includes(plugin),
    code: 'choice-invalid',
    facts: { choices: choices.join(', ') },
  })
}

function cidrProblems(text: string, network: NetworkKind): Problem[] {
  const path = ['network', FIELD[network]]
  const problems = validateText(text, path, { required: true })
  if (problems.length > 0) return problems
  const parsed = parseCidr(text)
  if ('problem' in parsed) {
    const facts = { cidr: truncate(text), network }
    if (parsed.problem === 'host-bits')
      return [error('cidr-host-bits', path, { ...facts, suggestion: parsed.suggestion })]
    return [error(parsed.problem === 'not-ipv4' ? 'cidr-not-ipv4' : 'cidr-invalid', path, facts)]
  }
  const range = reservedRange(parsed.start) ?? reservedRange(parsed.end)
  return range ? [error('cidr-unusable', path, { cidr: text, network, range })] : []
}

function sizeProblems(draft: Draft, release: ReleaseOptions | undefined): Problem[] {
  const service = tryParseCidr(draft.network.serviceCidr)
  const pod = tryParseCidr(draft.network.podCidr)
  return [
    ...(service ? serviceSizeProblems(service) : []),
    ...(pod ? podSizeProblems(pod, draft, release) : []),
  ]
}

function serviceSizeProblems(network: Cidr): Problem[] {
  const path = ['network', 'serviceCidr']
  const count = addressCount(network)
  if (count < MIN_SERVICE_ADDRESSES) {
    const facts = {
      cidr: network.text,
      size: count,
      minimum: MIN_SERVICE_ADDRESSES,
      prefix: MAX_SERVICE_PREFIX,
    }
    return [error('service-network-too-small', path, facts)]
  }
  return tooLargeProblems(network, 'service', MIN_SERVICE_PREFIX)
}

/** Every node gets a subnet of the pod network (`kube_network_node_prefix`), which limits the number of nodes. */
function podSizeProblems(network: Cidr, draft: Draft, release: ReleaseOptions | undefined): Problem[] {
  const slice = release?.defaults.nodePrefix ?? NETWORK.nodePrefix
  const hosts = Math.max(1, draft.hosts.length)
  const capacity = nodeCapacity(network, slice)
  if (capacity < hosts) {
    const facts = { cidr: network.text, capacity, hosts, slice, prefix: prefixForNodes(hosts, slice) }
    return [error('pod-network-too-small', ['network', 'podCidr'], facts)]
  }
  return tooLargeProblems(network, 'pod', Math.max(0, slice - MAX_POD_BITS))
}

function tooLargeProblems({ text, prefix }: Cidr, network: NetworkKind, minimumPrefix: number): Problem[] {
  if (prefix >= minimumPrefix) return []
  return [
    error('network-too-large', ['network', FIELD[network]], { cidr: text, network, prefix: minimumPrefix }),
  ]
}

function overlapProblems({ network }: Draft): Problem[] {
  const service = tryParseCidr(network.serviceCidr)
  const pod = tryParseCidr(network.podCidr)
  const docker = tryParseCidr(DOCKER_NETWORK)
  const problems: Problem[] = []
  if (service && pod && overlaps(service, pod))
    problems.push(error('networks-overlap', ['network', 'podCidr'], { cidr: pod.text, other: service.text }))
  for (const [kind, range] of [
    ['service', service],
    ['pod', pod],
  ] as const) {
    // Only a warning, since a host's Docker can be configured with another network.
    if (range && docker && overlaps(range, docker)) {
      const facts = { network: kind, cidr: range.text, docker: DOCKER_NETWORK }
      problems.push(warning('network-touches-docker', ['network', FIELD[kind]], facts))
    }
  }
  return problems
}

const CONFLICT_CODES = {
  host: 'network-touches-host',
  'load-balancer': 'network-touches-load-balancer',
  storage: 'network-touches-storage',
} as const satisfies Record<KnownAddress['kind'], ProblemCode>

/** One problem per network and kind of address, however many addresses are inside the network. */
function addressConflicts(draft: Draft, release: ReleaseOptions | undefined): Problem[] {
  const addresses = knownAddresses(draft, release)
  return (['service', 'pod'] as const).flatMap((network) => {
    const range = tryParseCidr(draft.network[FIELD[network]])
    if (!range) return []
    const inside = addresses.filter((address) => contains(range, address.value))
    return (Object.keys(CONFLICT_CODES) as KnownAddress['kind'][]).flatMap((kind) => {
      const conflicts = inside.filter((address) => address.kind === kind)
      const [first] = conflicts
      if (!first) return []
      const facts = {
        network,
        cidr: range.text,
        name: first.name,
        address: first.text,
        count: conflicts.length,
      }
      return [error(CONFLICT_CODES[kind], ['network', FIELD[network]], facts)]
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
  const isValid = (text: string) => isIpv4(text) && reservedRange(parseIpv4(text) ?? 0) === undefined
  return [
    ...validateText(address, [...path, 'address'], { isValid, code: 'ip-invalid' }),
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

function hostAddressProblems({ hosts, network }: Draft): Problem[] {
  const { address } = network.loadBalancer
  const index = hosts.findIndex((host) => host.ip === address || host.address === address)
  const host = hosts[index]
  if (!host) return []
  const facts = { address: truncate(address), host: hostLabel(host, index) }
  return [warning('load-balancer-is-host', ['network', 'loadBalancer', 'address'], facts)]
}
