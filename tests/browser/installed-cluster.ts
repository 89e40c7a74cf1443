/**
 * Creates an installed cluster of Kubespray in a wizard's data folder, with a further host that is not part of it. Its last
 * run is an upgrade that failed.
 */
import { join } from 'node:path'
import type { Draft } from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import { kubesprayRelease } from '@/lib/installers/kubespray/release'
import { ClusterStore } from '@/server/clusters/cluster-store'
import { keySource, Vault } from '@/server/clusters/vault'
import { type RunRecord, RunStore } from '@/server/runs/run-store'
import { node, verification } from '../components/run/result/cluster/verification'
import { FACTS } from '../lib/installers/kubespray/facts'

export const CLUSTER = 'installed'
export const INSTALLED = 'run-1'
export const FAILED_UPGRADE = 'run-2'
const MEMBERS = ['cp1', 'node1', 'node2']

function draft(): Draft {
  const release = kubesprayRelease('2.30.0', FACTS)
  if (!release) throw new Error('not described')
  const empty = emptyDraft(release)
  return {
    ...empty,
    name: 'prod',
    installer: { ...empty.installer, id: 'kubespray', source: '/srv/kubespray', facts: FACTS },
    login: { ...empty.login, password: 'not-a-real-one' },
    hosts: [...MEMBERS, 'node3'].map((name, at) =>
      emptyHost(`h${at}`, {
        name,
        address: `172.20.0.${at + 10}`,
        roles: at === 0 ? ['master', 'etcd'] : ['node'],
      }),
    ),
    settings: { kube_version: '1.34.3' },
  }
}

const record = (more: Partial<RunRecord>): RunRecord => ({
  version: 3,
  ...{ id: INSTALLED, clusterId: CLUSTER, clusterName: 'prod', operation: { id: 'install' } },
  ...{ installer: 'kubespray', release: '2.30.0', mode: 'multi-node', packageFolder: '/srv/kubespray' },
  ...{ startedAt: Date.now() - 3_600_000, endedAt: Date.now() - 3_000_000, sequence: 1 },
  ...{ exitStatus: 0, hostNames: MEMBERS, waivers: [], job: '' },
  ...more,
})

export async function seedInstalledCluster(data: string): Promise<void> {
  const vault = new Vault(keySource(data), data)
  const clusters = new ClusterStore(join(data, 'clusters'), () => CLUSTER, vault)
  await clusters.create(draft())
  const runs = new RunStore(join(data, 'runs'), vault)
  const nodes = MEMBERS.map((name) =>
    node(name, { version: 'v1.34.3', roles: name === 'cp1' ? ['control-plane'] : [] }),
  )
  await runs.create(
    record({ state: 'succeeded', verification: verification({ version: 'v1.34.3', nodes }) }),
    draft(),
  )
  const operation = { id: 'upgrade', from: 'v1.34.3' } as const
  await runs.create(record({ id: FAILED_UPGRADE, sequence: 2, state: 'failed', operation }), draft())
}
