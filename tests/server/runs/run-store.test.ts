import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { SECRET_PLACEHOLDER } from '@/lib/cluster/draft/draft'
import { emptyDraft } from '@/lib/cluster/draft/empty-draft'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { createLog } from '@/server/log'
import { createMachines } from '@/server/machine/machines'
import { type RunRecord, RunStore } from '@/server/runs/run-store'
import { Runs } from '@/server/runs/runs'
import { HostKeys } from '@/server/ssh/host-keys'
import { exampleDraft } from '../../lib/cluster/example-draft'
import { openStore, secretDraft, testVault } from '../clusters/drafts'
import { vaultOf } from '../clusters/vaults'

const MEBIBYTE = 1024 * 1024
const CANARY = 'MARKED-login-password'

let folder: string
let store: RunStore

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'run-store-'))
  store = new RunStore(path.join(folder, 'runs'), testVault)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const record = (id: string, clusterId: string, more: Partial<RunRecord> = {}): RunRecord => ({
  version: 3,
  installer: 'kubesphere',
  sequence: 1,
  id,
  clusterId,
  clusterName: 'demo',
  operation: { id: 'install' },
  startedAt: 1,
  release: advanced100.id,
  mode: 'multi-node',
  packageFolder: '/opt/p',
  hostNames: [],
  waivers: [],
  job: '',
  ...more,
})
const ENDED: Partial<RunRecord> = { state: 'failed', endedAt: 2 }
const text = (id: string, file: string) => readFile(path.join(folder, 'runs', id, file), 'utf8')
/** The contents of all files in a run's folder. */
const allFiles = async (id: string) =>
  Promise.all((await readdir(path.join(folder, 'runs', id))).map((file) => text(id, file)))

describe('the record of a run', () => {
  it('of version 1 is read, with its former field names', async () => {
    const { version: _, ...fields } = record('old', 'former', ENDED)
    const former = { ...fields, version: 1, tookMs: 5, papers: ['checks.json'], preparer: '1 2 boot' }
    await mkdir(path.join(folder, 'runs', 'old'), { recursive: true })
    await writeFile(path.join(folder, 'runs', 'old', 'run.json'), JSON.stringify(former))
    const current = {
      version: 3,
      installer: 'kubesphere',
      durationMs: 5,
      artifacts: ['checks.json'],
      ownerProcess: '1 2 boot',
    }
    expect(await store.read('old')).toEqual({ ...fields, ...current })
  })
})

describe('the draft of a run', () => {
  it('contains no plaintext secret, and opens with the key', async () => {
    await store.create(record('r1', 'c'), secretDraft())
    expect((await allFiles('r1')).join()).not.toContain('MARKED')
    expect(await store.drafts.openWithSecrets('r1')).toEqual(secretDraft())
    const other = new RunStore(path.join(folder, 'runs'), vaultOf('another key'))
    await expect(other.drafts.openWithSecrets('r1')).rejects.toMatchObject({ kind: 'secrets-locked' })
    expect((await other.drafts.openRedacted('r1')).login.password).toBe(SECRET_PLACEHOLDER)
  })

  it('opens only in its own folder', async () => {
    await store.create(record('r2', 'c'), secretDraft())
    await writeFile(path.join(folder, 'runs', 'r2', 'draft.json'), await text('r1', 'draft.json'))
    await expect(store.drafts.openWithSecrets('r2')).rejects.toMatchObject({ kind: 'secrets-locked' })
  })

  it('of a version without sealing is sealed when it is read', async () => {
    await mkdir(path.join(folder, 'runs', 'r3'))
    const old = JSON.stringify({ version: 1, draft: secretDraft() })
    await writeFile(path.join(folder, 'runs', 'r3', 'draft.json'), old)
    expect(await store.drafts.openWithSecrets('r3')).toEqual(secretDraft())
    expect(await text('r3', 'draft.json')).not.toContain('MARKED')
    expect(await store.drafts.openWithSecrets('r3')).toEqual(secretDraft())
  })
})

describe('deleting the secrets of a run', () => {
  it('clears them in the draft and redacts them in the log, also across chunk boundaries', async () => {
    await store.create(record('r4', 'c', ENDED), secretDraft())
    const log = await store.openLog('r4')
    const around = MEBIBYTE - 5
    const plain = Buffer.alloc(3 * MEBIBYTE, 'x \n')
    plain.write(` ${CANARY} `, around)
    plain.write(` ${CANARY} `, 2 * MEBIBYTE + 100)
    plain.write(CANARY, plain.length - CANARY.length)
    await log.write(plain, 0)
    await log.close()
    await store.forgetSecrets('r4')
    const asterisks = '*'.repeat(CANARY.length)
    const masked = Buffer.from(plain.toString('latin1').replaceAll(CANARY, asterisks), 'latin1')
    const after = await store.openLog('r4')
    expect((await after.read(0, plain.length + 1)).equals(masked)).toBe(true)
    await after.close()
    const draft = await store.drafts.openWithSecrets('r4')
    expect(draft.login.password).toBe('')
    expect(draft.hosts.map(({ address }) => address)).toEqual(secretDraft().hosts.map((row) => row.address))
    expect(await readdir(path.join(folder, 'runs', 'r4'))).toEqual(['draft.json', 'log', 'run.json'])
  })

  it('redacts the password that the installer generated, also without entered secrets', async () => {
    await store.create(record('r9', 'c', ENDED), emptyDraft())
    const log = await store.openLog('r9')
    const banner = (password: string) =>
      `Console: http://10.0.0.1:30880\nAccount: admin\nPassword: ${password}\n`
    const padding = Buffer.alloc(MEBIBYTE - 55, 'x \n').toString('latin1')
    await log.write(Buffer.from(padding + banner('Made-Up-1')), 0)
    await log.close()
    await store.forgetSecrets('r9')
    const after = await store.openLog('r9')
    expect((await after.read(0, 2 * MEBIBYTE)).toString()).toBe(padding + banner('*********'))
    await after.close()
  })

  it('deletes the log if the secrets are locked', async () => {
    await store.create(record('r5', 'c', ENDED), secretDraft())
    await writeFile(store.logPath('r5'), CANARY)
    const other = new RunStore(path.join(folder, 'runs'), vaultOf('another key'))
    await other.forgetSecrets('r5')
    expect((await allFiles('r5')).join()).not.toContain('MARKED')
    expect((await other.drafts.openWithSecrets('r5')).login.password).toBe('')
  })
})

const runs = (vault = testVault, clusters = openStore(path.join(folder, 'clusters'))) =>
  new Runs({
    store: new RunStore(path.join(folder, 'runs'), vault),
    clusters,
    machines: createMachines(new HostKeys(path.join(folder, 'keys.json')), { dialMs: 200 }),
    log: createLog('silent'),
    newId: () => 'new',
  })

describe('a start', () => {
  it("opens its cluster's secrets once and seals them once", async () => {
    const vault = vaultOf('a key for tests')
    const clusters = openStore(path.join(folder, 'clusters'), vault)
    const draft = exampleDraft()
    const unreachable = { kind: 'ssh', address: '127.0.0.1', port: '1', password: CANARY } as const
    const { id } = await clusters.create({ ...draft, taskbox: { ...draft.taskbox, ...unreachable } })
    const [seals, opens] = [vi.spyOn(vault, 'seal'), vi.spyOn(vault, 'open')]
    const all = runs(vault, clusters)
    const run = await all.start(id)
    await run.ended
    expect([seals, opens].map(({ mock }) => mock.calls.length)).toEqual([1, 1])
    await all.close()
  })
})

describe('deleting the secrets of a cluster', () => {
  it('reaches all its runs, also open ones, and no other', async () => {
    await store.create(record('r6', 'mine', ENDED), secretDraft())
    await store.create(record('r7', 'other', ENDED), secretDraft())
    await writeFile(store.logPath('r6'), `TASK [${CANARY}] ***\n`)
    const all = runs()
    const padding = await all.open('r6')
    expect(Buffer.from(await padding.readLog(0, 1000)).toString()).toContain(CANARY)
    let isForgotten = false
    await all.forgetSecrets('mine', {
      leaveCopies: true,
      forgetCluster: async () => {
        isForgotten = true
      },
    })
    expect(isForgotten).toBe(true)
    expect(Buffer.from(await (await all.open('r6')).readLog(0, 1000)).toString()).toMatch(/^TASK \[\*+\]/)
    expect(await store.drafts.openWithSecrets('r7')).toEqual(secretDraft())
    await all.close()
  })

  it('is refused during a run, and deletes nothing', async () => {
    const here = { ...secretDraft(), taskbox: { ...secretDraft().taskbox, address: '127.0.0.1', port: '1' } }
    await store.create(record('r8', 'busy', { job: '/nowhere', starting: true }), here)
    const all = runs()
    const forgetCluster = () => Promise.reject(new Error('forgotten'))
    await expect(all.forgetSecrets('busy', { leaveCopies: true, forgetCluster })).rejects.toMatchObject({
      kind: 'run-active',
    })
    expect((await store.drafts.openWithSecrets('r8')).login.password).toBe(CANARY)
    await all.close()
  })

  it('is not blocked by an unfinished run whose secrets are locked', async () => {
    const all = runs(vaultOf('another key'))
    expect(await all.list('busy')).toMatchObject([{ id: 'r8', state: 'lost' }])
    await all.forgetSecrets('busy', { leaveCopies: true, forgetCluster: async () => undefined })
    expect((await allFiles('r8')).join()).not.toContain('MARKED')
    await all.close()
  })
})
