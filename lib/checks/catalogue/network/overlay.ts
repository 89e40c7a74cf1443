/**
 * Checks that datagrams of the pod network pass between hosts. Firewalls and clouds that allow TCP often drop them: nodes
 * are then Ready, but pods on different hosts do not reach each other.
 */
import type { Host } from '@/lib/cluster/cluster'
import type { ClusterContext, CrossHostContext, ProbedHost } from '../../check-context'
import { type CheckResult, defineCheck, fail, pass, undetermined, unknown, warn } from '../../define-check'
import { CONNECTIONS, type Connections, targetList, udpTarget } from '../../probe/connections'
import { factsOf } from '../../probe/item'
import { nextHost } from './mtu'

export const overlay = defineCheck({
  id: 'overlay',
  reasons: ['open', 'silent', 'blocked', 'untried'],
  sources: ['own'],
  dependsOn: ['ip', 'hosts', 'plugin', 'version', 'settings'],
  scope: 'host',
  probeItems: [CONNECTIONS],
  variables(context) {
    const peer = context.host && nextHost(context.host, context.cluster.hosts)
    const port = overlayPort(context)
    return { udp_targets: targetList(peer && port ? [udpTarget(peer.ip, port)] : []) }
  },
  acrossHosts(hosts, context) {
    const port = overlayPort(context)
    if (port === undefined) return new Map()
    return new Map(hosts.map((probed) => [probed.host.id, evaluateHost(probed, hosts, port, context)]))
  },
})

const overlayPort = ({ release, cluster }: ClusterContext): number | undefined =>
  release.requirements.overlayPorts?.[cluster.network.plugin]

/** A host that was not reached is reported by its own `ssh` finding, not by its neighbour. */
function evaluateHost(
  { host, probe }: ProbedHost,
  hosts: readonly ProbedHost[],
  port: number,
  { cluster }: CrossHostContext,
): CheckResult<'open' | 'silent' | 'blocked' | 'untried' | 'unread'>[] {
  const peer = nextHost(host, cluster.hosts)
  if (!peer || !hosts.some((one) => one.host.id === peer.id)) return []
  const connections = factsOf(probe, CONNECTIONS)
  return [connections ? evaluate(connections, host, peer, port) : undetermined]
}

function evaluate(connections: Connections, host: Host, peer: Host, port: number) {
  const facts = { from: host.name, peer: peer.name, address: peer.ip, port }
  switch (connections.outcome(udpTarget(peer.ip, port))) {
    case 'open':
    case 'refused':
      return pass('open', facts)
    case 'noRoute':
      return fail('blocked', facts)
    // A host that limits ICMP, or already has a tunnel on this port, is silent as well.
    case 'silent':
      return warn('silent', facts)
    default:
      return unknown('untried')
  }
}
