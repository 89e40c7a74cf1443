import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keySource, Vault } from '@/server/clusters/vault'

let home: string
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'vault-'))
})
afterAll(() => rm(home, { recursive: true }))

const vault = (key: string) => new Vault(async () => key)

it('opens what it sealed, under the same key and for the same place alone', async () => {
  const sealed = await vault('one key').seal('a root password', 'c1')
  expect(JSON.stringify(sealed)).not.toContain('root')
  expect(await vault('one key').open(sealed, 'c1')).toBe('a root password')
  const changed = { ...sealed, data: Buffer.from('x'.repeat(15)).toString('base64') }
  for (const opening of [
    vault('another key').open(sealed, 'c1'),
    vault('one key').open(sealed, 'c2'),
    vault('one key').open(changed, 'c1'),
    vault('one key').open({ ...sealed, tag: '' }, 'c1'),
  ])
    await expect(opening).rejects.toMatchObject({ kind: 'secrets-locked' })
})

it('never seals alike twice', async () => {
  const [one, other] = [await vault('k').seal('same', 'c1'), await vault('k').seal('same', 'c1')]
  expect(one.nonce).not.toBe(other.nonce)
  expect(one.data).not.toBe(other.data)
})

it('takes the key from outside and out of the environment, and refuses one that is none', async () => {
  const environment: Record<string, string | undefined> = {
    TASKBOX_KEY: 'a key that is long enough',
    HOME: home,
  }
  expect(await keySource(environment)()).toBe('a key that is long enough')
  expect(environment.TASKBOX_KEY).toBeUndefined()
  expect(() => keySource({ TASKBOX_KEY: 'short', HOME: home })).toThrow(/TASKBOX_KEY holds no key/)
  expect(() => keySource({ TASKBOX_KEY_FILE: path.join(home, 'none'), HOME: home })).toThrow(/ENOENT/)
})

it('makes one outside of the data folder where none is given, once, for its owner alone to read', async () => {
  const first = await keySource({ HOME: home })()
  const file = path.join(home, '.config', 'taskbox', 'key')
  expect((await readFile(file, 'utf8')).trim()).toBe(first)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await keySource({ HOME: home })()).toBe(first)
})
