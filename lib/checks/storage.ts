/** The chosen storage class: its server from every host, and the client that mounts its volumes there. */
import type { Cluster } from '@/lib/cluster/cluster'
import { parseEndpoint } from '@/lib/network/address'
import { defineCheck, fail, pass, unknown, unread, warn } from './check'
import { CONNECTIONS, type Connections, type Outcome, targetList, tcpTarget } from './connections'
import { groupBy, named } from './grouping'
import { factsOf, type Section } from './section'

/** Programs that mount volumes, of those that a class may need. */
const CLIENTS: Section<readonly string[]> = {
  name: 'storage_clients',
  script: `
for program in mount.nfs rbd mount.glusterfs; do
  if command -v "$program" >/dev/null; then tell "$program"; fi
done
tell read
`,
  read: (text) => (text.split('\n').includes('read') ? text.split('\n') : undefined),
}

export const storage = defineCheck({
  id: 'storage',
  reasons: ['none', 'ready', 'client', 'unreachable', 'rpcbind', 'untried'],
  source: ['guide storage', 'faq 4.21', 'own'],
  needs: ['storage'],
  scope: 'host',
  sections: [CONNECTIONS, CLIENTS],
  variables: ({ host, cluster }) => ({
    storage_targets: targetList(
      !host ? [] : [...serversOf(cluster).flatMap(({ any }) => any), ...portmappers(cluster)],
    ),
  }),
  host(sheet, { cluster }) {
    const servers = serversOf(cluster)
    const client = CLIENT_OF[cluster.storage.class]
    const [connections, clients] = [factsOf(sheet, CONNECTIONS), factsOf(sheet, CLIENTS)]
    if (servers.length === 0 && !client) return [pass('none', { class: cluster.storage.class })]
    if (!connections || !clients) return [unread]
    const outcomes = servers.map(({ name, any }) => ({ name, outcome: best(any.map(connections.outcome)) }))
    const shut = outcomes.filter(({ outcome }) => outcome !== 'open' && outcome !== 'untried')
    const portmapper = portmapperOf(cluster, connections)
    const verdicts = [
      ...[...groupBy(shut, ({ outcome }) => outcome)].map(([cause, group]) =>
        fail('unreachable', { servers: named(group.map(({ name }) => name)), cause }),
      ),
      ...(portmapper && shut.length === 0 ? [portmapper] : []),
      ...(client && !clients.includes(client) ? [warn('client', { client, package: PACKAGES[client] })] : []),
    ]
    if (verdicts.length > 0) return verdicts
    if (outcomes.some(({ outcome }) => outcome === 'untried')) return [unknown('untried')]
    return [pass('ready', { servers: named(outcomes.map(({ name }) => name)), count: outcomes.length })]
  },
})

const CLIENT_OF: Readonly<Record<string, 'mount.nfs' | 'rbd' | 'mount.glusterfs'>> = {
  'nfs-server': 'mount.nfs',
  'nfs-client': 'mount.nfs',
  'ceph-rbd': 'rbd',
  glusterfs: 'mount.glusterfs',
}

/** What brings them; packages are called differently in each family of systems. */
const PACKAGES = { 'mount.nfs': 'nfs', rbd: 'rbd', 'mount.glusterfs': 'glusterfs' } as const

/** One that must answer, at any of these targets. */
interface Server {
  name: string
  any: readonly string[]
}

const NFS = 2049
const RPCBIND = 111
/** Ceph's monitors of the old and of the new protocol, where no port is given. */
const MONITOR = [6789, 3300]

const at = (host: string, ...ports: (number | string)[]): Server => ({
  name: `${host}:${ports[0]}`,
  any: ports.map((port) => tcpTarget(host, port)),
})

function serversOf({ storage: { class: id, parameters } }: Cluster): Server[] {
  const value = (key: string) => parameters[key]?.trim() ?? ''
  const endpoints = (key: string) => endpointsIn(value(key))
  switch (id) {
    case 'nfs-client':
      return endpoints('nfs_server').map(({ host }) => at(host, NFS))
    case 'ceph-rbd':
      return endpoints('ceph_rbd_monitors').map(({ host, port }) => at(host, ...(port ? [port] : MONITOR)))
    case 'glusterfs':
      return fromUrl(value('glusterfs_provisioner_resturl'))
    case 'qingcloud':
      return value('qy_host') ? [at(value('qy_host'), value('qy_port') || 443)] : []
    case 'neonsan':
      return endpoints('neonsan_server_address').flatMap(({ host, port }) => (port ? [at(host, port)] : []))
    default:
      return []
  }
}

const endpointsIn = (text: string) => text.split('\n').flatMap((line) => parseEndpoint(line.trim()) ?? [])

/** NFS before version 4 asks there for the way to the server. */
const portmappers = ({ storage: { class: id, parameters } }: Cluster): string[] =>
  id === 'nfs-client'
    ? endpointsIn(parameters.nfs_server ?? '').map(({ host }) => tcpTarget(host, RPCBIND))
    : []

function portmapperOf(cluster: Cluster, connections: Connections) {
  const shut = portmappers(cluster).filter((target) => connections.outcome(target) !== 'open')
  return shut.length > 0
    ? warn('rpcbind', { server: cluster.storage.parameters.nfs_server ?? '' })
    : undefined
}

function fromUrl(text: string): Server[] {
  if (!URL.canParse(text)) return []
  const { hostname, port, protocol } = new URL(text)
  return [at(hostname, port || (protocol === 'https:' ? 443 : 80))]
}

const BEST: readonly Outcome[] = ['open', 'untried', 'refused', 'noRoute', 'silent', 'noName']
const best = (outcomes: readonly Outcome[]): Outcome => BEST.find((one) => outcomes.includes(one)) ?? 'silent'
