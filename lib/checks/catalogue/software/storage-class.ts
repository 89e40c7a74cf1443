/** Checks that every host reaches the storage server of the selected storage class, and has its client program. */
import type { Cluster } from '@/lib/cluster/cluster'
import { parseEndpoint } from '@/lib/network/address'
import { defineCheck, fail, pass, undetermined, unknown, warn } from '../../define-check'
import { groupBy, summarizeNames } from '../../format'
import { CONNECTIONS, type Connections, type Outcome, targetList, tcpTarget } from '../../probe/connections'
import { factsOf, type ProbeItem } from '../../probe/item'

/** Installed programs that mount volumes. */
const STORAGE_CLIENTS: ProbeItem<readonly string[]> = {
  name: 'storage_clients',
  script: `
for program in mount.nfs rbd mount.glusterfs; do
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
  probeItems: [CONNECTIONS, STORAGE_CLIENTS],
  variables: ({ host, cluster }) => ({
    storage_targets: targetList(
      !host
        ? []
        : [...storageServers(cluster).flatMap(({ targets }) => targets), ...portmapperTargets(cluster)],
    ),
  }),
  perHost(probe, { cluster }) {
    const servers = storageServers(cluster)
    const client = REQUIRED_CLIENT[cluster.storage.class]
    const [connections, clients] = [factsOf(probe, CONNECTIONS), factsOf(probe, STORAGE_CLIENTS)]
    if (servers.length === 0 && !client) return [pass('none', { class: cluster.storage.class })]
    if (!connections || !clients) return [undetermined]
    const outcomes = servers.map(({ name, targets }) => ({
      name,
      outcome: bestOutcome(targets.map(connections.outcome)),
    }))
    const unreachable = outcomes.filter(({ outcome }) => outcome !== 'open' && outcome !== 'untried')
    const portmapper = evaluatePortmapper(cluster, connections)
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

const REQUIRED_CLIENT: Readonly<Record<string, 'mount.nfs' | 'rbd' | 'mount.glusterfs'>> = {
  'nfs-server': 'mount.nfs',
  'nfs-client': 'mount.nfs',
  'ceph-rbd': 'rbd',
  glusterfs: 'mount.glusterfs',
}

/** Argument of the remedies, which translate it to the package name of each distribution family. */
const CLIENT_PACKAGES = { 'mount.nfs': 'nfs', rbd: 'rbd', 'mount.glusterfs': 'glusterfs' } as const

/** A server that must respond on at least one of its targets. */
interface StorageServer {
  name: string
  targets: readonly string[]
}

const NFS_PORT = 2049
const RPCBIND_PORT = 111
/** Default ports of Ceph monitors, protocol v1 and v2. */
const MONITOR_PORTS = [6789, 3300]

const serverAt = (host: string, ...ports: (number | string)[]): StorageServer => ({
  name: `${host}:${ports[0]}`,
  targets: ports.map((port) => tcpTarget(host, port)),
})

function storageServers({ storage: { class: id, parameters } }: Cluster): StorageServer[] {
  const value = (key: string) => parameters[key]?.trim() ?? ''
  const endpoints = (key: string) => parseEndpoints(value(key))
  switch (id) {
    case 'nfs-client':
      return endpoints('nfs_server').map(({ host }) => serverAt(host, NFS_PORT))
    case 'ceph-rbd':
      return endpoints('ceph_rbd_monitors').map(({ host, port }) =>
        serverAt(host, ...(port ? [port] : MONITOR_PORTS)),
      )
    case 'glusterfs':
      return serverFromUrl(value('glusterfs_provisioner_resturl'))
    case 'qingcloud': {
      // The keys of 1.0.0, and those of 2.0 and later.
      const [host, port] = ['host', 'port'].map((name) => value(`qingcloud_${name}`) || value(`qy_${name}`))
      return host ? [serverAt(host, port || 443)] : []
    }
    case 'neonsan':
      return endpoints('neonsan_server_address').flatMap(({ host, port }) =>
        port ? [serverAt(host, port)] : [],
      )
    default:
      return []
  }
}

const parseEndpoints = (text: string) => text.split('\n').flatMap((line) => parseEndpoint(line.trim()) ?? [])

/** NFS before version 4 needs the portmapper. */
const portmapperTargets = ({ storage: { class: id, parameters } }: Cluster): string[] =>
  id === 'nfs-client'
    ? parseEndpoints(parameters.nfs_server ?? '').map(({ host }) => tcpTarget(host, RPCBIND_PORT))
    : []

function evaluatePortmapper(cluster: Cluster, connections: Connections) {
  const closed = portmapperTargets(cluster).filter((target) => connections.outcome(target) !== 'open')
  return closed.length > 0
    ? warn('rpcbind', { server: cluster.storage.parameters.nfs_server ?? '' })
    : undefined
}

function serverFromUrl(text: string): StorageServer[] {
  if (!URL.canParse(text)) return []
  const { hostname, port, protocol } = new URL(text)
  return [serverAt(hostname, port || (protocol === 'https:' ? 443 : 80))]
}

const OUTCOMES_BEST_FIRST: readonly Outcome[] = ['open', 'untried', 'refused', 'noRoute', 'silent', 'noName']
const bestOutcome = (outcomes: readonly Outcome[]): Outcome =>
  OUTCOMES_BEST_FIRST.find((outcome) => outcomes.includes(outcome)) ?? 'silent'
