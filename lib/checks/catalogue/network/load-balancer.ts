/**
 * Checks that every host reaches the load balancer of the masters (guide on high availability). A refused connection
 * passes, since no API server listens before the install.
 */
import { urlHost } from '@/lib/network/address'
import { defineCheck, fail, pass, undetermined, unknown, warn } from '../../define-check'
import { CONNECTIONS, isReachable, tcpTarget } from '../../probe/connections'
import { factsOf } from '../../probe/item'

export const loadBalancer = defineCheck({
  id: 'loadbalancer',
  reasons: ['open', 'refused', 'blocked', 'aHost', 'untried'],
  sources: ['guide master-ha', 'own'],
  dependsOn: ['loadBalancer', 'hosts'],
  scope: 'cluster',
  probeItems: [CONNECTIONS],
  variables: ({ host, cluster: { network } }) => ({
    loadbalancer_targets: host && network.loadBalancer ? loadBalancerTarget(network.loadBalancer) : '',
  }),
  perHost(probe, { cluster: { network, hosts } }) {
    const balancer = network.loadBalancer
    if (!balancer) return []
    const connections = factsOf(probe, CONNECTIONS)
    if (!connections) return [undetermined]
    const facts = { address: urlHost(balancer.address), port: balancer.port }
    const outcome = connections.outcome(loadBalancerTarget(balancer))
    if (outcome === 'untried') return [unknown('untried')]
    if (!isReachable(outcome)) return [fail('blocked', { ...facts, cause: outcome })]
    const same = hosts.find(({ ip, ip6, address }) => [ip, ip6, address].includes(balancer.address))
    if (same) return [warn('aHost', { ...facts, name: same.name })]
    return [pass(outcome === 'open' ? 'open' : 'refused', facts)]
  },
})

const loadBalancerTarget = ({ address, port }: { address: string; port: number }): string =>
  tcpTarget(address, port)
