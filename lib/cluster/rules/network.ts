/** The cluster's networks: each by itself, and against each other and every address that is known. */
import type { Release } from '@/lib/installers/installer'
import { isDnsName, isIpv4, parseIpv4, parsePort, unusable } from '@/lib/network/address'
import { type Cidr, cidr, contains, overlaps, parseCidr, prefixFor, size, slices } from '@/lib/network/cidr'
import { DOCKER_NETWORK, type KnownAddress, knownAddresses } from '../addresses'
import { APISERVER_PORT, NETWORK } from '../constants'
import type { Draft } from '../draft'
import type { Problem, ProblemCode } from '../problem'
import { called } from './hosts'
import { error, shown, warning } from './report'
import { countRole } from './roles'
import { judgeText } from './text'

/** kube-apiserver refuses a service network of fewer than 8 addresses or more than 20 host bits (its options/validation.go). */
const SERVICE_MINIMUM = 8
const SERVICE_MINIMUM_PREFIX = 29
const SERVICE_MAXIMUM_PREFIX = 12
/** kube-controller-manager refuses more than 16 bits between the pod network and a host's slice (ipam/cidrset). */
const POD_MAXIMUM_BITS = 16

type Kind = 'service' | 'pod'
const FIELD = { service: 'serviceCidr', pod: 'podCidr' } as const

export function networkProblems(draft: Draft, release: Release | undefined): Problem[] {
  return [
    ...pluginProblems(draft, release),
    ...cidrProblems(draft.network.serviceCidr, 'service'),
    ...cidrProblems(draft.network.podCidr, 'pod'),
    ...sizeProblems(draft, release),
    ...overlapProblems(draft),
    ...touchProblems(draft, release),
    ...loadBalancerProblems(draft),
  ]
}

function pluginProblems({ network }: Draft, release: Release | undefined): Problem[] {
  const choices: readonly string[] = release?.networkPlugins ?? NETWORK.plugins
  return judgeText(network.plugin, ['network', 'plugin'], {
    required: true,
    test: (plugin) => choices.includes(plugin),
    code: 'choice-invalid',
    facts: { choices: choices.join(', ') },
  })
}

function cidrProblems(text: string, network: Kind): Problem[] {
  const path = ['network', FIELD[network]]
  const problems = judgeText(text, path, { required: true })
  if (problems.length > 0) return problems
  const parsed = parseCidr(text)
  if ('problem' in parsed) {
    const facts = { cidr: shown(text), network }
    if (parsed.problem === 'host-bits')
      return [error('cidr-host-bits', path, { ...facts, suggestion: parsed.suggestion })]
    return [error(parsed.problem === 'not-ipv4' ? 'cidr-not-ipv4' : 'cidr-invalid', path, facts)]
  }
  const range = unusable(parsed.start) ?? unusable(parsed.end)
  return range ? [error('cidr-unusable', path, { cidr: text, network, range })] : []
}

function sizeProblems(draft: Draft, release: Release | undefined): Problem[] {
  const service = cidr(draft.network.serviceCidr)
  const pod = cidr(draft.network.podCidr)
  return [...(service ? serviceSize(service) : []), ...(pod ? podSize(pod, draft, release) : [])]
}

function serviceSize(network: Cidr): Problem[] {
  const path = ['network', 'serviceCidr']
  const count = size(network)
  if (count < SERVICE_MINIMUM) {
    const facts = {
      cidr: network.text,
      size: count,
      minimum: SERVICE_MINIMUM,
      prefix: SERVICE_MINIMUM_PREFIX,
    }
    return [error('service-network-too-small', path, facts)]
  }
  return tooLarge(network, 'service', SERVICE_MAXIMUM_PREFIX)
}

/** Every host gets a slice of the pod network (`kube_network_node_prefix`), so that it carries only so many. */
function podSize(network: Cidr, draft: Draft, release: Release | undefined): Problem[] {
  const slice = release?.defaults.nodePrefix ?? NETWORK.nodePrefix
  const hosts = Math.max(1, draft.hosts.length)
  const capacity = slices(network, slice)
  if (capacity < hosts) {
    const facts = { cidr: network.text, capacity, hosts, slice, prefix: prefixFor(hosts, slice) }
    return [error('pod-network-too-small', ['network', 'podCidr'], facts)]
  }
  return tooLarge(network, 'pod', Math.max(0, slice - POD_MAXIMUM_BITS))
}

function tooLarge({ text, prefix }: Cidr, network: Kind, least: number): Problem[] {
  if (prefix >= least) return []
  return [error('network-too-large', ['network', FIELD[network]], { cidr: text, network, prefix: least })]
}

function overlapProblems({ network }: Draft): Problem[] {
  const service = cidr(network.serviceCidr)
  const pod = cidr(network.podCidr)
  const docker = cidr(DOCKER_NETWORK)
  const problems: Problem[] = []
  if (service && pod && overlaps(service, pod))
    problems.push(error('networks-overlap', ['network', 'podCidr'], { cidr: pod.text, other: service.text }))
  for (const [kind, range] of [
    ['service', service],
    ['pod', pod],
  ] as const) {
    // A host may have given Docker another network, so this is no more than a warning.
    if (range && docker && overlaps(range, docker)) {
      const facts = { network: kind, cidr: range.text, docker: DOCKER_NETWORK }
      problems.push(warning('network-touches-docker', ['network', FIELD[kind]], facts))
    }
  }
  return problems
}

const TOUCHES = {
  host: 'network-touches-host',
  'load-balancer': 'network-touches-load-balancer',
  storage: 'network-touches-storage',
} as const satisfies Record<KnownAddress['kind'], ProblemCode>

/** One problem for each network and kind of address: two hundred hosts in it are still one mistake. */
function touchProblems(draft: Draft, release: Release | undefined): Problem[] {
  const addresses = knownAddresses(draft, release)
  return (['service', 'pod'] as const).flatMap((network) => {
    const range = cidr(draft.network[FIELD[network]])
    if (!range) return []
    const inside = addresses.filter((address) => contains(range, address.value))
    return (Object.keys(TOUCHES) as KnownAddress['kind'][]).flatMap((kind) => {
      const touched = inside.filter((address) => address.kind === kind)
      const [first] = touched
      if (!first) return []
      const facts = {
        network,
        cidr: range.text,
        name: first.name,
        address: first.text,
        count: touched.length,
      }
      return [error(TOUCHES[kind], ['network', FIELD[network]], facts)]
    })
  })
}

/** Judged where one is needed or one is given; else the fields are not even asked for. */
function loadBalancerProblems(draft: Draft): Problem[] {
  const { address, port, domain } = draft.network.loadBalancer
  const masters = countRole(draft.hosts, 'master')
  const path = ['network', 'loadBalancer']
  const needed = draft.installer.mode === 'multi-node' && masters > 1
  if (!address) return needed ? [error('load-balancer-missing', [...path, 'address'], { masters })] : []
  const test = (text: string) => isIpv4(text) && unusable(parseIpv4(text) ?? 0) === undefined
  return [
    ...judgeText(address, [...path, 'address'], { test, code: 'ip-invalid' }),
    ...judgeText(port, [...path, 'port'], {
      test: (text) => parsePort(text) !== undefined,
      code: 'port-invalid',
      facts: { default: APISERVER_PORT },
    }),
    ...judgeText(domain, [...path, 'domain'], {
      test: (text) => isDnsName(text) && text === text.toLowerCase(),
      code: 'domain-invalid',
    }),
    ...onHost(draft),
  ]
}

function onHost({ hosts, network }: Draft): Problem[] {
  const { address } = network.loadBalancer
  const index = hosts.findIndex((host) => host.ip === address || host.address === address)
  const host = hosts[index]
  if (!host) return []
  const facts = { address: shown(address), host: called(host, index) }
  return [warning('load-balancer-is-host', ['network', 'loadBalancer', 'address'], facts)]
}
