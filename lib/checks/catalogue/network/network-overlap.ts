/**
 * The cluster's networks against every network that the hosts are in or have a route to: an overlap makes pods or
 * services unreachable in ways that are hard to trace (guide, step 2). What an earlier attempt of the cluster left
 * behind (tunnels, bridges) is no network of the site's.
 */
import { DOCKER_NETWORK } from '@/lib/cluster/known-addresses'
import { type Cidr, overlaps, tryParseCidr } from '@/lib/network/cidr'
import type { ClusterContext } from '../../check-context'
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { ADDRESSES, ROUTES } from '../../probe/interfaces'
import { factsOf, type ProbeResult } from '../../probe/item'

type NetworkKind = 'service' | 'pod'

/** Interfaces that Kubernetes' own networks make, and the loopback. */
const CLUSTER_INTERFACES =
  /^(lo|cali.*|tunl\d+|vxlan\.calico|flannel.*|cni\d+|kube-ipvs\d+|nodelocaldns|veth.*)$/
const DOCKER_INTERFACE = 'docker0'
/** 0.0.0.0/0 and the two halves that a VPN sets in its place lead everywhere. */
const DEFAULT_ROUTE_PREFIX = 1

export const networkOverlap = defineCheck({
  id: 'cidr',
  reasons: ['clear', 'overlap', 'route', 'docker'],
  source: ['guide 2'],
  needs: ['networks'],
  scope: 'cluster',
  sections: [ADDRESSES, ROUTES],
  host(sheet, context) {
    if (!factsOf(sheet, ADDRESSES)) return [undetermined]
    const verdicts = clusterNetworks(context).flatMap(([kind, network]) => findOverlaps(kind, network, sheet))
    return verdicts.length > 0 ? verdicts : [pass('clear')]
  },
})

function clusterNetworks({ cluster: { network } }: ClusterContext): [NetworkKind, Cidr][] {
  const service = tryParseCidr(network.serviceCidr)
  const pod = tryParseCidr(network.podCidr)
  return [...(service ? [['service', service] as const] : []), ...(pod ? [['pod', pod] as const] : [])].map(
    ([kind, range]) => [kind, range],
  )
}

/** One verdict for a network and a host: its own networks first, then what it only knows a way to. */
function findOverlaps(
  kind: NetworkKind,
  network: Cidr,
  sheet: ProbeResult,
): CheckResult<'overlap' | 'docker' | 'route'>[] {
  const facts = (other: Cidr, name: string) => ({
    network: kind,
    cidr: network.text,
    other: other.text,
    interface: name,
  })
  const isForeign = (other: { network: Cidr; interface: string }) =>
    !CLUSTER_INTERFACES.test(other.interface) &&
    other.network.prefix > DEFAULT_ROUTE_PREFIX &&
    overlaps(other.network, network)
  const routes = (factsOf(sheet, ROUTES) ?? []).filter(isForeign)
  const own = [...(factsOf(sheet, ADDRESSES) ?? []), ...routes.filter(({ gateway }) => !gateway)].find(
    isForeign,
  )
  if (own)
    return [
      fail(own.interface === DOCKER_INTERFACE ? 'docker' : 'overlap', facts(own.network, own.interface)),
    ]
  if (!hasDocker(sheet) && overlaps(DOCKER_RANGE, network))
    return [fail('docker', facts(DOCKER_RANGE, DOCKER_INTERFACE))]
  const [route] = routes
  if (!route) return []
  // A wide route through a gateway (10.0.0.0/8) is common and gives way to the cluster's narrower ones.
  const isWide = route.network.start <= network.start && route.network.end >= network.end
  return [(isWide ? warn : fail)('route', facts(route.network, route.interface))]
}

const DOCKER_RANGE: Cidr = tryParseCidr(DOCKER_NETWORK) ?? {
  text: DOCKER_NETWORK,
  prefix: 32,
  start: 0,
  end: 0,
}

const hasDocker = (sheet: ProbeResult): boolean =>
  (factsOf(sheet, ADDRESSES) ?? []).some((address) => address.interface === DOCKER_INTERFACE)
