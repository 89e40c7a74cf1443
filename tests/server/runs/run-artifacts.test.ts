import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { RunArtifacts } from '@/server/runs/run-artifacts'

let folder: string
let artifacts: RunArtifacts

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifacts-'))
  artifacts = new RunArtifacts(folder)
})
afterAll(() => rm(folder, { recursive: true }))

it('stores files with masked secrets and mode 0600', async () => {
  const text = 'node1 ansible_ssh_pass=MARKED ip=1\n'
  const start = text.indexOf('MARKED')
  await artifacts.storeFiles('r1', [
    { path: 'conf/hosts.ini', text, secrets: [{ start, end: start + 'MARKED'.length }] },
    { path: 'conf/vars.yml', text: 'a: 1\n', secrets: [] },
  ])
  expect(await artifacts.read('r1', 'conf/vars.yml')).toBe('a: 1\n')
  expect(await artifacts.read('r1', 'conf/hosts.ini')).toMatch(/^node1 ansible_ssh_pass=•+ ip=1\n$/)
  for (const name of await readdir(path.join(folder, 'r1'))) {
    expect(await readFile(path.join(folder, 'r1', name), 'utf8')).not.toContain('MARKED')
    expect((await stat(path.join(folder, 'r1', name))).mode & 0o777).toBe(0o600)
  }
})

it('stores the check report, and rejects every other name', async () => {
  await artifacts.storeChecks('r2', { ready: true })
  expect(JSON.parse(await artifacts.read('r2', 'checks.json'))).toEqual({ ready: true })
  for (const name of ['', 'conf/hosts.ini', '../r1/files.json', 'files.json', 'run.json'])
    await expect(artifacts.read('r2', name)).rejects.toMatchObject({ kind: 'not-found' })
})
