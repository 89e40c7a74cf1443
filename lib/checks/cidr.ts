/**
 * The cluster's networks against every network that the hosts are in or have a route to: an overlap makes pods or
 * services unreachable in ways that are hard to trace (guide, step 2). What an earlier attempt of the cluster left
 * behind (tunnels, bridges) is no network of the site's.
 */
import { DOCKER_NETWORK } from '@/lib/cluster/addresses'
import { type Cidr, cidr, overlaps } from '@/lib/network/cidr'
import { defineCheck, fail, pass, unread, type Verdict, warn } from './check'
import type { ClusterContext } from './context'
import { ADDRESSES, ROUTES } from './interfaces'
import { factsOf, type Sheet } from './section'

type Kind = 'service' | 'pod'

/** Interfaces that Kubernetes' own networks make, and the loopback. */
const OF_THE_CLUSTER = /^(lo|cali.*|tunl\d+|vxlan\.calico|flannel.*|cni\d+|kube-ipvs\d+|nodelocaldns|veth.*)$/
const DOCKER = 'docker0'
/** 0.0.0.0/0 and the two halves that a VPN sets in its place lead everywhere. */
const EVERYWHERE_PREFIX = 1

export const networks = defineCheck({
  id: 'cidr',
  reasons: ['clear', 'overlap', 'route', 'docker'],
  source: ['guide 2'],
  needs: ['networks'],
  scope: 'cluster',
  sections: [ADDRESSES, ROUTES],
  host(sheet, context) {
    if (!factsOf(sheet, ADDRESSES)) return [unread]
    const verdicts = wanted(context).flatMap(([kind, network]) => touching(kind, network, sheet))
    return verdicts.length > 0 ? verdicts : [pass('clear')]
  },
})

function wanted({ cluster: { network } }: ClusterContext): [Kind, Cidr][] {
  const service = cidr(network.serviceCidr)
  const pod = cidr(network.podCidr)
  return [...(service ? [['service', service] as const] : []), ...(pod ? [['pod', pod] as const] : [])].map(
    ([kind, range]) => [kind, range],
  )
}

/** One verdict for a network and a host: its own networks first, then what it only knows a way to. */
function touching(kind: Kind, network: Cidr, sheet: Sheet): Verdict<'overlap' | 'docker' | 'route'>[] {
  const facts = (other: Cidr, name: string) => ({
    network: kind,
    cidr: network.text,
    other: other.text,
    interface: name,
  })
  const isForeign = (other: { network: Cidr; interface: string }) =>
    !OF_THE_CLUSTER.test(other.interface) &&
    other.network.prefix > EVERYWHERE_PREFIX &&
    overlaps(other.network, network)
  const routes = (factsOf(sheet, ROUTES) ?? []).filter(isForeign)
  const own = [...(factsOf(sheet, ADDRESSES) ?? []), ...routes.filter(({ gateway }) => !gateway)].find(
    isForeign,
  )
  if (own) return [fail(own.interface === DOCKER ? 'docker' : 'overlap', facts(own.network, own.interface))]
  if (!hasDocker(sheet) && overlaps(DOCKER_RANGE, network))
    return [fail('docker', facts(DOCKER_RANGE, DOCKER))]
  const [route] = routes
  if (!route) return []
  // A wide route through a gateway (10.0.0.0/8) is common and gives way to the cluster's narrower ones.
  const isWide = route.network.start <= network.start && route.network.end >= network.end
  return [(isWide ? warn : fail)('route', facts(route.network, route.interface))]
}

const DOCKER_RANGE: Cidr = cidr(DOCKER_NETWORK) ?? { text: DOCKER_NETWORK, prefix: 32, start: 0, end: 0 }

const hasDocker = (sheet: Sheet): boolean =>
  (factsOf(sheet, ADDRESSES) ?? []).some((address) => address.interface === DOCKER)
