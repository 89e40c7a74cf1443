/**
 * The load balancer before several masters (guide on high availability): its address must be reached from every host.
 * Nothing answers behind it before the install, so that a refusal is right.
 */
import { defineCheck, fail, pass, undetermined, unknown, warn } from '../../define-check'
import { CONNECTIONS, isReachable, tcpTarget } from '../../probe/connections'
import { factsOf } from '../../probe/item'

export const loadBalancer = defineCheck({
  id: 'loadbalancer',
  reasons: ['open', 'refused', 'blocked', 'aHost', 'untried'],
  source: ['guide master-ha', 'own'],
  needs: ['loadBalancer', 'hosts'],
  scope: 'cluster',
  sections: [CONNECTIONS],
  variables: ({ host, cluster: { network } }) => ({
    loadbalancer_targets: host && network.loadBalancer ? loadBalancerTarget(network.loadBalancer) : '',
  }),
  host(sheet, { cluster: { network, hosts } }) {
    const balancer = network.loadBalancer
    if (!balancer) return []
    const connections = factsOf(sheet, CONNECTIONS)
    if (!connections) return [undetermined]
    const facts = { address: balancer.address, port: balancer.port }
    const outcome = connections.outcome(loadBalancerTarget(balancer))
    if (outcome === 'untried') return [unknown('untried')]
    if (!isReachable(outcome)) return [fail('blocked', { ...facts, cause: outcome })]
    const same = hosts.find(({ ip, address }) => ip === balancer.address || address === balancer.address)
    if (same) return [warn('aHost', { ...facts, name: same.name })]
    return [pass(outcome === 'open' ? 'open' : 'refused', facts)]
  },
})

const loadBalancerTarget = ({ address, port }: { address: string; port: number }): string =>
  tcpTarget(address, port)
