/**
 * Checks that the host's name servers respond. A silent one delays every lookup, including those of CoreDNS, which
 * forwards to the host's servers. The check `dns` evaluates which servers are configured.
 */
import { defineCheck, fail, pass, undetermined, unknown } from '../../define-check'
import { summarizeNames } from '../../format'
import { CONNECTIONS, nameServerTarget } from '../../probe/connections'
import { factsOf } from '../../probe/item'

export const nameServers = defineCheck({
  id: 'nameservers',
  reasons: ['answer', 'silent', 'untried'],
  sources: ['ks-installer#33'],
  dependsOn: [],
  scope: 'host',
  probeItems: [CONNECTIONS],
  variables: ({ host }) => ({ dns_wanted: host ? 'yes' : '' }),
  perHost(probe) {
    const connections = factsOf(probe, CONNECTIONS)
    if (!connections) return [undetermined]
    const { nameServers: servers } = connections
    // The check `dns` reports a host without name servers.
    if (servers.length === 0) return []
    const outcomes = servers.map((server) => ({
      server,
      outcome: connections.outcome(nameServerTarget(server)),
    }))
    const unresponsive = outcomes
      .filter(({ outcome }) => outcome !== 'open' && outcome !== 'untried')
      .map(({ server }) => server)
    if (unresponsive.length > 0)
      return [fail('silent', { servers: summarizeNames(unresponsive), count: unresponsive.length })]
    if (outcomes.some(({ outcome }) => outcome === 'untried')) return [unknown('untried')]
    return [pass('answer', { servers: summarizeNames(servers) })]
  },
})
