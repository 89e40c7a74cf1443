/**
 * Whether the host's name servers answer: one that does not makes every look-up wait, CoreDNS's among them, which
 * hands what it does not know to the host's own servers. Which servers those should be is `dns`'s to judge.
 */
import { defineCheck, fail, pass, undetermined, unknown } from '../../define-check'
import { summarizeNames } from '../../format'
import { CONNECTIONS, nameServerTarget } from '../../probe/connections'
import { factsOf } from '../../probe/item'

export const nameServers = defineCheck({
  id: 'nameservers',
  reasons: ['answer', 'silent', 'untried'],
  source: ['ks-installer#33'],
  needs: [],
  scope: 'host',
  sections: [CONNECTIONS],
  variables: ({ host }) => ({ dns_wanted: host ? 'yes' : '' }),
  host(sheet) {
    const connections = factsOf(sheet, CONNECTIONS)
    if (!connections) return [undetermined]
    const { nameServers: servers } = connections
    // That there is none is told by `dns`, once.
    if (servers.length === 0) return []
    const asked = servers.map((server) => ({ server, how: connections.outcome(nameServerTarget(server)) }))
    const silent = asked.filter(({ how }) => how !== 'open' && how !== 'untried').map(({ server }) => server)
    if (silent.length > 0) return [fail('silent', { servers: summarizeNames(silent), count: silent.length })]
    if (asked.some(({ how }) => how === 'untried')) return [unknown('untried')]
    return [pass('answer', { servers: summarizeNames(servers) })]
  },
})
