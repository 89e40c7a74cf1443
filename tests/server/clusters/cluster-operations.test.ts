import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { clusterOperations } from '@/server/clusters/cluster-operations'
import { createEngine, type Engine } from '@/server/engine'
import { CLUSTER, seedInstalledCluster } from '../../browser/installed-cluster'

let data: string
let engine: Engine

beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'operations-'))
  await seedInstalledCluster(data)
  engine = createEngine({ data, logLevel: 'silent' })
})
afterEach(async () => {
  await engine.close()
  await rm(data, { recursive: true, force: true })
})

it('says what a cluster consists of, and to which versions it can be upgraded', async () => {
  expect(await clusterOperations(engine, CLUSTER)).toEqual({
    members: ['cp1', 'node1', 'node2'],
    kubernetes: 'v1.34.3',
    supported: ['install', 'add-hosts', 'remove-hosts', 'upgrade', 'reset'],
    upgrades: [{ setting: 'kube_version', value: '1.35.0', version: 'v1.35.0' }],
  })
})

it('offers no operation while the release is not known', async () => {
  const { draft } = await engine.clusters.open(CLUSTER)
  await engine.clusters.save(CLUSTER, {
    installer: { ...draft.installer, source: '/opt/other', version: '' },
  })
  expect(await clusterOperations(engine, CLUSTER)).toMatchObject({ supported: [], upgrades: [] })
})
