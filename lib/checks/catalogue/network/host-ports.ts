/**
 * Whether the hosts reach each other, at the ports that the cluster will need: etcd, the API, the kubelet, BGP and ssh
 * (kubesphere-installer guide on ports; FAQ 4.2 on firewalls). Nobody listens there yet, so a refusal is right.
 */
import type { Host } from '@/lib/cluster/cluster'
import type { ClusterContext, ProbedHost } from '../../check-context'
import { defineCheck, fail, pass, undetermined, unknown } from '../../define-check'
import { groupBy, summarizeNames } from '../../format'
import { CONNECTIONS, isBlocked, type Outcome, targetList, tcpTarget } from '../../probe/connections'
import { factsOf } from '../../probe/item'
import { connectionsToTest, type PeerConnection } from './connection-matrix'

export const hostPorts = defineCheck({
  id: 'tcp',
  reasons: ['alone', 'open', 'blocked', 'shut', 'untried'],
  source: ['guide 1', 'faq 4.2', 'own'],
  needs: ['ip', 'roles', 'hosts', 'plugin'],
  scope: 'host',
  sections: [CONNECTIONS],
  variables: ({ host, cluster }) => ({
    tcp_targets: targetList(host ? connectionsToTest(host, cluster).map(toTarget) : []),
  }),
  together: compareConnections,
})

const toTarget = ({ peer, port }: PeerConnection): string => tcpTarget(peer.ip, port)

interface TestedConnection extends PeerConnection {
  from: Host
  outcome: Outcome
}

function compareConnections(hosts: readonly ProbedHost[], { cluster }: ClusterContext) {
  // A host that does not answer at all is its own failure, not one of those that try it.
  const wasProbed = ({ peer }: PeerConnection) => hosts.some(({ host }) => host.id === peer.id)
  const tried = hosts.flatMap(({ host, sheet }): TestedConnection[] => {
    const connections = factsOf(sheet, CONNECTIONS)
    if (!connections) return []
    return connectionsToTest(host, cluster)
      .filter(wasProbed)
      .map((attempt) => ({ ...attempt, from: host, outcome: connections.outcome(toTarget(attempt)) }))
  })
  const [bySource, byPeer] = [groupBy(tried, ({ from }) => from.id), groupBy(tried, ({ peer }) => peer.id)]
  const shut = closedPorts(tried)
  return new Map(
    hosts.map(({ host, sheet }) => {
      const own = bySource.get(host.id) ?? []
      const closed = (byPeer.get(host.id) ?? []).filter((one) => shut.has(peerPort(one)))
      const blocked = own.filter((one) => isBlocked(one.outcome) && !shut.has(peerPort(one)))
      return [host.id, factsOf(sheet, CONNECTIONS) ? evaluatePorts(own, closed, blocked) : [undetermined]]
    }),
  )
}

/** Ports of a host that nobody comes to, of at least two who tried: that is the host's own firewall. */
function closedPorts(tried: readonly TestedConnection[]): ReadonlySet<string> {
  const shut = [...groupBy(tried, peerPort)].filter(
    ([, tries]) => tries.length > 1 && tries.every(({ outcome }) => isBlocked(outcome)),
  )
  return new Set(shut.map(([key]) => key))
}

const peerPort = ({ peer, port }: PeerConnection): string => `${peer.id} ${port}`

function evaluatePorts(
  own: readonly TestedConnection[],
  closed: readonly TestedConnection[],
  blocked: readonly TestedConnection[],
) {
  const verdicts = [
    ...(closed.length > 0 ? [fail('shut', connectionFacts(closed))] : []),
    ...[...groupBy(blocked, ({ peer }) => peer.id).values()].map((tries) =>
      fail('blocked', connectionFacts(tries)),
    ),
  ]
  if (verdicts.length > 0) return verdicts
  if (own.some(({ outcome }) => outcome === 'untried')) return [unknown('untried')]
  return [own.length > 0 ? pass('open', { count: own.length }) : pass('alone')]
}

/** Tries of one peer. */
const connectionFacts = (tries: readonly TestedConnection[]) => ({
  peer: tries[0]?.peer.name ?? '',
  address: tries[0]?.peer.ip ?? '',
  ports: summarizeNames(tries.map(({ port }) => port)),
  /** As a shell takes them. */
  portList: [...new Set(tries.map(({ port }) => port))].join(' '),
  from: summarizeNames(tries.map(({ from }) => from.name)),
  // A firewall that says so says "no route"; one that drops says nothing.
  cause: tries.some(({ outcome }) => outcome === 'noRoute') ? 'noRoute' : 'silent',
})
