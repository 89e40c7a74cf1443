/**
 * The way out. Installers download without a word for many minutes before they say that nothing comes (seen with one
 * package mirror that did not answer); which registries and mirrors that is, the release's data tells.
 */
import { defineCheck, fail, pass, unknown, unread, warn } from './check'
import { CONNECTIONS, type Connections, type Outcome, targetList, tcpTarget } from './connections'
import type { ProbeContext } from './context'
import { named } from './grouping'
import { factsOf } from './section'

export const egress = defineCheck({
  id: 'egress',
  reasons: ['open', 'mirror', 'proxy', 'proxyClosed', 'repositories', 'closed', 'untried'],
  source: ['own'],
  needs: ['release'],
  scope: 'host',
  sections: [CONNECTIONS],
  variables: (context) => ({
    egress_targets: context.host ? targetList(targetsOf(context).map(targetOf)) : '',
  }),
  host(sheet, context) {
    const connections = factsOf(sheet, CONNECTIONS)
    if (!connections) return [unread]
    const { proxy } = connections
    return proxy ? [throughProxy(proxy, connections.outcome(proxy))] : direct(connections, context)
  },
})

/** `host:port`. */
const targetsOf = ({ release: { egress: places } }: ProbeContext): string[] => [
  ...places.registries,
  ...places.mirrors,
]

function targetOf(place: string): string {
  const [host = '', port = '443'] = place.split(':')
  return tcpTarget(host, port)
}

function throughProxy(proxy: string, outcome: Outcome) {
  const facts = { proxy: placeOf(proxy) }
  if (outcome === 'untried') return unknown('untried')
  return outcome === 'open' ? pass('proxy', facts) : fail('proxyClosed', facts)
}

function direct(connections: Connections, context: ProbeContext) {
  const { registries, mirrors } = context.release.egress
  const answers = (place: string) => connections.outcome(targetOf(place)) === 'open'
  const [registry, mirror] = [registries.find(answers), mirrors.find(answers)]
  const closed = connections.repositories.filter((target) => connections.outcome(target) !== 'open')
  const more = closed.length > 0 ? [warn('repositories', { places: named(closed.map(placeOf)) })] : []
  if (registry) return more.length > 0 ? more : [pass('open', { place: registry })]
  if (mirror) return [warn('mirror', { places: named(registries), place: mirror }), ...more]
  const tried = [...registries, ...mirrors]
  if (tried.some((place) => connections.outcome(targetOf(place)) === 'untried')) return [unknown('untried')]
  return [fail('closed', { places: named(tried) }), ...more]
}

/** A target as people write it. */
const placeOf = (target: string): string => target.split('/').slice(1).join(':')
