import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Draft } from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { INSTALL } from '@/lib/cluster/operations/request'
import { previouslyInstalledHosts } from '@/server/checks/previously-installed'
import { RunStore } from '@/server/runs/run-store'
import { testVault } from '../clusters/drafts'

let folder: string
let store: RunStore
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taskbox-previously-installed-'))
  store = new RunStore(folder, testVault)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const draft = (addresses: string[]): Draft => ({
  ...emptyDraft(),
  hosts: addresses.map((address, at) => emptyHost(`h${at}`, { name: `node${at}`, address })),
})
async function createRun(id: string, clusterId: string, job: string, addresses: string[]) {
  const record = {
    clusterName: '',
    operation: INSTALL,
    startedAt: 1,
    release: '',
    mode: '',
    packageFolder: '',
    hostNames: [],
    waivers: [],
  }
  const starting = job !== ''
  await store.create(
    { version: 3, installer: 'kubesphere', sequence: 1, id, clusterId, job, starting, ...record },
    draft(addresses),
  )
}
const previouslyInstalled = async (addresses: string[]) => [
  ...(await previouslyInstalledHosts(store, 'mine', toCluster(draft(addresses)).hosts)),
]

describe('a host is previously installed', () => {
  it('if a run of this cluster was started on its address', async () => {
    await createRun('run1', 'mine', '/var/lib/taskbox-jobs/1', ['10.0.0.1', '10.0.0.2'])
    expect(await previouslyInstalled(['10.0.0.9', '10.0.0.1'])).toEqual(['h1'])
  })

  it('not after a prepared run or a run of another cluster', async () => {
    await createRun('run2', 'mine', '', ['10.0.0.3'])
    await createRun('run3', 'other', '/var/lib/taskbox-jobs/3', ['10.0.0.4'])
    expect(await previouslyInstalled(['10.0.0.3', '10.0.0.4'])).toEqual([])
  })
})
