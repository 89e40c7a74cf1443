/**
 * Compares the pod and service networks with the networks and routes of each host. An overlap makes pods or services
 * unreachable in ways that are hard to trace (guide, step 2). Tunnels and bridges of an earlier install are ignored.
 */
import { networksOf } from '@/lib/cluster/cluster'
import { DOCKER_NETWORK } from '@/lib/cluster/known-addresses'
import { type Cidr, overlaps, tryParseCidr } from '@/lib/network/cidr'
import type { ClusterContext } from '../../check-context'
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { ADDRESSES, ROUTES } from '../../probe/interfaces'
import { factsOf, type ProbeResult } from '../../probe/item'

type NetworkKind = 'service' | 'pod'

/** Interfaces created by Kubernetes network plugins, and the loopback. */
const CLUSTER_INTERFACES =
  /^(lo|cali.*|tunl\d+|vxlan\.calico|flannel.*|cni\d+|kube-ipvs\d+|nodelocaldns|veth.*)$/
const DOCKER_INTERFACE = 'docker0'
/** Default routes are ignored, and those with which a VPN replaces them: two /1 routes, and 2000::/3 for IPv6. */
const DEFAULT_ROUTE_PREFIX = { 4: 1, 6: 3 }

export const networkOverlap = defineCheck({
  id: 'cidr',
  reasons: ['clear', 'overlap', 'route', 'docker'],
  sources: ['guide 2'],
  dependsOn: ['networks'],
  scope: 'cluster',
  probeItems: [ADDRESSES, ROUTES],
  perHost(probe, context) {
    if (!factsOf(probe, ADDRESSES)) return [undetermined]
    const results = clusterNetworks(context).flatMap(([kind, network]) => findOverlaps(kind, network, probe))
    return results.length > 0 ? results : [pass('clear')]
  },
})

function clusterNetworks({ cluster: { network } }: ClusterContext): [NetworkKind, Cidr][] {
  const texts = networksOf(network).flatMap(({ serviceCidr, podCidr }) => [
    ['service', serviceCidr] as const,
    ['pod', podCidr] as const,
  ])
  return texts.flatMap(([kind, text]): [NetworkKind, Cidr][] => {
    const range = tryParseCidr(text)
    return range ? [[kind, range]] : []
  })
}

/** Returns at most one result per network: an overlap with the host's own networks first, then with its routes. */
function findOverlaps(
  kind: NetworkKind,
  network: Cidr,
  probe: ProbeResult,
): CheckResult<'overlap' | 'docker' | 'route'>[] {
  const facts = (other: Cidr, name: string) => ({
    network: kind,
    cidr: network.text,
    other: other.text,
    interface: name,
  })
  const isForeign = (other: { network: Cidr; interface: string }) =>
    !CLUSTER_INTERFACES.test(other.interface) &&
    other.network.prefix > DEFAULT_ROUTE_PREFIX[other.network.family] &&
    overlaps(other.network, network)
  const routes = (factsOf(probe, ROUTES) ?? []).filter(isForeign)
  const connected = [...(factsOf(probe, ADDRESSES) ?? []), ...routes.filter(({ gateway }) => !gateway)].find(
    isForeign,
  )
  if (connected)
    return [
      fail(
        connected.interface === DOCKER_INTERFACE ? 'docker' : 'overlap',
        facts(connected.network, connected.interface),
      ),
    ]
  if (DOCKER_RANGE && !hasDocker(probe) && overlaps(DOCKER_RANGE, network))
    return [fail('docker', facts(DOCKER_RANGE, DOCKER_INTERFACE))]
  const [route] = routes
  if (!route) return []
  // A wide route through a gateway (10.0.0.0/8) is common; the cluster's more specific routes override it.
  const isWide = route.network.start <= network.start && route.network.end >= network.end
  return [(isWide ? warn : fail)('route', facts(route.network, route.interface))]
}

const DOCKER_RANGE = tryParseCidr(DOCKER_NETWORK)

const hasDocker = (probe: ProbeResult): boolean =>
  (factsOf(probe, ADDRESSES) ?? []).some((address) => address.interface === DOCKER_INTERFACE)
