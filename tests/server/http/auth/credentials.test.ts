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

const admits = async (access: Credentials, given: string) =>
  (await access.verifyToken(given)) || (await access.verifyPassword(given))
const at = (name: string) => path.join(folder, name)
const everything = async (name: string) =>
  Promise.all((await readdir(at(name))).map((file) => readFile(path.join(at(name), file), 'utf8')))

describe('the access token', () => {
  it('lets in, stands nowhere on disk, and what does is for its owner alone to read', async () => {
    const access = await Credentials.open(at('one'))
    const token = await access.createToken()
    expect(token).toMatch(/^[\w-]{32}$/)
    expect(await admits(access, token)).toBe(true)
    for (const wrong of ['', token.slice(1), `${token} `, token.toUpperCase()])
      expect(await admits(access, wrong), wrong).toBe(false)
    expect((await everything('one')).join()).not.toContain(token)
    expect((await stat(path.join(at('one'), 'access.json'))).mode & 0o777).toBe(0o600)
    expect((await stat(at('one'))).mode & 0o777).toBe(0o700)
  })

  it('lets nobody in any more once another process made a new one', async () => {
    const server = await Credentials.open(at('two'))
    const first = await server.createToken()
    const second = await (await Credentials.open(at('two'))).createToken()
    expect(await admits(server, first)).toBe(false)
    expect(await admits(server, second)).toBe(true)
  })

  it('keeps the name of the cookies over restarts, and differs in it from other data folders', async () => {
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
  it('takes the place of the token until it is taken away, and is kept as a hash with a salt', async () => {
    const access = await Credentials.open(at('five'))
    const token = await access.createToken()
    await access.setPassword('correct horse battery')
    expect(await admits(access, 'correct horse battery')).toBe(true)
    expect(await admits(access, 'correct horse batterz')).toBe(false)
    expect(await admits(access, token)).toBe(false)
    const first = (await everything('five')).join()
    expect(first).not.toContain('correct horse')
    await access.setPassword('correct horse battery')
    expect((await everything('five')).join()).not.toBe(first)
    await access.setPassword(undefined)
    expect(await admits(access, 'correct horse battery')).toBe(false)
  })
})

describe('comparing what was given', () => {
  it('takes the right text only, and no part, extension or emptiness of it', () => {
    expect(constantTimeEqual('secret', 'secret')).toBe(true)
    for (const given of ['', 'secre', 'secrets', 'Secret', ' secret', 'secret\0'])
      expect(constantTimeEqual(given, 'secret'), given).toBe(false)
  })
})
