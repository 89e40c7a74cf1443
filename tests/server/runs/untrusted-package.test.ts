import { chmod, lchown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createEngine, type Engine } from '@/server/engine'
import { previewFiles } from '@/server/runs/start/preview'
import { exampleDraft } from '../../lib/cluster/example-draft'

const NOBODY = 65534
let folder: string
let engine: Engine

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'foreign-run-'))
  await chmod(folder, 0o755)
  vi.stubEnv('TASKBOX_KEY', 'a key that is long enough')
  engine = createEngine({ data: path.join(folder, 'data'), logLevel: 'silent' })
})
afterAll(async () => {
  await engine.close()
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

it('root neither runs nor writes a package that another user can change', async () => {
  const at = path.join(folder, 'kubesphere-all-advanced-1.0.0')
  for (const name of ['conf', 'scripts']) await mkdir(path.join(at, name), { recursive: true })
  await writeFile(path.join(at, 'scripts', 'install.sh'), 'exit 0\n', { mode: 0o755 })
  await lchown(at, NOBODY, NOBODY)
  const draft = exampleDraft()
  const { id } = await engine.clusters.create({
    ...draft,
    installer: { ...draft.installer, source: at },
  })
  const refused = { kind: 'package-untrusted', facts: { path: at, entry: at, owner: 'nobody' } }
  await expect(previewFiles(engine, id)).rejects.toMatchObject(refused)
  await expect(engine.runs.start(id)).rejects.toMatchObject(refused)
  expect(await readdir(at)).toEqual(['conf', 'scripts'])
  expect(await engine.runs.list(id)).toEqual([])
})
