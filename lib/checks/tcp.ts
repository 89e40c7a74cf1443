/**
 * Whether the hosts reach each other, at the ports that the cluster will need: etcd, the API, the kubelet, BGP and ssh
 * (kubesphere-installer guide on ports; FAQ 4.2 on firewalls). Nobody listens there yet, so a refusal is right.
 */
import type { Host } from '@/lib/cluster/cluster'
import { type Attempt, attemptsOf } from './attempts'
import { defineCheck, fail, pass, unknown, unread } from './check'
import { CONNECTIONS, isBlocked, type Outcome, targetList, tcpTarget } from './connections'
import type { ClusterContext, HostSheet } from './context'
import { groupBy, named } from './grouping'
import { factsOf } from './section'

export const tcp = defineCheck({
  id: 'tcp',
  reasons: ['alone', 'open', 'blocked', 'shut', 'untried'],
  source: ['guide 1', 'faq 4.2', 'own'],
  needs: ['ip', 'roles', 'hosts', 'plugin'],
  scope: 'host',
  sections: [CONNECTIONS],
  variables: ({ host, cluster }) => ({
    tcp_targets: targetList(host ? attemptsOf(host, cluster).map(targetOf) : []),
  }),
  together: compare,
})

const targetOf = ({ peer, port }: Attempt): string => tcpTarget(peer.ip, port)

interface Tried extends Attempt {
  from: Host
  outcome: Outcome
}

function compare(hosts: readonly HostSheet[], { cluster }: ClusterContext) {
  // A host that does not answer at all is its own failure, not one of those that try it.
  const isThere = ({ peer }: Attempt) => hosts.some(({ host }) => host.id === peer.id)
  const tried = hosts.flatMap(({ host, sheet }): Tried[] => {
    const connections = factsOf(sheet, CONNECTIONS)
    if (!connections) return []
    return attemptsOf(host, cluster)
      .filter(isThere)
      .map((attempt) => ({ ...attempt, from: host, outcome: connections.outcome(targetOf(attempt)) }))
  })
  const [bySource, byPeer] = [groupBy(tried, ({ from }) => from.id), groupBy(tried, ({ peer }) => peer.id)]
  const shut = shutPorts(tried)
  return new Map(
    hosts.map(({ host, sheet }) => {
      const own = bySource.get(host.id) ?? []
      const closed = (byPeer.get(host.id) ?? []).filter((one) => shut.has(keyOf(one)))
      const blocked = own.filter((one) => isBlocked(one.outcome) && !shut.has(keyOf(one)))
      return [host.id, factsOf(sheet, CONNECTIONS) ? judge(own, closed, blocked) : [unread]]
    }),
  )
}

/** Ports of a host that nobody comes to, of at least two who tried: that is the host's own firewall. */
function shutPorts(tried: readonly Tried[]): ReadonlySet<string> {
  const shut = [...groupBy(tried, keyOf)].filter(
    ([, tries]) => tries.length > 1 && tries.every(({ outcome }) => isBlocked(outcome)),
  )
  return new Set(shut.map(([key]) => key))
}

const keyOf = ({ peer, port }: Attempt): string => `${peer.id} ${port}`

function judge(own: readonly Tried[], closed: readonly Tried[], blocked: readonly Tried[]) {
  const verdicts = [
    ...(closed.length > 0 ? [fail('shut', told(closed))] : []),
    ...[...groupBy(blocked, ({ peer }) => peer.id).values()].map((tries) => fail('blocked', told(tries))),
  ]
  if (verdicts.length > 0) return verdicts
  if (own.some(({ outcome }) => outcome === 'untried')) return [unknown('untried')]
  return [own.length > 0 ? pass('open', { count: own.length }) : pass('alone')]
}

/** Tries of one peer. */
const told = (tries: readonly Tried[]) => ({
  peer: tries[0]?.peer.name ?? '',
  address: tries[0]?.peer.ip ?? '',
  ports: named(tries.map(({ port }) => port)),
  /** As a shell takes them. */
  portList: [...new Set(tries.map(({ port }) => port))].join(' '),
  from: named(tries.map(({ from }) => from.name)),
  // A firewall that says so says "no route"; one that drops says nothing.
  cause: tries.some(({ outcome }) => outcome === 'noRoute') ? 'noRoute' : 'silent',
})
