/** Files that the version before several installers wrote (tests/fixtures/version-1) open in this one. */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { validateDraft } from '@/lib/cluster/draft/validate-draft'
import { findRelease } from '@/lib/installers/registry'
import { ClusterStore } from '@/server/clusters/cluster-store'
import { createLog } from '@/server/log'
import { createMachines } from '@/server/machine/machines'
import { RunStore } from '@/server/runs/run-store'
import { Runs } from '@/server/runs/runs'
import { HostKeys } from '@/server/ssh/host-keys'
import { vaultOf } from './clusters/vaults'

const INSTALLER = {
  id: 'kubesphere',
  source: '/opt/kubesphere-all-advanced-1.0.0',
  version: 'advanced-1.0.0',
  mode: 'multi-node',
  releaseReason: 'our own build',
}
/** The key that sealed the secrets of the fixtures. */
const vault = vaultOf('version 1')

let data: string
let clusters: ClusterStore
beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'version-1-'))
  await cp('tests/fixtures/version-1', data, { recursive: true })
  clusters = new ClusterStore(path.join(data, 'clusters'), () => 'new', vault)
})
afterAll(() => rm(data, { recursive: true }))

it('a draft keeps its values and secrets, and is saved in the current version', async () => {
  const draft = await clusters.openWithSecrets('c1')
  expect(draft).toMatchObject({ installer: INSTALLER, settings: {}, addons: { harbor: { enabled: true } } })
  expect(draft.hosts.map(({ password }) => password)).toEqual(['', 'PASSWORD', 'PASSWORD'])
  expect(validateDraft(draft, findRelease(draft.installer), CHECK_IDS)).toEqual([])
  await clusters.put('c1', draft)
  const file = await readFile(path.join(data, 'clusters/c1/draft.json'), 'utf8')
  expect(JSON.parse(file)).toMatchObject({ version: 2, draft: { installer: INSTALLER } })
  expect(await clusters.openWithSecrets('c1')).toEqual(draft)
})

it('a finished run shows its result, with the password on request', async () => {
  const keys = new HostKeys(path.join(data, 'host-keys.json'))
  const runs = new Runs({
    store: new RunStore(path.join(data, 'runs'), vault),
    clusters,
    machines: createMachines(keys),
    log: createLog('silent'),
    newId: () => 'new',
  })
  const run = await runs.open('r1')
  expect(run.redactedView()).toMatchObject({
    ...{ state: 'succeeded', installer: 'kubesphere', release: 'advanced-1.0.0', kubernetes: 'v1.12.3' },
    console: { url: 'http://192.168.0.1:30880', account: 'admin', reachable: true },
    progress: { hosts: { node1: { counters: { changed: 1 } } } },
  })
  expect(run.consolePassword()).toBe('P@88w0rd')
  await runs.close()
})

it('a record of a run is read as one of KubeSphere', async () => {
  const stored = z
    .looseObject({})
    .parse(JSON.parse(await readFile(path.join(data, 'runs/r1/run.json'), 'utf8')))
  const record = await new RunStore(path.join(data, 'runs'), vault).read('r1')
  expect(record).toEqual({ ...stored, version: 3, operation: { id: 'install' }, installer: 'kubesphere' })
})
