import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Credentials } from '@/server/http/auth/credentials'
import { constantTimeEqual } from '@/server/http/auth/digest'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'access-'))
})
afterAll(() => rm(folder, { recursive: true }))

const isAccepted = async (credentials: Credentials, secret: string) =>
  (await credentials.verifyToken(secret)) || (await credentials.verifyPassword(secret))
const at = (name: string) => path.join(folder, name)
const readAll = async (name: string) =>
  Promise.all((await readdir(at(name))).map((file) => readFile(path.join(at(name), file), 'utf8')))

describe('the access token', () => {
  it('is accepted, and only its hash is stored, readable by the owner only', async () => {
    const credentials = await Credentials.open(at('one'))
    const token = await credentials.createToken()
    expect(token).toMatch(/^[\w-]{32}$/)
    expect(await isAccepted(credentials, token)).toBe(true)
    for (const wrong of ['', token.slice(1), `${token} `, token.toUpperCase()])
      expect(await isAccepted(credentials, wrong), wrong).toBe(false)
    expect((await readAll('one')).join()).not.toContain(token)
    expect((await stat(path.join(at('one'), 'access.json'))).mode & 0o777).toBe(0o600)
    expect((await stat(at('one'))).mode & 0o777).toBe(0o700)
  })

  it('stops working when another process creates a new one', async () => {
    const server = await Credentials.open(at('two'))
    const first = await server.createToken()
    const second = await (await Credentials.open(at('two'))).createToken()
    expect(await isAccepted(server, first)).toBe(false)
    expect(await isAccepted(server, second)).toBe(true)
  })

  it('uses one cookie name per data folder, across restarts', async () => {
    const [first, again, other] = [
      await Credentials.open(at('three')),
      await Credentials.open(at('three')),
      await Credentials.open(at('four')),
    ]
    expect(again.name).toBe(first.name)
    expect(other.name).not.toBe(first.name)
  })
})

describe('a password', () => {
  it('replaces the token until it is removed, and is stored as a salted hash', async () => {
    const credentials = await Credentials.open(at('five'))
    const token = await credentials.createToken()
    await credentials.setPassword('correct horse battery')
    expect(await isAccepted(credentials, 'correct horse battery')).toBe(true)
    expect(await isAccepted(credentials, 'correct horse batterz')).toBe(false)
    expect(await isAccepted(credentials, token)).toBe(false)
    const first = (await readAll('five')).join()
    expect(first).not.toContain('correct horse')
    await credentials.setPassword('correct horse battery')
    expect((await readAll('five')).join()).not.toBe(first)
    await credentials.setPassword(undefined)
    expect(await isAccepted(credentials, 'correct horse battery')).toBe(false)
  })
})

describe('constantTimeEqual', () => {
  it('accepts only the exact text', () => {
    expect(constantTimeEqual('secret', 'secret')).toBe(true)
    for (const secret of ['', 'secre', 'secrets', 'Secret', ' secret', 'secret\0'])
      expect(constantTimeEqual(secret, 'secret'), secret).toBe(false)
  })
})
