import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { DraftPatch } from '@/lib/cluster/draft/draft'
import {
  type Draft,
  MISSING_PLACEHOLDER,
  SECRET_PLACEHOLDER,
  WITHHELD_PLACEHOLDER,
} from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import type { ClusterStore } from '@/server/clusters/cluster-store'
import { sealed } from '@/server/clusters/vault'
import { host, openStore, secretDraft, testVault } from './drafts'
import { vaultOf } from './vaults'

let folder: string
let store: ClusterStore

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'clusters-'))
})
beforeEach(() => {
  store = openStore(folder)
})
afterAll(() => rm(folder, { recursive: true }))

const file = (id: string, name: string) => readFile(path.join(folder, id, name), 'utf8')
/** Opens the secrets of secrets.json. */
const secretsOf = async (id: string) => {
  const stored = z.object({ version: z.literal(3), sealed }).parse(JSON.parse(await file(id, 'secrets.json')))
  return testVault.open(stored.sealed, id)
}
const passwords = (draft: Draft) => Object.fromEntries(draft.hosts.map(({ id, password }) => [id, password]))

describe('a stored cluster', () => {
  it('equals its draft, in private files', async () => {
    const { id, revision } = await store.create(secretDraft())
    expect(revision).toBe(1)
    expect(await store.openWithSecrets(id)).toEqual(secretDraft())
    expect((await stat(path.join(folder, id))).mode & 0o777).toBe(0o700)
    expect((await readdir(path.join(folder, id))).sort()).toEqual(['draft.json', 'secrets.json'])
    for (const name of ['draft.json', 'secrets.json'])
      expect((await stat(path.join(folder, id, name))).mode & 0o777, name).toBe(0o600)
  })

  it('has its secrets sealed in secrets.json and nowhere else', async () => {
    const { id, ...cluster } = await store.create(secretDraft())
    expect((await secretsOf(id)).match(/MARKED/g)).toHaveLength(26)
    expect(await file(id, 'secrets.json')).not.toContain('MARKED')
    for (const text of [
      await file(id, 'draft.json'),
      JSON.stringify([cluster, await store.open(id), await store.list()]),
    ]) {
      expect(text).not.toContain('MARKED')
      expect(text).toContain(JSON.stringify(SECRET_PLACEHOLDER))
      expect(text).toContain('"rbd"')
    }
  })

  it('opens only by a valid id, and is not-found otherwise', async () => {
    await mkdir(path.join(folder, '..x'), { recursive: true })
    for (const id of ['none', '', '.', '..', '../clusters', '..x', 'a/b', 'x'.repeat(65)]) {
      await expect(store.open(id), id).rejects.toMatchObject({ kind: 'not-found' })
      await expect(store.save(id, { name: 'x' }), id).rejects.toMatchObject({ kind: 'not-found' })
    }
  })

  it('is listed newest first, and omitted if its file is invalid', async () => {
    const [old, young] = [await store.create(emptyDraft()), await store.create(emptyDraft())]
    await mkdir(path.join(folder, 'spoilt'))
    await writeFile(path.join(folder, 'spoilt', 'draft.json'), '{"version": 1')
    await new Promise((resolve) => setTimeout(resolve, 5))
    await store.save(old.id, { name: 'touched' })
    const ids = (await store.list()).map(({ id }) => id)
    expect(ids[0]).toBe(old.id)
    expect(ids).toContain(young.id)
    expect(ids).not.toContain('spoilt')
  })

  it('is removed with its secrets', async () => {
    const { id } = await store.create(secretDraft())
    await store.remove(id)
    expect(await readdir(folder)).not.toContain(id)
  })

  it('deletes exactly its secrets on forgetSecrets, locked or not', async () => {
    const { id, draft } = await store.create(secretDraft())
    const changes: string[] = []
    store.on('changed', (_id, _revision, patch) => changes.push(...Object.keys(patch)))
    await openStore(folder, vaultOf('a key that was lost')).forgetSecrets(id)
    expect(await secretsOf(id).catch(({ kind }) => kind)).toBe('secrets-locked')
    expect(await file(id, 'secrets.json')).toContain('"since": {}')
    await store.forgetSecrets(id)
    expect(await secretsOf(id)).toBe('{}')
    const cleared = await store.openWithSecrets(id)
    expect(JSON.stringify(cleared)).not.toContain('MARKED')
    expect(cleared.hosts.map(({ name }) => name)).toEqual(draft.hosts.map(({ name }) => name))
    expect(changes.sort()).toEqual(['bastion', 'hosts', 'login', 'storage', 'taskbox'])
  })

  it('reports locked secrets under another key, and opens without them', async () => {
    const { id } = await store.create(secretDraft())
    const other = openStore(folder, vaultOf('a key that was lost'))
    await expect(other.openWithSecrets(id)).rejects.toMatchObject({ kind: 'secrets-locked' })
    expect((await other.open(id)).draft.name).toBe('demo')
    expect(Object.keys(await other.secretRevisions(id))).toHaveLength(26)
  })

  it('is created or replaced under a given id', async () => {
    expect(await store.put('file-1', secretDraft())).toBe(1)
    expect(await store.put('file-1', { ...secretDraft(), hosts: [host('h9')] })).toBe(2)
    expect(passwords(await store.openWithSecrets('file-1'))).toEqual({ h9: 'MARKED-h9-password' })
    expect(await secretsOf('file-1')).not.toContain('MARKED-h1')
  })
})

describe('a secret that a browser has only as a placeholder', () => {
  it('keeps its value when rows move and other fields change', async () => {
    const { id, draft } = await store.create(secretDraft())
    const [first, second] = draft.hosts
    if (!first || !second) throw new Error('two hosts')
    await store.save(id, { hosts: [second, { ...first, name: 'renamed' }], login: draft.login })
    const revealed = await store.openWithSecrets(id)
    expect(passwords(revealed)).toEqual({ h2: 'MARKED-h2-password', h1: 'MARKED-h1-password' })
    expect(revealed.hosts[1]?.name).toBe('renamed')
    expect(revealed.login).toEqual(secretDraft().login)
    expect(revealed.storage.parameters.ceph_rbd_admin_secret).toBe('MARKED-storage')
  })

  it('is replaced by a typed value, and deleted when it is cleared', async () => {
    const { id, draft } = await store.create(secretDraft())
    const [first, second] = draft.hosts
    if (!first || !second) throw new Error('two hosts')
    await store.save(id, {
      hosts: [
        { ...first, password: 'MARKED-new' },
        { ...second, password: '' },
      ],
    })
    expect(passwords(await store.openWithSecrets(id))).toEqual({ h1: 'MARKED-new', h2: '' })
    const secrets = await secretsOf(id)
    expect(secrets).not.toContain('MARKED-h1-password')
    expect(secrets).not.toContain('MARKED-h2-password')
    expect(secrets).toContain('MARKED-h2-privateKey')
  })

  it('returns with its host, and is not inherited by a new host with its id', async () => {
    const { id, draft } = await store.create(secretDraft())
    await store.save(id, { hosts: draft.hosts.slice(1) })
    const empty = emptyHost('h1', { sharedLogin: false })
    await store.save(id, { hosts: [empty, ...draft.hosts.slice(1)] })
    expect(passwords(await store.openWithSecrets(id))).toEqual({ h1: '', h2: 'MARKED-h2-password' })
    await store.save(id, { hosts: draft.hosts })
    expect(passwords(await store.openWithSecrets(id))).toEqual({
      h1: 'MARKED-h1-password',
      h2: 'MARKED-h2-password',
    })
  })

  it('is deleted a week after its host', async () => {
    const { id, draft } = await store.create(secretDraft())
    await store.save(id, { hosts: draft.hosts.slice(1) })
    expect(await secretsOf(id)).toContain('MARKED-h1')
    const week = 7 * 24 * 3_600_000
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + week)
    await store.save(id, { name: 'later' })
    vi.restoreAllMocks()
    expect(await secretsOf(id)).not.toContain('MARKED-h1')
  })

  it('of an earlier version is bound to the destination at the upgrade', async () => {
    const { id, draft } = await store.create({ ...secretDraft(), hosts: [host('h1')] })
    const secrets = { 'host:h1.password': 'MARKED-h1-password' }
    const earlier = {
      version: 2,
      revision: 1,
      since: {},
      sealed: await testVault.seal(JSON.stringify(secrets), id),
    }
    await writeFile(path.join(folder, id, 'secrets.json'), JSON.stringify(earlier))
    expect(passwords(await store.openWithSecrets(id))).toEqual({ h1: 'MARKED-h1-password' })
    await store.save(id, { hosts: draft.hosts.map((row) => ({ ...row, address: '10.66.6.6' })) })
    expect(passwords(await store.openWithSecrets(id))).toEqual({ h1: WITHHELD_PLACEHOLDER })
    await store.save(id, { hosts: draft.hosts })
    expect(passwords(await store.openWithSecrets(id))).toEqual({ h1: 'MARKED-h1-password' })
  })

  it('is not given to another host with a placeholder', async () => {
    const { id, draft } = await store.create(secretDraft())
    const [first] = draft.hosts
    if (!first) throw new Error('a host')
    await store.save(id, { hosts: [...draft.hosts, { ...first, id: 'h3' }] })
    expect(passwords(await store.openWithSecrets(id)).h3).toBe(MISSING_PLACEHOLDER)
  })
})

describe('two tabs that save at the same time', () => {
  it('lose no change in different sections', async () => {
    const { id } = await store.create(secretDraft())
    const changes: number[] = []
    store.on('changed', (_, revision) => changes.push(revision))
    const numbers = Array.from({ length: 20 }, (_, n) => n)
    await Promise.all(
      numbers.flatMap((n) => [
        store.save(id, { name: `name ${n}` }),
        store.save(id, { network: { ...emptyDraft().network, podCidr: `10.${n}.0.0/16` } }),
        store.openWithSecrets(id).then((draft) => expect(passwords(draft).h1).toBe('MARKED-h1-password')),
      ]),
    )
    const { revision, draft } = await store.open(id)
    expect(revision).toBe(41)
    expect(changes).toEqual(Array.from({ length: 40 }, (_, n) => n + 2))
    expect(draft).toMatchObject({ name: 'name 19', network: { podCidr: '10.19.0.0/16' } })
    expect(await store.openWithSecrets(id)).toMatchObject({
      hosts: secretDraft().hosts,
      login: secretDraft().login,
    })
  })

  it('receive each other’s changes without secrets, with the author', async () => {
    const { id } = await store.create(emptyDraft())
    const changes: unknown[] = []
    store.on('changed', (...message) => changes.push(message))
    await store.save(id, { login: secretDraft().login }, 'tab1')
    expect(JSON.stringify(changes)).not.toContain('MARKED')
    expect(changes).toMatchObject([
      [id, 2, { login: { user: 'root', password: SECRET_PLACEHOLDER } }, 'tab1'],
    ])
  })

  it('never see a draft and secrets of different revisions', async () => {
    const { id } = await store.create({ ...emptyDraft(), hosts: [] })
    for (let n = 0; n < 20; n += 1) {
      const saved = store.save(id, { hosts: [host(`h${n}`)] })
      const [draft] = await Promise.all([store.openWithSecrets(id), saved])
      for (const { id: row, password } of draft.hosts) expect(password).toBe(`MARKED-${row}-password`)
    }
  })
})

describe('a save that is interrupted between the two files', () => {
  /** File size limit: secrets.json fits, draft.json does not. */
  const LIMIT_BLOCKS = 6
  const padding = { ...emptyDraft().addons, harbor: { enabled: false, domain: 'x'.repeat(4000) } }

  async function interruptSave(id: string, patch: DraftPatch): Promise<void> {
    const script = path.join(import.meta.dirname, 'save-draft.ts')
    const command = `ulimit -f ${LIMIT_BLOCKS}; exec "$0" --import tsx "$1" "$2" "$3"`
    const done = await execa('sh', ['-c', command, process.execPath, script, folder, id], {
      input: JSON.stringify(patch),
      reject: false,
      env: { TSX_DISABLE_CACHE: '1' },
    })
    expect(done.exitCode, done.stderr).not.toBe(0)
  }

  it('leaves no placeholder without a stored secret', async () => {
    const { id, draft } = await store.create({
      ...emptyDraft(),
      hosts: [host('h1'), host('h2')],
      addons: padding,
    })
    const original = await file(id, 'draft.json')
    await interruptSave(id, { hosts: [{ ...host('h3'), privateKey: '', passphrase: '', sudoPassword: '' }] })
    expect(await file(id, 'draft.json')).toBe(original)
    expect(passwords(await store.openWithSecrets(id))).toEqual({
      h1: 'MARKED-h1-password',
      h2: 'MARKED-h2-password',
    })
    await store.save(id, { hosts: draft.hosts.slice(0, 1) })
    expect(passwords(await store.openWithSecrets(id))).toEqual({ h1: 'MARKED-h1-password' })
  })

  it('stores the typed secret if the draft already had a placeholder', async () => {
    const { id, draft } = await store.create({ ...emptyDraft(), hosts: [host('h1')], addons: padding })
    await interruptSave(id, { hosts: draft.hosts.map((row) => ({ ...row, password: 'MARKED-new' })) })
    expect(passwords(await store.openWithSecrets(id))).toEqual({ h1: 'MARKED-new' })
  })
})
