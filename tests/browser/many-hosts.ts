/**
 * Creates a cluster of 200 hosts with fresh check results in a wizard's data folder. The probe results are generated,
 * with some faults, then evaluated by the real checks and stored by the real stores.
 */
import { join } from 'node:path'
import type { Finding } from '@/lib/checks/catalogue/index'
import { connectionsToTest } from '@/lib/checks/catalogue/network/connection-matrix'
import { evaluateAcrossHosts, evaluateHost, unreachableHostFindings } from '@/lib/checks/evaluate/evaluate'
import { mergeResults } from '@/lib/checks/evaluate/stored-results'
import { tcpTarget } from '@/lib/checks/probe/connections'
import type { ProbeResult } from '@/lib/checks/probe/item'
import type { Cluster, Host } from '@/lib/cluster/cluster'
import type { Draft } from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { createInputHasher } from '@/server/checks/input-hash'
import { ResultStore } from '@/server/checks/result-store'
import { ClusterStore } from '@/server/clusters/cluster-store'
import { keySource, Vault } from '@/server/clusters/vault'
import {
  addressText,
  connectionsText,
  coresText,
  files,
  hostnameText,
  memoryText,
  probeResult,
  routesText,
  systemText,
} from '../lib/checks/fixtures'

const MANY = 200
export const MANY_ID = 'many'

/** Faulty probe results by host index. */
const FAULTS = new Map<number, Record<string, string>>([
  [17, { cores: coresText('0') }],
  [18, { cores: coresText('0') }],
  [42, { memory: memoryText(1) }],
  [64, { hostname: hostnameText('localhost') }],
  [77, { os: systemText('fedora', '41') }],
  [101, { cores: coresText('0-2'), hostname: hostnameText('web-101') }],
  [133, { hostname: hostnameText('web-133') }],
  [160, { memory: '' }],
])
/** Indexes of hosts that do not respond. */
const SILENT: ReadonlySet<number> = new Set([90, 151])

const addressOf = (index: number) => `172.20.${Math.floor(index / 100)}.${(index % 100) + 10}`

function manyDraft(): Draft {
  const draft = emptyDraft(advanced100)
  return {
    ...draft,
    name: 'many',
    installer: { ...draft.installer, source: `/opt/${advanced100.folder}` },
    login: { ...draft.login, password: 'not-a-real-one' },
    hosts: Array.from({ length: MANY }, (_, index) =>
      emptyHost(`h${index}`, {
        name: `node${String(index).padStart(3, '0')}`,
        address: addressOf(index),
        roles: index === 0 ? ['master', 'etcd'] : ['node'],
      }),
    ),
    network: { ...draft.network, serviceCidr: '10.96.0.0/16', podCidr: '10.128.0.0/14' },
    storage: { class: 'nfs-server', parameters: {} },
  }
}

const SSH = 22
/** Every host responds except the silent ones; only sshd listens before the install. */
function outcomeOf({ id }: Host, port: number): string {
  if (SILENT.has(Number(id.slice(1)))) return 'Connection timed out'
  return port === SSH ? 'open' : 'Connection refused'
}

function probeOf(host: Host, index: number, cluster: Cluster): ProbeResult {
  const { name, address } = host
  const addresses = [addressText('127.0.0.1/8', 'lo'), addressText(`${address}/16`)].join('\n')
  const peers = connectionsToTest(host, cluster).map(
    ({ peer, port }) => [tcpTarget(peer.ip, port), outcomeOf(peer, port)] as const,
  )
  const [registry = ''] = advanced100.egress.registries
  return probeResult({
    hostname: hostnameText(name),
    addresses,
    ids: files({ '/etc/machine-id': [index.toString(16).padStart(32, '0')] }),
    connections: connectionsText({
      ...Object.fromEntries(peers),
      'udp/192.168.0.1/53': 'open',
      [`tcp/${registry.replace(':', '/')}`]: 'open',
    }),
    routes: routesText(['172.20.0.0', 16]),
    ...FAULTS.get(index),
  })
}

/** The taskbox connects to the sshd of every host. */
const taskboxProbe = ({ hosts }: Cluster): ProbeResult =>
  probeResult({
    connections: connectionsText(
      Object.fromEntries(hosts.map((host) => [tcpTarget(host.address, SSH), outcomeOf(host, SSH)])),
    ),
    known_hosts: 'complete',
  })

interface EvaluatedHost {
  findings: Finding[]
  probe: ProbeResult | undefined
}

function evaluateAll(cluster: Cluster): EvaluatedHost[] {
  const release = advanced100
  const probed = cluster.hosts.map((host, index) => ({ host, probe: probeOf(host, index, cluster), index }))
  const reachable = probed.filter(({ index }) => !SILENT.has(index))
  const clock = { offset: 0.02, uncertainty: 0.01 }
  const acrossHosts = evaluateAcrossHosts(
    reachable.map(({ host, probe, index }) => ({
      host,
      probe,
      clock: index === 120 ? { ...clock, offset: -73 } : clock,
    })),
    { cluster, release, taskbox: taskboxProbe(cluster) },
  )
  return probed.map(({ host, probe, index }) => {
    if (SILENT.has(index)) {
      const machine = `root@${host.address}:22`
      const facts = { machine, reason: 'connecting', seconds: 20 }
      return { findings: unreachableHostFindings('timeout', facts), probe: undefined }
    }
    const hostFindings = evaluateHost(probe, {
      cluster,
      release,
      host,
      preamble: '',
      previouslyInstalled: false,
    })
    return { findings: [...hostFindings, ...(acrossHosts.get(host.id) ?? [])], probe }
  })
}

/** Writes the cluster `MANY_ID` to the data folder. */
export async function seedManyHosts(data: string): Promise<void> {
  const vault = new Vault(keySource(data), data)
  const clusters = new ClusterStore(join(data, 'clusters'), () => MANY_ID, vault)
  const draft = manyDraft()
  await clusters.create(draft)
  const hashInputs = await createInputHasher(clusters, MANY_ID)
  const store = new ResultStore(join(data, 'checks'), vault)
  const cluster = toCluster(draft, advanced100)
  const at = Date.now() - 12 * 60_000
  const found = evaluateAll(cluster)
  const hosts = cluster.hosts.map(({ id }, index) => {
    const findings = found[index]?.findings ?? []
    const stored = mergeResults(undefined, {
      findings,
      at,
      final: true,
      hashInputs: (check) => hashInputs(check, id),
    })
    return [id, stored] as const
  })
  await store.write(MANY_ID, {
    startedAt: at - 31_000,
    endedAt: at,
    lastRun: { hosts: MANY, milliseconds: 31_000 },
    hosts: new Map(hosts),
  })
  for (const [index, { probe }] of found.entries())
    if (probe) await store.writeOutput(MANY_ID, `h${index}`, { at, sections: [...probe] })
}
