import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { readClusterFile } from '@/lib/cluster/file/read'
import { findRelease } from '@/lib/installers/registry'
import { testHostConnection, testTaskboxConnection } from '@/server/checks/connection-test'
import { createEngine, type Engine } from '@/server/engine'
import { previewFiles } from '@/server/runs/start/preview'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { BANNER, scriptedPackage } from '../../cli/lab'
import { hostOf, labSandbox } from '../../lab/sandbox'

const RUN_MS = 180_000
const sandbox = labSandbox('master', 'node1')
let data: string
let engine: Engine

beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'shared-'))
})
afterEach(async () => {
  await engine.close()
  await rm(data, { recursive: true, force: true })
})

/** Number of logins from this machine per host; Ansible's logins come from the taskbox. */
async function logins(): Promise<number[]> {
  const count = `grep -c "Accepted .* from ${sandbox().gateway} " /var/log/sshd.log || :`
  return Promise.all([0, 1].map(async (at) => Number((await hostOf(sandbox(), at).exec(count)).stdout)))
}

/** All operations of the wizard on the machines, from the hosts step to the end of the install. */
async function runWholeWizard(pinned: boolean): Promise<void> {
  const folder = await scriptedPackage(sandbox(), `shared-${pinned}`, `echo "line 1"\nsleep 0.5\n${BANNER}`)
  const { draft } = readClusterFile(JSON.stringify(sandboxCluster(sandbox(), folder)))
  const unpinned = { ...draft, taskbox: { ...draft.taskbox, hostKey: '' } }
  const hosts = draft.hosts.map((host) => ({ ...host, hostKey: pinned ? host.hostKey : '' }))
  const { id } = await engine.clusters.create({ ...(pinned ? draft : unpinned), hosts })
  const cluster = toCluster(await engine.clusters.openWithSecrets(id), findRelease(draft.installer))
  const results = await Promise.all([
    testTaskboxConnection(engine.machines, cluster.taskbox),
    ...cluster.hosts.map((host) => testHostConnection(engine.machines, host, cluster.taskbox)),
  ])
  expect(results.map(({ state }) => state)).toEqual(['reached', 'reached', 'reached'])
  await engine.checks.run(id)
  await expect.poll(async () => (await engine.checks.view(id)).progress, { timeout: RUN_MS }).toBeUndefined()
  expect(await previewFiles(engine, id)).toHaveLength(2)
  const run = await engine.runs.start(id)
  await run.ended
  expect(run.state).toBe('succeeded')
}

describe('connection test, checks, preview, job and log stream', () => {
  it.each([
    ['pinned keys', true],
    ['keys that are accepted unseen', false],
  ])(
    'share one connection per machine, with %s',
    async (_, pinned) => {
      engine = createEngine({ data, logLevel: 'silent', acceptHostKeys: !pinned })
      const before = await logins()
      await runWholeWizard(pinned)
      const after = await logins()
      expect(after.map((count, at) => count - (before[at] ?? 0))).toEqual([1, 1])
    },
    RUN_MS,
  )
})
