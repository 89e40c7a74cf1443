import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HostKeys } from '@/server/machine/host-keys'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'host-keys-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('accepted host keys', () => {
  it('are kept by address and port, for the owner alone', async () => {
    const file = path.join(folder, 'data', 'host-keys.json')
    await new HostKeys(file).pin('10.0.0.1', 22, 'SHA256:one', 'ssh-ed25519')
    await new HostKeys(file).pin('10.0.0.1', 2222, 'SHA256:two', 'ssh-rsa')
    const keys = new HostKeys(file)
    expect(await keys.find('10.0.0.1', 22)).toMatchObject({
      fingerprint: 'SHA256:one',
      keyType: 'ssh-ed25519',
    })
    expect(await keys.find('10.0.0.1', 2222)).toMatchObject({ fingerprint: 'SHA256:two' })
    expect(await keys.find('10.0.0.2', 22)).toBeUndefined()
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: 1 })
  })

  it('lose none where several are accepted at once', async () => {
    const keys = new HostKeys(path.join(folder, 'many.json'))
    const addresses = Array.from({ length: 30 }, (_, n) => `10.0.0.${n}`)
    await Promise.all(addresses.map((address) => keys.pin(address, 22, `SHA256:${address}`, 'ssh-ed25519')))
    const found = await Promise.all(addresses.map((address) => keys.find(address, 22)))
    expect(found.map((pin) => pin?.fingerprint)).toEqual(addresses.map((address) => `SHA256:${address}`))
  })

  it('can be let go', async () => {
    const keys = new HostKeys(path.join(folder, 'forget.json'))
    await keys.pin('h', 22, 'SHA256:x', 'ssh-ed25519')
    await keys.forget('h', 22)
    expect(await keys.find('h', 22)).toBeUndefined()
  })

  it('are not guessed at where the file is not ours to read', async () => {
    const file = path.join(folder, 'broken.json')
    await writeFile(file, '{"version": 2}')
    await expect(new HostKeys(file).find('h', 22)).rejects.toThrow()
    await expect(new HostKeys(file).pin('h', 22, 'SHA256:x', 'ssh-ed25519')).rejects.toThrow()
    expect(await readFile(file, 'utf8')).toBe('{"version": 2}')
  })
})
