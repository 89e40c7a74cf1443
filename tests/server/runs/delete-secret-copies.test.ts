/** Regression: deleting secrets left backups and private keys in the package. */
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyDraft } from '@/lib/cluster/draft/empty-draft'
import { kubesphere } from '@/lib/installers/kubesphere/index'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import en from '@/lib/messages/en/index'
import zh from '@/lib/messages/zh-CN/index'
import { createLog } from '@/server/log'
import { LocalMachine } from '@/server/machine/local'
import { createMachines } from '@/server/machine/machines'
import { RunStore } from '@/server/runs/run-store'
import { Runs } from '@/server/runs/runs'
import { writeFiles } from '@/server/runs/start/write-files'
import { HostKeys } from '@/server/ssh/host-keys'
import { openStore, secretDraft, testVault } from '../clusters/drafts'

let folder: string
let runs: Runs
let store: RunStore
const forgotten: string[] = []
const forgetCluster = async () => forgotten.push('cluster')

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "copies it's "))
  forgotten.length = 0
  store = new RunStore(path.join(folder, 'runs'), testVault)
  runs = new Runs({
    store,
    clusters: openStore(path.join(folder, 'clusters')),
    machines: createMachines(new HostKeys(path.join(folder, 'keys.json')), { dialMs: 200 }),
    log: createLog('silent'),
    newId: () => 'new',
  })
})
afterEach(async () => {
  await runs.close()
  await rm(folder, { recursive: true })
})

const packageFolder = () => path.join(folder, 'package')
const inPackage = async () => (await readdir(packageFolder(), { recursive: true })).sort()

/** An ended run whose package contains backups, a private key and the user's own files. */
async function endedRun(taskbox: Partial<ReturnType<typeof secretDraft>['taskbox']>) {
  const draft = { ...emptyDraft(), login: secretDraft().login }
  await store.create(
    {
      version: 3,
      installer: 'kubesphere',
      sequence: 1,
      id: 'r1',
      clusterId: 'c1',
      clusterName: 'demo',
      operation: { id: 'install' },
      startedAt: 1,
      release: advanced100.id,
      mode: 'multi-node',
      packageFolder: packageFolder(),
      hostNames: [],
      waivers: [],
      job: '',
      state: 'failed',
      endedAt: 2,
    },
    { ...draft, taskbox: { ...draft.taskbox, ...taskbox } },
  )
  const file = (name: string, text: string) => ({ path: name, text, secrets: [] })
  for (const text of ['one', 'two', 'three'])
    await writeFiles(
      new LocalMachine(),
      packageFolder(),
      [file('conf/hosts.ini', text), file('conf/vars.yml', text)],
      new Date('2026-01-31T23:59:58Z'),
    )
  await mkdir(path.join(packageFolder(), 'conf/.taskbox-keys'))
  await writeFile(path.join(packageFolder(), 'conf/.taskbox-keys/node1'), 'a private key')
  await writeFile(path.join(packageFolder(), 'conf/hosts.ini.mine.bak'), 'the user made this one')
}

describe('deleting the secrets of a cluster', () => {
  it('deletes the backups and keys that its runs left in the package, and no other file', async () => {
    await endedRun({ kind: 'local' })
    const [copy = ''] = kubesphere.copies
    await mkdir(path.join(packageFolder(), path.dirname(copy)), { recursive: true })
    await writeFile(path.join(packageFolder(), copy), 'uninstall.sh reads this copy')
    await runs.forgetSecrets('c1', { leaveCopies: false, forgetCluster })
    expect((await inPackage()).filter((name) => /\.\w+$/.test(name))).toEqual([
      'conf/hosts.ini',
      'conf/hosts.ini.mine.bak',
      'conf/vars.yml',
      copy,
    ])
    expect(forgotten).toEqual(['cluster'])
  })

  it.each(Object.entries({ en, zh }))('says which files stay, in %s', (_, { home }) => {
    const folders = new Set(kubesphere.copies.map((file) => file.split('/').slice(0, 2).join('/')))
    for (const kept of ['conf', ...folders])
      for (const text of [home.clusters.deleteSecretsText, home.clusters.removeText])
        expect(text).toContain(`${kept}/`)
  })

  it('changes nothing if the taskbox is unreachable, unless leaveCopies is set', async () => {
    await endedRun({
      kind: 'ssh',
      address: '127.0.0.1',
      port: '1',
      password: 'any',
    })
    await expect(runs.forgetSecrets('c1', { leaveCopies: false, forgetCluster })).rejects.toMatchObject({
      kind: 'copies-left',
      facts: { path: packageFolder(), cause: 'refused' },
    })
    expect(forgotten).toEqual([])
    expect(await store.drafts.openWithSecrets('r1')).toMatchObject({ login: secretDraft().login })
    await runs.forgetSecrets('c1', { leaveCopies: true, forgetCluster })
    expect(forgotten).toEqual(['cluster'])
    expect(await inPackage()).toHaveLength(10)
  })

  it('deletes nothing through a link that leads out of the package', async () => {
    await endedRun({ kind: 'local' })
    await rm(path.join(packageFolder(), 'conf/.taskbox-keys'), { recursive: true })
    await mkdir(path.join(folder, 'elsewhere'))
    await writeFile(path.join(folder, 'elsewhere/file'), '')
    await symlink(path.join(folder, 'elsewhere'), path.join(packageFolder(), 'conf/.taskbox-keys'))
    await expect(runs.forgetSecrets('c1', { leaveCopies: false, forgetCluster })).rejects.toMatchObject({
      kind: 'copies-left',
    })
    expect(await readdir(path.join(folder, 'elsewhere'))).toEqual(['file'])
  })

  it('succeeds if the package does not exist', async () => {
    await endedRun({ kind: 'local' })
    await rm(packageFolder(), { recursive: true })
    await runs.forgetSecrets('c1', { leaveCopies: false, forgetCluster })
    expect(forgotten).toEqual(['cluster'])
  })
})
