import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ResultStore } from '@/server/checks/result-store'
import { keySource, Vault } from '@/server/clusters/vault'
import { RequestFailure } from '@/server/request-failure'
import { openLogCopy } from '@/server/runs/log/log-copy'
import { RunDrafts } from '@/server/runs/run-draft'
import { openStore, secretDraft } from './drafts'
import { vaultOf } from './vaults'

let home: string
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'vault-'))
})
afterAll(() => rm(home, { recursive: true }))

/** The facts of the key-unusable failure. */
function refusal(environment: Record<string, string>): unknown {
  try {
    keySource('/nowhere', { HOME: home, ...environment })
  } catch (error) {
    return error instanceof RequestFailure && error.kind === 'key-unusable' ? error.facts : error
  }
  return 'nothing'
}

const vault = vaultOf

it('opens what it sealed only under the same key and for the same place', async () => {
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

it('seals the same text differently each time', async () => {
  const [one, other] = [await vault('k').seal('same', 'c1'), await vault('k').seal('same', 'c1')]
  expect(one.nonce).not.toBe(other.nonce)
  expect(one.data).not.toBe(other.data)
})

it('reads the key from the environment, deletes it there, and rejects a short one', async () => {
  const environment: Record<string, string | undefined> = {
    TASKBOX_KEY: 'a key that is long enough',
    HOME: home,
  }
  expect(await keySource('/nowhere', environment).read()).toBe('a key that is long enough')
  expect(environment.TASKBOX_KEY).toBeUndefined()
  expect(refusal({ TASKBOX_KEY: 'short' })).toMatchObject({ source: 'TASKBOX_KEY', reason: 'short' })
  const none = path.join(home, 'none')
  expect(refusal({ TASKBOX_KEY_FILE: none })).toMatchObject({ source: none, reason: 'ENOENT' })
})

it('generates no key in place of an empty or unreadable one', async () => {
  const credentials = await mkdtemp(path.join(home, 'given-'))
  const [key, ownKey] = [path.join(credentials, 'taskbox-key'), path.join(credentials, '.config/taskbox/key')]
  const supplied = { CREDENTIALS_DIRECTORY: credentials, HOME: credentials }
  await mkdir(path.dirname(ownKey), { recursive: true })
  for (const [makeUnusable, reason] of [
    [() => writeFile(key, '\n'), 'short'],
    [() => mkdir(key), 'EISDIR'],
  ] as const) {
    await makeUnusable()
    expect(refusal(supplied), reason).toMatchObject({ source: key, reason })
    expect(refusal({ TASKBOX_KEY_FILE: key, HOME: credentials }), reason).toMatchObject({
      source: key,
      reason,
    })
    await rename(key, ownKey)
    // Without the credential, the user’s own key is read, which is unusable as well.
    await expect(keySource('/nowhere', supplied).read(), reason).rejects.toMatchObject({
      kind: 'key-unusable',
      facts: { source: ownKey, reason },
    })
    await rm(ownKey, { recursive: true })
  }
  expect(await readdir(path.dirname(ownKey))).toEqual([])
})

it('generates a key once, outside of the data folder, with mode 0600', async () => {
  const first = await keySource('/nowhere', { HOME: home }).read()
  const file = path.join(home, '.config', 'taskbox', 'key')
  expect((await readFile(file, 'utf8')).trim()).toBe(first)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await keySource('/nowhere', { HOME: home }).read()).toBe(first)
})

it('generates no key in the data folder, where a service without its credential has its home', async () => {
  const data = path.join(home, 'service')
  for (const environment of [
    { HOME: data, CREDENTIALS_DIRECTORY: path.join(home, 'no-credentials') },
    { HOME: home, XDG_CONFIG_HOME: path.join(data, 'config') },
  ])
    expect(() => keySource(data, environment)).toThrow(
      expect.objectContaining({
        kind: 'key-unusable',
        facts: expect.objectContaining({ reason: 'inData', source: expect.stringMatching(/taskbox\/key$/) }),
      }),
    )
  expect(() => keySource(`${data}-2`, { HOME: data })).not.toThrow()
})

describe('a key that the user chose', () => {
  const supplied = (data: string, key = 'correct horse battery') =>
    new Vault(keySource(data, { TASKBOX_KEY: key, HOME: home }), data)
  // A version before key stretching, with the same secret.
  const unstretched = vaultOf('correct horse battery')

  it('is stretched with a salt of the data folder', async () => {
    const [one, other] = [path.join(home, 'data-1'), path.join(home, 'data-2')]
    const sealed = await supplied(one).seal('a root password', 'c1')
    expect(sealed.key).toBe(2)
    expect(await supplied(one).open(sealed, 'c1')).toBe('a root password')
    for (const open of [
      () => supplied(one, 'another key of a length').open(sealed, 'c1'),
      () => supplied(other).open(sealed, 'c1'),
      () => unstretched.open({ ...sealed, key: undefined }, 'c1'),
    ])
      await expect(open()).rejects.toMatchObject({ kind: 'secrets-locked' })
  })

  it('has one salt, also if two processes create it simultaneously', async () => {
    const data = path.join(home, 'data-3')
    const [one, other] = [supplied(data), supplied(data)]
    const [sealed] = await Promise.all([one.seal('text', 'c1'), other.seal('text', 'c1')])
    expect(await other.open(sealed, 'c1')).toBe('text')
    expect(await readdir(data)).toEqual(['key-salt.json'])
  })

  it('opens content that was sealed without stretching, and seals it again', async () => {
    const data = path.join(home, 'data-4')
    const vault = supplied(data)
    const old = await unstretched.seal('text', 'c1')
    expect(await vault.open(old, 'c1')).toBe('text')
    expect(vault.isOutdated(old)).toBe(true)
    expect(vault.isOutdated(await vault.seal('text', 'c1'))).toBe(false)

    const runs = (vault: Vault) => new RunDrafts(path.join(data, 'runs'), vault)
    await runs(unstretched).write('r1', secretDraft())
    expect(await runs(vault).openWithSecrets('r1')).toEqual(secretDraft())
    const answers = (vault: Vault) => new ResultStore(path.join(data, 'checks'), vault)
    await answers(unstretched).writeOutput('c1', 'h1', { at: 1, sections: [['id', 'uid=0']] })
    expect(await answers(vault).readOutput('c1', 'h1')).toMatchObject({ at: 1 })
    const { id } = await openStore(path.join(data, 'clusters'), unstretched).create(secretDraft())
    expect(await openStore(path.join(data, 'clusters'), vault).openWithSecrets(id)).toEqual(secretDraft())
    const log = path.join(data, 'runs', 'r1', 'log')
    const copy = await openLogCopy(log, unstretched)
    await copy.write(Buffer.from('PLAY [all]\n'), 0)
    await copy.close()
    const opened = await openLogCopy(log, vault)
    expect((await opened.read(0, 100)).toString()).toBe('PLAY [all]\n')
    await opened.close()

    await expect(runs(unstretched).openWithSecrets('r1')).rejects.toMatchObject({ kind: 'secrets-locked' })
    await expect(answers(unstretched).readOutput('c1', 'h1')).rejects.toMatchObject({
      kind: 'secrets-locked',
    })
    await expect(
      openStore(path.join(data, 'clusters'), unstretched).openWithSecrets(id),
    ).rejects.toMatchObject({
      kind: 'secrets-locked',
    })
    await expect(openLogCopy(log, unstretched)).rejects.toMatchObject({ kind: 'secrets-locked' })
    expect(await runs(vault).openWithSecrets('r1')).toEqual(secretDraft())
  })
})
