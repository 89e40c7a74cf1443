/**
 * Checks access to the registries and mirrors of the release. With a mirror that does not respond, installers wait
 * silently for many minutes before they fail.
 */

import { findInstaller } from '@/lib/installers/registry'
import type { ProbeContext } from '../../check-context'
import { defineCheck, fail, pass, undetermined, unknown, warn } from '../../define-check'
import { summarizeNames } from '../../format'
import { CONNECTIONS, type Connections, type Outcome, targetList, tcpTarget } from '../../probe/connections'
import { factsOf } from '../../probe/item'

export const egress = defineCheck({
  id: 'egress',
  reasons: ['open', 'mirror', 'proxy', 'proxyClosed', 'repositories', 'closed', 'untried'],
  sources: ['own'],
  dependsOn: ['version', 'settings'],
  scope: 'host',
  probeItems: [CONNECTIONS],
  variables: (context) => ({
    egress_targets: context.host ? targetList(egressEndpoints(context).map(toTarget)) : '',
    egress_proxy: proxyOf(context),
  }),
  perHost(probe, context) {
    const connections = factsOf(probe, CONNECTIONS)
    if (!connections) return [undetermined]
    const { proxy } = connections
    return proxy ? [evaluateProxy(proxy, connections.outcome(proxy))] : evaluateDirect(connections, context)
  },
})

/** The proxy that the installer sets for the container runtime, without credentials. */
function proxyOf({ cluster }: ProbeContext): string {
  const { proxy } = findInstaller(cluster.installer.id)?.downloads?.(cluster) ?? {}
  return proxy ? proxy.https || proxy.http : ''
}

/** Endpoints as `host:port`. */
const egressEndpoints = ({ release: { egress: endpoints } }: ProbeContext): string[] => [
  ...endpoints.registries,
  ...endpoints.mirrors,
]

function toTarget(endpoint: string): string {
  const [host = '', port = '443'] = endpoint.split(':')
  return tcpTarget(host, port)
}

function evaluateProxy(proxy: string, outcome: Outcome) {
  const facts = { proxy: toEndpoint(proxy) }
  if (outcome === 'untried') return unknown('untried')
  return outcome === 'open' ? pass('proxy', facts) : fail('proxyClosed', facts)
}

function evaluateDirect(connections: Connections, context: ProbeContext) {
  const { registries, mirrors } = context.release.egress
  const isOpen = (endpoint: string) => connections.outcome(toTarget(endpoint)) === 'open'
  const [registry, mirror] = [registries.find(isOpen), mirrors.find(isOpen)]
  const closed = connections.repositories.filter((target) => connections.outcome(target) !== 'open')
  const warnings =
    closed.length > 0 ? [warn('repositories', { places: summarizeNames(closed.map(toEndpoint)) })] : []
  if (registry) return warnings.length > 0 ? warnings : [pass('open', { place: registry })]
  if (mirror) return [warn('mirror', { places: summarizeNames(registries), place: mirror }), ...warnings]
  const targets = [...registries, ...mirrors]
  if (targets.some((endpoint) => connections.outcome(toTarget(endpoint)) === 'untried'))
    return [unknown('untried')]
  return [fail('closed', { places: summarizeNames(targets) }), ...warnings]
}

/** Converts a target to `host:port`. */
const toEndpoint = (target: string): string => target.split('/').slice(1).join(':')
