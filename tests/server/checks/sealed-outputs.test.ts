/** What hosts had printed lay unsealed in the data folder. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ResultStore } from '@/server/checks/result-store'
import { vaultOf } from '../clusters/vaults'

const ANSWER = { at: 1, sections: [['processes', 'mysqld --password=MARKED']] as [string, string][] }

let folder: string
let store: ResultStore
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'answers-'))
  store = new ResultStore(folder, vaultOf('one key'))
})
afterAll(() => rm(folder, { recursive: true }))

async function fileOf(id: string): Promise<string> {
  const [name = ''] = await readdir(path.join(folder, id))
  return path.join(folder, id, name)
}

it('what a host printed is sealed for its cluster and host', async () => {
  await store.writeOutput('c1', 'h1', ANSWER)
  const file = await fileOf('c1')
  expect(await readFile(file, 'utf8')).not.toMatch(/MARKED|mysqld/)
  expect(await store.readOutput('c1', 'h1')).toEqual(ANSWER)
  const other = new ResultStore(folder, vaultOf('another key'))
  await expect(other.readOutput('c1', 'h1')).rejects.toMatchObject({ kind: 'secrets-locked' })
  await store.writeOutput('c2', 'h1', ANSWER)
  await writeFile(await fileOf('c2'), await readFile(file))
  await expect(store.readOutput('c2', 'h1')).rejects.toMatchObject({ kind: 'secrets-locked' })
})

it('an answer of an earlier version is sealed when it is read', async () => {
  await store.writeOutput('c3', 'h1', ANSWER)
  await writeFile(await fileOf('c3'), JSON.stringify({ version: 1, ...ANSWER }))
  expect(await store.readOutput('c3', 'h1')).toEqual(ANSWER)
  expect(await readFile(await fileOf('c3'), 'utf8')).not.toContain('MARKED')
  expect(await store.readOutput('c3', 'h1')).toEqual(ANSWER)
})
