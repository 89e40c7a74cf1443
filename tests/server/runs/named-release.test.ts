import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readClusterFile } from '@/lib/cluster/file/read'
import { createEngine, type Engine, newId } from '@/server/engine'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { BANNER, scriptedPackage } from '../../cli/lab'
import { hostOf, labSandbox } from '../../lab/sandbox'

const TEST_MS = 180_000
const sandbox = labSandbox('master', 'node1')
let data: string
let engine: Engine

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'named-release-'))
  engine = createEngine({ data, logLevel: 'silent' })
})
afterAll(async () => {
  await engine.close()
  await rm(data, { recursive: true, force: true })
})

it(
  'a release that the user named is installed, and recorded with its reason',
  async () => {
    const packageFolder = await scriptedPackage(sandbox(), 'named', BANNER)
    // A key of another release: the package is not recognized any more.
    await hostOf(sandbox(), 0).exec(`echo 'console_port: 30880' >>${packageFolder}/conf/vars.yml`)
    const start = async (installer: object) => {
      const cluster = sandboxCluster(sandbox(), packageFolder)
      const text = JSON.stringify({ ...cluster, installer: { ...cluster.installer, ...installer } })
      const { id } = await engine.clusters.create(readClusterFile(text, newId).draft)
      return engine.runs.start(id)
    }
    await expect(start({})).rejects.toMatchObject({ kind: 'package-unknown-release' })
    const run = await start({ releaseReason: 'a build of ours' })
    await run.ended
    expect(run.view()).toMatchObject({ release: 'advanced-1.0.0', releaseReason: 'a build of ours' })
    const record = JSON.parse(await readFile(path.join(data, 'runs', run.id, 'run.json'), 'utf8'))
    expect(record).toMatchObject({ releaseReason: 'a build of ours' })
    const manifest = await hostOf(sandbox(), 0).exec(`cat ${record.job}/about`)
    expect(JSON.parse(manifest.stdout)).toMatchObject({ releaseReason: 'a build of ours' })
  },
  TEST_MS,
)
