/**
 * A cluster of 200 hosts whose checks have just ended, in a wizard's data folder: fact sheets with faults here and
 * there, judged by the catalogue and kept by the stores, as if the hosts had answered.
 */
import { join } from 'node:path'
import type { Finding } from '@/lib/checks/catalogue/index'
import { evaluateAcrossHosts, evaluateHost, unreachableHostFindings } from '@/lib/checks/evaluate/evaluate'
import { mergeResults } from '@/lib/checks/evaluate/stored-results'
import type { ProbeResult } from '@/lib/checks/probe/item'
import type { Cluster, Host } from '@/lib/cluster/cluster'
import { emptyDraft, emptyHost } from '@/lib/cluster/defaults'
import type { Draft } from '@/lib/cluster/draft'
import { toCluster } from '@/lib/cluster/to-cluster'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { createInputHasher } from '@/server/checks/input-hash'
import { ResultStore } from '@/server/checks/result-store'
import { ClusterStore } from '@/server/clusters/cluster-store'
import { keySource, Vault } from '@/server/clusters/vault'
import {
  addressText,
  coresText,
  hostnameText,
  memoryText,
  probeResult,
  systemText,
} from '../lib/checks/fixtures'

const MANY = 200
export const MANY_ID = 'many'

/** What is wrong with a host, by its place. */
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
/** Hosts that do not answer. */
const SILENT: ReadonlySet<number> = new Set([90, 151])

const addressOf = (place: number) => `172.20.${Math.floor(place / 100)}.${(place % 100) + 10}`

function manyDraft(): Draft {
  const draft = emptyDraft(advanced100)
  return {
    ...draft,
    name: 'many',
    installer: { ...draft.installer, package: `/opt/${advanced100.folder}` },
    login: { ...draft.login, password: 'not-a-real-one' },
    hosts: Array.from({ length: MANY }, (_, place) =>
      emptyHost(`h${place}`, {
        name: `node${String(place).padStart(3, '0')}`,
        address: addressOf(place),
        roles: place === 0 ? ['master', 'etcd'] : ['node'],
      }),
    ),
    network: { ...draft.network, serviceCidr: '10.96.0.0/16', podCidr: '10.128.0.0/14' },
    storage: { class: 'nfs-server', parameters: {} },
  }
}

function sheetOf({ name, address }: Host, place: number): ProbeResult {
  const addresses = [addressText('127.0.0.1/8', 'lo'), addressText(`${address}/16`)].join('\n')
  return probeResult({
    hostname: hostnameText(name),
    addresses,
    routes: '172.20.0.0/16 dev eth0 proto kernel scope link',
    ...FAULTS.get(place),
  })
}

interface Found {
  findings: Finding[]
  sheet: ProbeResult | undefined
}

function judge(cluster: Cluster): Found[] {
  const release = advanced100
  const answers = cluster.hosts.map((host, place) => ({ host, sheet: sheetOf(host, place), place }))
  const reached = answers.filter(({ place }) => !SILENT.has(place))
  const clock = { ahead: 0.02, uncertain: 0.01 }
  const together = evaluateAcrossHosts(
    reached.map(({ host, sheet: its, place }) => ({
      host,
      sheet: its,
      clock: place === 120 ? { ...clock, ahead: -73 } : clock,
    })),
    { cluster, release },
  )
  return answers.map(({ host, sheet: its, place }) => {
    if (SILENT.has(place)) {
      const machine = `root@${host.address}:22`
      const facts = { machine, reason: 'connecting', seconds: 20 }
      return { findings: unreachableHostFindings('timeout', facts), sheet: undefined }
    }
    const own = evaluateHost(its, { cluster, release, host, preamble: '', ownTraces: false })
    return { findings: [...own, ...(together.get(host.id) ?? [])], sheet: its }
  })
}

/** Fills the data folder with the cluster `MANY_ID`. */
export async function seedManyHosts(data: string): Promise<void> {
  const vault = new Vault(keySource(data), data)
  const clusters = new ClusterStore(join(data, 'clusters'), () => MANY_ID, vault)
  const draft = manyDraft()
  await clusters.create(draft)
  const digest = await createInputHasher(clusters, MANY_ID)
  const store = new ResultStore(join(data, 'checks'), vault)
  const cluster = toCluster(draft, advanced100)
  const at = Date.now() - 12 * 60_000
  const found = judge(cluster)
  const hosts = cluster.hosts.map(({ id }, place) => {
    const findings = found[place]?.findings ?? []
    const kept = mergeResults(undefined, { findings, at, final: true, basis: (check) => digest(check, id) })
    return [id, kept] as const
  })
  await store.write(MANY_ID, {
    startedAt: at - 31_000,
    endedAt: at,
    lastRound: { hosts: MANY, milliseconds: 31_000 },
    hosts: new Map(hosts),
  })
  for (const [place, { sheet: its }] of found.entries())
    if (its) await store.writeOutput(MANY_ID, `h${place}`, { at, sections: [...its] })
}
