/**
 * The way out. Installers download without a word for many minutes before they say that nothing comes (seen with one
 * package mirror that did not answer); which registries and mirrors that is, the release's data tells.
 */

import type { ProbeContext } from '../../check-context'
import { defineCheck, fail, pass, undetermined, unknown, warn } from '../../define-check'
import { summarizeNames } from '../../format'
import { CONNECTIONS, type Connections, type Outcome, targetList, tcpTarget } from '../../probe/connections'
import { factsOf } from '../../probe/item'

export const egress = defineCheck({
  id: 'egress',
  reasons: ['open', 'mirror', 'proxy', 'proxyClosed', 'repositories', 'closed', 'untried'],
  source: ['own'],
  needs: ['release'],
  scope: 'host',
  sections: [CONNECTIONS],
  variables: (context) => ({
    egress_targets: context.host ? targetList(egressEndpoints(context).map(toTarget)) : '',
  }),
  host(sheet, context) {
    const connections = factsOf(sheet, CONNECTIONS)
    if (!connections) return [undetermined]
    const { proxy } = connections
    return proxy ? [evaluateProxy(proxy, connections.outcome(proxy))] : evaluateDirect(connections, context)
  },
})

/** `host:port`. */
const egressEndpoints = ({ release: { egress: places } }: ProbeContext): string[] => [
  ...places.registries,
  ...places.mirrors,
]

function toTarget(place: string): string {
  const [host = '', port = '443'] = place.split(':')
  return tcpTarget(host, port)
}

function evaluateProxy(proxy: string, outcome: Outcome) {
  const facts = { proxy: toEndpoint(proxy) }
  if (outcome === 'untried') return unknown('untried')
  return outcome === 'open' ? pass('proxy', facts) : fail('proxyClosed', facts)
}

function evaluateDirect(connections: Connections, context: ProbeContext) {
  const { registries, mirrors } = context.release.egress
  const answers = (place: string) => connections.outcome(toTarget(place)) === 'open'
  const [registry, mirror] = [registries.find(answers), mirrors.find(answers)]
  const closed = connections.repositories.filter((target) => connections.outcome(target) !== 'open')
  const more =
    closed.length > 0 ? [warn('repositories', { places: summarizeNames(closed.map(toEndpoint)) })] : []
  if (registry) return more.length > 0 ? more : [pass('open', { place: registry })]
  if (mirror) return [warn('mirror', { places: summarizeNames(registries), place: mirror }), ...more]
  const tried = [...registries, ...mirrors]
  if (tried.some((place) => connections.outcome(toTarget(place)) === 'untried')) return [unknown('untried')]
  return [fail('closed', { places: summarizeNames(tried) }), ...more]
}

/** A target as people write it. */
const toEndpoint = (target: string): string => target.split('/').slice(1).join(':')
