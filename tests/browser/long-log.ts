/** Creates runs with long logs in a wizard's data folder: an ended one, and one in progress. */
import { join } from 'node:path'
import type { Draft } from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { ClusterStore } from '@/server/clusters/cluster-store'
import { keySource, Vault } from '@/server/clusters/vault'
import { LocalMachine } from '@/server/machine/local'
import { startJob } from '@/server/runs/job/job'
import { stopJob } from '@/server/runs/job/stop'
import { type RunRecord, RunStore } from '@/server/runs/run-store'
import { writeRealLog } from '../bench/real-log'

export const CLUSTER = 'long'
export const ENDED = 'ended'
export const LIVE = 'live'

function draft(): Draft {
  const empty = emptyDraft(advanced100)
  return {
    ...empty,
    name: 'long',
    installer: { ...empty.installer, source: `/opt/${advanced100.folder}` },
    login: { ...empty.login, password: 'not-a-real-one' },
    hosts: ['a1', 'a2', 'a3'].map((name, at) =>
      emptyHost(`h${at}`, {
        name,
        address: `172.20.0.${at + 10}`,
        roles: at === 0 ? ['master', 'etcd'] : ['node'],
      }),
    ),
    network: { ...empty.network, serviceCidr: '10.96.0.0/16', podCidr: '10.128.0.0/14' },
    storage: { class: 'nfs-server', parameters: {} },
  }
}

function record(id: string, more: Partial<RunRecord>): RunRecord {
  return {
    version: 3,
    installer: 'kubesphere',
    id,
    clusterId: CLUSTER,
    clusterName: 'long',
    operation: { id: 'install' },
    startedAt: Date.now() - 3_600_000,
    sequence: 1,
    release: advanced100.id,
    mode: 'multi-node',
    packageFolder: `/opt/${advanced100.folder}`,
    hostNames: ['a1', 'a2', 'a3'],
    waivers: [],
    job: '',
    ...more,
  }
}

export interface LongLogs {
  /** Stops the job of the run in progress. */
  stop(): Promise<void>
}

/** @param command sh command of the run in progress; without it, only the ended run is created */
export async function seedLongLogs(data: string, lines: number, command?: string): Promise<LongLogs> {
  const vault = new Vault(keySource(data), data)
  const clusters = new ClusterStore(join(data, 'clusters'), () => CLUSTER, vault)
  await clusters.create(draft())
  const runs = new RunStore(join(data, 'runs'), vault)
  await runs.create(record(ENDED, { state: 'failed', endedAt: Date.now(), exitStatus: 2 }), draft())
  writeRealLog(runs.logPath(ENDED), lines)
  if (command === undefined) return { stop: async () => undefined }
  const machine = new LocalMachine()
  const job = await startJob(machine, {
    runId: LIVE,
    jobsFolder: join(data, 'jobs'),
    steps: [{ workingDirectory: data, command }],
  })
  await runs.create(record(LIVE, { sequence: 2, starting: true, job }), draft())
  return { stop: () => stopJob(machine, job) }
}
