import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadAccess, same } from '@/server/auth/token'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'token-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('the access token', () => {
  it('is made at the first start, for its owner alone to read, and stays the same over a restart', async () => {
    const file = path.join(folder, 'new', 'token')
    const first = await loadAccess(file)
    expect(first.token).toMatch(/^[\w-]{32,}$/)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700)
    expect(await readFile(file, 'utf8')).toBe(`${first.token}\n`)
    expect(await loadAccess(file)).toEqual(first)
  })

  it('differs between two data folders, and so do session and cookie name', async () => {
    const [one, other] = [
      await loadAccess(path.join(folder, 'one')),
      await loadAccess(path.join(folder, 'other')),
    ]
    for (const part of ['token', 'session', 'cookie'] as const) expect(one[part]).not.toBe(other[part])
  })

  it('is made anew where the file holds none', async () => {
    const file = path.join(folder, 'spoilt')
    await writeFile(file, 'short\n')
    const { token } = await loadAccess(file)
    expect(token).toMatch(/^[\w-]{32,}$/)
    expect(await readFile(file, 'utf8')).toBe(`${token}\n`)
  })

  it('does not follow from what the cookie carries', async () => {
    const { token, session, cookie } = await loadAccess(path.join(folder, 'cookie'))
    expect(`${cookie}=${session}`).not.toContain(token)
  })
})

describe('comparing what was given', () => {
  it('takes the right text only, and no part, extension or emptiness of it', () => {
    expect(same('secret', 'secret')).toBe(true)
    for (const given of ['', 'secre', 'secrets', 'Secret', ' secret', 'secret\0'])
      expect(same(given, 'secret'), given).toBe(false)
  })
})
