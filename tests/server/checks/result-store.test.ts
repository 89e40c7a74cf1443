import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ResultStore, type StoredChecks } from '@/server/checks/result-store'
import { vaultOf } from '../clusters/vaults'

const OUTPUT = { at: 1, sections: [['processes', 'mysqld --password=MARKED']] as [string, string][] }

let folder: string
let store: ResultStore
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'taskbox-results-'))
  store = new ResultStore(folder, vaultOf('one key'))
})
afterAll(() => rm(folder, { recursive: true }))

async function fileOf(id: string): Promise<string> {
  const [name = ''] = await readdir(path.join(folder, id))
  return path.join(folder, id, name)
}

it('regression: the output of a host is sealed for its cluster and host, not stored as text', async () => {
  await store.writeOutput('c1', 'h1', OUTPUT)
  const file = await fileOf('c1')
  expect(await readFile(file, 'utf8')).not.toMatch(/MARKED|mysqld/)
  expect(await store.readOutput('c1', 'h1')).toEqual(OUTPUT)
  const other = new ResultStore(folder, vaultOf('another key'))
  await expect(other.readOutput('c1', 'h1')).rejects.toMatchObject({ kind: 'secrets-locked' })
  await store.writeOutput('c2', 'h1', OUTPUT)
  await writeFile(await fileOf('c2'), await readFile(file))
  await expect(store.readOutput('c2', 'h1')).rejects.toMatchObject({ kind: 'secrets-locked' })
})

it('unsealed output of an earlier version is sealed when read', async () => {
  await store.writeOutput('c3', 'h1', OUTPUT)
  await writeFile(await fileOf('c3'), JSON.stringify({ version: 1, ...OUTPUT }))
  expect(await store.readOutput('c3', 'h1')).toEqual(OUTPUT)
  expect(await readFile(await fileOf('c3'), 'utf8')).not.toContain('MARKED')
  expect(await store.readOutput('c3', 'h1')).toEqual(OUTPUT)
})

it('results are restored as they were stored', async () => {
  const stored: StoredChecks = {
    startedAt: 1,
    endedAt: 2,
    lastRun: { hosts: 1, milliseconds: 9 },
    hosts: new Map([
      ['h1', { at: 2, results: [{ check: 'cpu', findings: [], at: 2, inputHash: 'abc' }], partial: false }],
    ]),
  }
  await store.write('c4', stored)
  expect(await store.read('c4')).toEqual(stored)
})

it('results of version 2, which had other names, are still read', async () => {
  const formerResult = { check: 'cpu', findings: [], at: 2, basis: 'abc' }
  const file = {
    version: 2,
    startedAt: 1,
    endedAt: 2,
    lastRound: { hosts: 1, milliseconds: 9 },
    hosts: { h1: { at: 2, verdicts: [formerResult], partial: false } },
  }
  await writeFile(path.join(folder, 'c5.json'), JSON.stringify(file))
  expect(await store.read('c5')).toEqual({
    startedAt: 1,
    endedAt: 2,
    lastRun: { hosts: 1, milliseconds: 9 },
    hosts: new Map([
      ['h1', { at: 2, results: [{ check: 'cpu', findings: [], at: 2, inputHash: 'abc' }], partial: false }],
    ]),
  })
})

it('results of an unknown version are discarded', async () => {
  await writeFile(path.join(folder, 'c6.json'), JSON.stringify({ version: 99 }))
  expect(await store.read('c6')).toEqual({ startedAt: 0, hosts: new Map() })
})
