import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createEngine, type Engine } from '@/server/engine'
import { previewFiles } from '@/server/runs/start/preview'
import { exampleDraft } from '../../lib/cluster/example-draft'
import { TREE_UNKNOWN, type Tree, tree21, writeTree } from '../packages/package-tree'

let folder: string
let engine: Engine

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'other-release-'))
  vi.stubEnv('TASKBOX_KEY', 'a key that is long enough')
  engine = createEngine({ data: path.join(folder, 'data'), logLevel: 'silent' })
})
afterAll(async () => {
  await engine.close()
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

/** A cluster of release advanced-1.0.0 with this package. */
async function clusterWith(name: string, tree: Tree, releaseReason?: string) {
  const at = await writeTree(path.join(folder, name), tree)
  const draft = exampleDraft()
  const installer = { ...draft.installer, source: at, ...(releaseReason !== undefined && { releaseReason }) }
  return { at, id: (await engine.clusters.create({ ...draft, installer })).id }
}

describe.each([
  ['of another release', 'kubesphere-all-v2.1.0', tree21('v1.15.5'), 'package-other-release'],
  ['that is not recognized', 'kubesphere-all-advanced-1.0.0', TREE_UNKNOWN, 'package-unknown-release'],
])('a package %s', (_, name, tree, kind) => {
  it('is refused before anything is written', async () => {
    const { at, id } = await clusterWith(name, tree)
    const before = await readdir(at, { recursive: true })
    const refused = { kind, evidence: expect.arrayContaining([expect.objectContaining({ matches: false })]) }
    await expect(previewFiles(engine, id)).rejects.toMatchObject(refused)
    await expect(engine.runs.start(id)).rejects.toMatchObject(refused)
    expect(await readdir(at, { recursive: true })).toEqual(before)
    expect(await engine.runs.list(id)).toEqual([])
  })

  it('is used if the user named the release with a reason', async () => {
    const { id } = await clusterWith(`${name}-named`, tree, 'a build of ours')
    const files = await previewFiles(engine, id)
    expect(files.map(({ path: file }) => file)).toEqual(['conf/hosts.ini', 'conf/vars.yml'])
  })
})
