import { chown, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { start } from './taskbox'

/** Debian's `nobody`, in the place of a service's user. */
const OWNER = 65534
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'token-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('root makes a token in the data folder of a service: what it writes belongs to that service', async () => {
  // As systemd has it: the way there is root's alone.
  const data = path.join(folder, 'private', 'taskbox')
  await mkdir(data, { recursive: true, mode: 0o700 })
  await chown(data, OWNER, OWNER)
  const { code, stdout, stderr } = await start(['token', '--data', data]).ended
  expect(code, stderr).toBe(0)
  expect(stdout.toString()).toMatch(/^[\w-]{32}\n$/)
  for (const name of ['access.json', 'audit', 'audit/owner.log'])
    expect((await stat(path.join(data, name))).uid, name).toBe(OWNER)
  expect(await readFile(path.join(data, 'audit', 'owner.log'), 'utf8')).toContain('"token-made"')
})

it('a link that the service put there leads root to no other file', async () => {
  const data = path.join(folder, 'linked')
  const target = path.join(folder, 'precious')
  await mkdir(data, { mode: 0o700 })
  await mkdir(path.join(data, 'audit'), { mode: 0o700 })
  await writeFile(target, 'precious\n', { mode: 0o600 })
  await symlink(target, path.join(data, 'audit', 'owner.log'))
  await chown(path.join(data, 'audit'), OWNER, OWNER)
  await chown(data, OWNER, OWNER)
  const { code } = await start(['token', '--data', data]).ended
  expect(code).not.toBe(0)
  expect(await readFile(target, 'utf8')).toBe('precious\n')
})
