/**
 * Checks that the hosts' cluster addresses respond to ping (ICMP). Kubespray stops if a host cannot ping its own
 * address (`ping_access_ip`). Between hosts, ICMP also carries the errors that find the largest packet of a route.
 */
import { type Cluster, type Host, inClusterAddresses } from '@/lib/cluster/cluster'
import type { ClusterContext, CrossHostContext, ProbeContext, ProbedHost } from '../../check-context'
import { type CheckResult, defineCheck, fail, pass, undetermined, unknown, warn } from '../../define-check'
import { groupBy, summarizeNames } from '../../format'
import { CONNECTIONS, icmpTarget, isBlocked, type Outcome, targetList } from '../../probe/connections'
import { factsOf } from '../../probe/item'

/** Up to this number of hosts, every host pings every other one. */
const ALL_PAIRS = 16

export const ping = defineCheck({
  id: 'ping',
  reasons: ['alone', 'open', 'self', 'shut', 'silent', 'missing', 'untried'],
  sources: ['own'],
  dependsOn: ['ip', 'hosts', 'version', 'settings'],
  scope: 'host',
  probeItems: [CONNECTIONS],
  variables: (context) => ({
    ping_targets: targetList(pingsOf(context).map(({ address }) => icmpTarget(address))),
  }),
  acrossHosts: comparePings,
})

interface Ping {
  peer: Host
  address: string
}

/**
 * The hosts that a host pings. Of many hosts, those at the distances 1, 2, 4, … in the list: a few for each host, and
 * every group of hosts is tested from outside.
 */
export function peersToPing(from: Host, { hosts }: Pick<Cluster, 'hosts'>): Host[] {
  const others = hosts.filter(({ id }) => id !== from.id)
  if (hosts.length <= ALL_PAIRS) return others
  const index = hosts.findIndex(({ id }) => id === from.id)
  const distances = Array.from({ length: Math.ceil(Math.log2(hosts.length)) }, (_, exponent) => 2 ** exponent)
  return distances.flatMap((distance) => hosts[(index + distance) % hosts.length] ?? [])
}

function pingsOf({ host, cluster, release }: ProbeContext): Ping[] {
  if (!host) return []
  const peers = peersToPing(host, cluster).flatMap(toPings)
  return pingsItself({ cluster, release }) ? [{ peer: host, address: host.ip }, ...peers] : peers
}

function pingsItself({ cluster: { settings }, release }: ClusterContext): boolean {
  const variable = release.requirements.ownPingVariable
  const turnedOff = new RegExp(`^["']?${variable}["']?\\s*:\\s*["']?(false|no|off)\\b`, 'im')
  return variable !== undefined && !turnedOff.test(settings.extra_variables ?? '')
}

const toPings = (peer: Host): Ping[] => inClusterAddresses(peer).map((address) => ({ peer, address }))

interface TestedPing extends Ping {
  from: Host
  outcome: Outcome
}

function comparePings(hosts: readonly ProbedHost[], context: CrossHostContext) {
  // An unreachable host is reported by its own `ssh` finding, not by its peers.
  const probed = new Set(hosts.map(({ host }) => host.id))
  const tested = hosts.flatMap(({ host, probe }): TestedPing[] => {
    const connections = factsOf(probe, CONNECTIONS)
    if (!connections) return []
    return pingsOf({ ...context, host })
      .filter(({ peer }) => probed.has(peer.id))
      .map((one) => ({ ...one, from: host, outcome: connections.outcome(icmpTarget(one.address)) }))
  })
  const between = tested.filter(({ from, peer }) => from.id !== peer.id)
  const [bySource, byAddress] = [groupBy(tested, ({ from }) => from.id), groupBy(between, addressKey)]
  const isSilent = (pings: readonly TestedPing[]) =>
    pings.length > 1 && pings.every(({ outcome }) => isBlocked(outcome))
  const silent = new Map([...byAddress].filter(([, pings]) => isSilent(pings)))
  return new Map(
    hosts.map(({ host, probe }) => {
      const outgoing = bySource.get(host.id) ?? []
      const incoming = [...silent.values()].flat().filter(({ peer }) => peer.id === host.id)
      const lost = outgoing.filter((one) => isBlocked(one.outcome) && !silent.has(addressKey(one)))
      return [host.id, factsOf(probe, CONNECTIONS) ? evaluate(outgoing, incoming, lost) : [undetermined]]
    }),
  )
}

const addressKey = ({ peer, address }: Ping): string => `${peer.id} ${address}`

function evaluate(
  outgoing: readonly TestedPing[],
  incoming: readonly TestedPing[],
  lost: readonly TestedPing[],
): CheckResult<'alone' | 'open' | 'self' | 'shut' | 'silent' | 'missing' | 'untried'>[] {
  const ownLost = lost.filter(({ from, peer }) => from.id === peer.id)
  const peersLost = lost.filter(({ from, peer }) => from.id !== peer.id)
  const results = [
    ...(ownLost.length > 0 ? [fail('self', pingFacts(ownLost))] : []),
    ...(incoming.length > 0 ? [warn('shut', pingFacts(incoming))] : []),
    ...(peersLost.length > 0 ? [warn('silent', pingFacts(peersLost))] : []),
    ...(outgoing.some(({ outcome }) => outcome === 'noProgram') ? [warn('missing')] : []),
  ]
  if (results.length > 0) return results
  if (outgoing.some(({ outcome }) => outcome === 'untried')) return [unknown('untried')]
  const count = outgoing.filter(({ from, peer }) => from.id !== peer.id).length
  return [count > 0 ? pass('open', { count }) : pass('alone')]
}

const pingFacts = (pings: readonly TestedPing[]) => ({
  from: summarizeNames(pings.map(({ from }) => from.name)),
  peers: summarizeNames(pings.map(({ peer }) => peer.name)),
  address: pings[0]?.address ?? '',
})
