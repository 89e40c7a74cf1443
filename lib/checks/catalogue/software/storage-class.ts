/** The chosen storage class: its server from every host, and the client that mounts its volumes there. */
import type { Cluster } from '@/lib/cluster/cluster'
import { parseEndpoint } from '@/lib/network/address'
import { defineCheck, fail, pass, undetermined, unknown, warn } from '../../define-check'
import { groupBy, summarizeNames } from '../../format'
import { CONNECTIONS, type Connections, type Outcome, targetList, tcpTarget } from '../../probe/connections'
import { factsOf, type ProbeItem } from '../../probe/item'

/** Programs that mount volumes, of those that a class may need. */
const STORAGE_CLIENTS: ProbeItem<readonly string[]> = {
  name: 'storage_clients',
  script: `
for program in mount.nfs rbd mount.glusterfs; do
  if command -v "$program" >/dev/null; then tell "$program"; fi
done
tell read
`,
  read: (text) => (text.split('\n').includes('read') ? text.split('\n') : undefined),
}

export const storageClass = defineCheck({
  id: 'storage',
  reasons: ['none', 'ready', 'client', 'unreachable', 'rpcbind', 'untried'],
  source: ['guide storage', 'faq 4.21', 'own'],
  needs: ['storage'],
  scope: 'host',
  sections: [CONNECTIONS, STORAGE_CLIENTS],
  variables: ({ host, cluster }) => ({
    storage_targets: targetList(
      !host ? [] : [...storageServers(cluster).flatMap(({ any }) => any), ...portmapperTargets(cluster)],
    ),
  }),
  host(sheet, { cluster }) {
    const servers = storageServers(cluster)
    const client = REQUIRED_CLIENT[cluster.storage.class]
    const [connections, clients] = [factsOf(sheet, CONNECTIONS), factsOf(sheet, STORAGE_CLIENTS)]
    if (servers.length === 0 && !client) return [pass('none', { class: cluster.storage.class })]
    if (!connections || !clients) return [undetermined]
    const outcomes = servers.map(({ name, any }) => ({
      name,
      outcome: bestOutcome(any.map(connections.outcome)),
    }))
    const unreachable = outcomes.filter(({ outcome }) => outcome !== 'open' && outcome !== 'untried')
    const portmapper = evaluatePortmapper(cluster, connections)
    const verdicts = [
      ...[...groupBy(unreachable, ({ outcome }) => outcome)].map(([cause, group]) =>
        fail('unreachable', { servers: summarizeNames(group.map(({ name }) => name)), cause }),
      ),
      ...(portmapper && unreachable.length === 0 ? [portmapper] : []),
      ...(client && !clients.includes(client)
        ? [warn('client', { client, package: CLIENT_PACKAGES[client] })]
        : []),
    ]
    if (verdicts.length > 0) return verdicts
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

/** What brings them; packages are called differently in each family of systems. */
const CLIENT_PACKAGES = { 'mount.nfs': 'nfs', rbd: 'rbd', 'mount.glusterfs': 'glusterfs' } as const

/** One that must answer, at any of these targets. */
interface StorageServer {
  name: string
  any: readonly string[]
}

const NFS_PORT = 2049
const RPCBIND_PORT = 111
/** Ceph's monitors of the old and of the new protocol, where no port is given. */
const MONITOR_PORTS = [6789, 3300]

const serverAt = (host: string, ...ports: (number | string)[]): StorageServer => ({
  name: `${host}:${ports[0]}`,
  any: ports.map((port) => tcpTarget(host, port)),
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
    case 'qingcloud':
      return value('qy_host') ? [serverAt(value('qy_host'), value('qy_port') || 443)] : []
    case 'neonsan':
      return endpoints('neonsan_server_address').flatMap(({ host, port }) =>
        port ? [serverAt(host, port)] : [],
      )
    default:
      return []
  }
}

const parseEndpoints = (text: string) => text.split('\n').flatMap((line) => parseEndpoint(line.trim()) ?? [])

/** NFS before version 4 asks there for the way to the server. */
const portmapperTargets = ({ storage: { class: id, parameters } }: Cluster): string[] =>
  id === 'nfs-client'
    ? parseEndpoints(parameters.nfs_server ?? '').map(({ host }) => tcpTarget(host, RPCBIND_PORT))
    : []

function evaluatePortmapper(cluster: Cluster, connections: Connections) {
  const shut = portmapperTargets(cluster).filter((target) => connections.outcome(target) !== 'open')
  return shut.length > 0
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
  OUTCOMES_BEST_FIRST.find((one) => outcomes.includes(one)) ?? 'silent'
