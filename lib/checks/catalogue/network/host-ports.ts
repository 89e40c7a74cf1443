/**
 * Checks that the hosts reach each other on the cluster's ports: etcd, API, kubelet, BGP and SSH (kubesphere-installer
 * guide on ports; FAQ 4.2 on firewalls). A refused connection passes, since nothing listens before the install.
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
  sources: ['guide 1', 'faq 4.2', 'own'],
  dependsOn: ['ip', 'roles', 'hosts', 'plugin'],
  scope: 'host',
  probeItems: [CONNECTIONS],
  variables: ({ host, cluster }) => ({
    tcp_targets: targetList(host ? connectionsToTest(host, cluster).map(toTarget) : []),
  }),
  acrossHosts: compareConnections,
})

const toTarget = ({ address, port }: PeerConnection): string => tcpTarget(address, port)

interface TestedConnection extends PeerConnection {
  from: Host
  outcome: Outcome
}

function compareConnections(hosts: readonly ProbedHost[], { cluster }: ClusterContext) {
  // An unreachable host is reported by its own `ssh` finding, not by its peers.
  const wasProbed = ({ peer }: PeerConnection) => hosts.some(({ host }) => host.id === peer.id)
  const tested = hosts.flatMap(({ host, probe }): TestedConnection[] => {
    const connections = factsOf(probe, CONNECTIONS)
    if (!connections) return []
    return connectionsToTest(host, cluster)
      .filter(wasProbed)
      .map((connection) => ({
        ...connection,
        from: host,
        outcome: connections.outcome(toTarget(connection)),
      }))
  })
  const [bySource, byPeer] = [groupBy(tested, ({ from }) => from.id), groupBy(tested, ({ peer }) => peer.id)]
  const closedOnPeers = closedPorts(tested)
  return new Map(
    hosts.map(({ host, probe }) => {
      const outgoing = bySource.get(host.id) ?? []
      const incoming = byPeer.get(host.id) ?? []
      const closed = incoming.filter((connection) => closedOnPeers.has(peerPort(connection)))
      const blocked = outgoing.filter(
        (connection) => isBlocked(connection.outcome) && !closedOnPeers.has(peerPort(connection)),
      )
      return [
        host.id,
        factsOf(probe, CONNECTIONS) ? evaluatePorts(outgoing, closed, blocked) : [undetermined],
      ]
    }),
  )
}

/** Ports that are blocked for all of at least two peers, which indicates the host's own firewall. */
function closedPorts(tested: readonly TestedConnection[]): ReadonlySet<string> {
  const closed = [...groupBy(tested, peerPort)].filter(
    ([, connections]) => connections.length > 1 && connections.every(({ outcome }) => isBlocked(outcome)),
  )
  return new Set(closed.map(([key]) => key))
}

const peerPort = ({ peer, address, port }: PeerConnection): string => `${peer.id} ${address} ${port}`

function evaluatePorts(
  outgoing: readonly TestedConnection[],
  closed: readonly TestedConnection[],
  blocked: readonly TestedConnection[],
) {
  const results = [
    ...(closed.length > 0 ? [fail('shut', connectionFacts(closed))] : []),
    ...[...groupBy(blocked, ({ peer, address }) => `${peer.id} ${address}`).values()].map((connections) =>
      fail('blocked', connectionFacts(connections)),
    ),
  ]
  if (results.length > 0) return results
  if (outgoing.some(({ outcome }) => outcome === 'untried')) return [unknown('untried')]
  return [outgoing.length > 0 ? pass('open', { count: outgoing.length }) : pass('alone')]
}

/** Facts about tested connections to one peer. */
const connectionFacts = (connections: readonly TestedConnection[]) => ({
  peer: connections[0]?.peer.name ?? '',
  address: connections[0]?.address ?? '',
  ports: summarizeNames(connections.map(({ port }) => port)),
  /** Separated by blanks, for a shell loop. */
  portList: [...new Set(connections.map(({ port }) => port))].join(' '),
  from: summarizeNames(connections.map(({ from }) => from.name)),
  // A rejecting firewall causes "no route", a dropping one a timeout.
  cause: connections.some(({ outcome }) => outcome === 'noRoute') ? 'noRoute' : 'silent',
})
