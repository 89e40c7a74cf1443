import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keySource, Vault } from '@/server/clusters/vault'
import { RequestFailure } from '@/server/request-failure'

let home: string
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'vault-'))
})
afterAll(() => rm(home, { recursive: true }))

/** The facts of what is refused as a key. */
function refusal(environment: Record<string, string>): unknown {
  try {
    keySource({ HOME: home, ...environment })
  } catch (error) {
    return error instanceof RequestFailure && error.kind === 'key-unusable' ? error.facts : error
  }
  return 'nothing'
}

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
  expect(refusal({ TASKBOX_KEY: 'short' })).toMatchObject({ source: 'TASKBOX_KEY', reason: 'short' })
  const none = path.join(home, 'none')
  expect(refusal({ TASKBOX_KEY_FILE: none })).toMatchObject({ source: none, reason: 'ENOENT' })
})

it('makes none in the place of one that is empty or cannot be read', async () => {
  const place = await mkdtemp(path.join(home, 'given-'))
  const [key, own] = [path.join(place, 'taskbox-key'), path.join(place, '.config/taskbox/key')]
  const given = { CREDENTIALS_DIRECTORY: place, HOME: place }
  await mkdir(path.dirname(own), { recursive: true })
  for (const [put, reason] of [
    [() => writeFile(key, '\n'), 'short'],
    [() => mkdir(key), 'EISDIR'],
  ] as const) {
    await put()
    expect(refusal(given), reason).toMatchObject({ source: key, reason })
    expect(refusal({ TASKBOX_KEY_FILE: key, HOME: place }), reason).toMatchObject({ source: key, reason })
    await rename(key, own)
    // None of that name among the credentials: then the own one, which is no better.
    await expect(keySource(given)(), reason).rejects.toMatchObject({
      kind: 'key-unusable',
      facts: { source: own, reason },
    })
    await rm(own, { recursive: true })
  }
  expect(await readdir(path.dirname(own))).toEqual([])
})

it('makes one outside of the data folder where none is given, once, for its owner alone to read', async () => {
  const first = await keySource({ HOME: home })()
  const file = path.join(home, '.config', 'taskbox', 'key')
  expect((await readFile(file, 'utf8')).trim()).toBe(first)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await keySource({ HOME: home })()).toBe(first)
})
