/** Checks that every host reaches the storage server of the selected storage class, and has its client program. */
import {
  STORAGE_CLIENTS,
  type StorageClass,
  type StorageClient,
  type StorageServers,
} from '@/lib/installers/installer'
import { parseEndpoint, parsePort } from '@/lib/network/address'
import type { ClusterContext } from '../../check-context'
import { defineCheck, fail, pass, undetermined, unknown, warn } from '../../define-check'
import { groupBy, summarizeNames } from '../../format'
import { CONNECTIONS, type Connections, type Outcome, targetList, tcpTarget } from '../../probe/connections'
import { factsOf, type ProbeItem } from '../../probe/item'

/** Installed programs that mount volumes. */
const INSTALLED_CLIENTS: ProbeItem<readonly string[]> = {
  name: 'storage_clients',
  script: `
for program in ${STORAGE_CLIENTS.join(' ')}; do
  if command -v "$program" >/dev/null; then emit "$program"; fi
done
emit complete
`,
  parse: (text) => (text.split('\n').includes('complete') ? text.split('\n') : undefined),
}

export const storageClass = defineCheck({
  id: 'storage',
  reasons: ['none', 'ready', 'client', 'unreachable', 'rpcbind', 'untried'],
  sources: ['guide storage', 'faq 4.21', 'own'],
  dependsOn: ['storage'],
  scope: 'host',
  probeItems: [CONNECTIONS, INSTALLED_CLIENTS],
  variables: ({ host, ...context }) => ({
    storage_targets: targetList(
      !host
        ? []
        : [...storageServers(context).flatMap(({ targets }) => targets), ...portmapperTargets(context)],
    ),
  }),
  perHost(probe, context) {
    const servers = storageServers(context)
    const { client } = chosenClass(context) ?? {}
    const [connections, clients] = [factsOf(probe, CONNECTIONS), factsOf(probe, INSTALLED_CLIENTS)]
    if (servers.length === 0 && !client) return [pass('none', { class: context.cluster.storage.class })]
    if (!connections || !clients) return [undetermined]
    const outcomes = servers.map(({ name, targets }) => ({
      name,
      outcome: bestOutcome(targets.map(connections.outcome)),
    }))
    const unreachable = outcomes.filter(({ outcome }) => outcome !== 'open' && outcome !== 'untried')
    const portmapper = evaluatePortmapper(context, connections)
    const results = [
      ...[...groupBy(unreachable, ({ outcome }) => outcome)].map(([cause, group]) =>
        fail('unreachable', { servers: summarizeNames(group.map(({ name }) => name)), cause }),
      ),
      ...(portmapper && unreachable.length === 0 ? [portmapper] : []),
      ...(client && !clients.includes(client)
        ? [warn('client', { client, package: CLIENT_PACKAGES[client] })]
        : []),
    ]
    if (results.length > 0) return results
    if (outcomes.some(({ outcome }) => outcome === 'untried')) return [unknown('untried')]
    return [
      pass('ready', { servers: summarizeNames(outcomes.map(({ name }) => name)), count: outcomes.length }),
    ]
  },
})

/** Argument of the remedies, which translate it to the package name of each distribution family. */
const CLIENT_PACKAGES: Record<StorageClient, string> = {
  'mount.nfs': 'nfs',
  rbd: 'rbd',
  'mount.glusterfs': 'glusterfs',
}

/** A server that must respond on at least one of its targets. */
interface StorageServer {
  name: string
  targets: readonly string[]
}

const chosenClass = ({ cluster, release }: ClusterContext): StorageClass | undefined =>
  release.storageClasses.find(({ id }) => id === cluster.storage.class)

function storageServers(context: ClusterContext): StorageServer[] {
  const { servers } = chosenClass(context) ?? {}
  if (!servers) return []
  return endpoints(context, servers).flatMap(({ host, port }) => {
    const ports = port === undefined ? servers.ports : [port]
    return ports[0] === undefined
      ? []
      : [{ name: `${host}:${ports[0]}`, targets: ports.map((one) => tcpTarget(host, one)) }]
  })
}

const portmapperTargets = (context: ClusterContext): string[] => {
  const { servers } = chosenClass(context) ?? {}
  const { portmapper } = servers ?? {}
  if (!servers || portmapper === undefined) return []
  return endpoints(context, servers).map(({ host }) => tcpTarget(host, portmapper))
}

function evaluatePortmapper(context: ClusterContext, connections: Connections) {
  const closed = portmapperTargets(context).filter((target) => connections.outcome(target) !== 'open')
  const { key = '' } = chosenClass(context)?.servers ?? {}
  return closed.length > 0
    ? warn('rpcbind', { server: context.cluster.storage.parameters[key] ?? '' })
    : undefined
}

interface Endpoint {
  host: string
  port?: number | undefined
}

/** The servers that the parameters name; invalid ones are problems of the configuration. */
function endpoints({ cluster }: ClusterContext, { key, portKey = '' }: StorageServers): Endpoint[] {
  const { parameters } = cluster.storage
  const port = parsePort(parameters[portKey]?.trim() ?? '')
  return (parameters[key] ?? '')
    .split('\n')
    .flatMap((line) => fromUrl(line.trim()) ?? parseEndpoint(line.trim()) ?? [])
    .map((endpoint) => ({ port, ...endpoint }))
}

function fromUrl(text: string): Endpoint | undefined {
  if (!/^https?:/.test(text) || !URL.canParse(text)) return undefined
  const { hostname, port, protocol } = new URL(text)
  return { host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) }
}

const OUTCOMES_BEST_FIRST: readonly Outcome[] = ['open', 'untried', 'refused', 'noRoute', 'silent', 'noName']
const bestOutcome = (outcomes: readonly Outcome[]): Outcome =>
  OUTCOMES_BEST_FIRST.find((outcome) => outcomes.includes(outcome)) ?? 'silent'
