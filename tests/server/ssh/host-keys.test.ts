import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HostKeys } from '@/server/ssh/host-keys'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'host-keys-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('accepted host keys', () => {
  it('are stored by address and port, readable by the owner only', async () => {
    const file = path.join(folder, 'data', 'host-keys.json')
    await new HostKeys(file).pin({ address: '10.0.0.1', port: 22 }, 'SHA256:one', 'ssh-ed25519')
    await new HostKeys(file).pin({ address: '10.0.0.1', port: 2222 }, 'SHA256:two', 'ssh-rsa')
    const keys = new HostKeys(file)
    expect(await keys.find({ address: '10.0.0.1', port: 22 })).toMatchObject({
      fingerprint: 'SHA256:one',
      keyType: 'ssh-ed25519',
    })
    expect(await keys.find({ address: '10.0.0.1', port: 2222 })).toMatchObject({ fingerprint: 'SHA256:two' })
    expect(await keys.find({ address: '10.0.0.2', port: 22 })).toBeUndefined()
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: 1 })
  })

  it('are stored for IPv6 addresses in brackets', async () => {
    const file = path.join(folder, 'ipv6.json')
    await new HostKeys(file).pin({ address: 'fd00::1', port: 22 }, 'SHA256:six', 'ssh-ed25519')
    expect(Object.keys(JSON.parse(await readFile(file, 'utf8')).keys)).toEqual(['[fd00::1]:22'])
  })

  it('are separate for the same address through a bastion', async () => {
    const keys = new HostKeys(path.join(folder, 'bastions.json'))
    const [here, there] = ['192.0.2.1', '192.0.2.2'].map((address) => ({ address, port: 22 }))
    const endpoint = { address: '10.0.0.1', port: 22 }
    await keys.pin({ ...endpoint, bastion: here }, 'SHA256:here', 'ssh-ed25519')
    await keys.pin({ ...endpoint, bastion: there }, 'SHA256:there', 'ssh-ed25519')
    expect(await keys.find(endpoint)).toBeUndefined()
    expect(await keys.find({ ...endpoint, bastion: here })).toMatchObject({ fingerprint: 'SHA256:here' })
  })

  it('are all stored if several are accepted concurrently', async () => {
    const keys = new HostKeys(path.join(folder, 'many.json'))
    const addresses = Array.from({ length: 30 }, (_, n) => `10.0.0.${n}`)
    await Promise.all(
      addresses.map((address) => keys.pin({ address, port: 22 }, `SHA256:${address}`, 'ssh-ed25519')),
    )
    const found = await Promise.all(addresses.map((address) => keys.find({ address, port: 22 })))
    expect(found.map((pin) => pin?.fingerprint)).toEqual(addresses.map((address) => `SHA256:${address}`))
  })

  it('can be deleted', async () => {
    const keys = new HostKeys(path.join(folder, 'forget.json'))
    await keys.pin({ address: 'h', port: 22 }, 'SHA256:x', 'ssh-ed25519')
    await keys.forget({ address: 'h', port: 22 })
    expect(await keys.find({ address: 'h', port: 22 })).toBeUndefined()
  })

  it('are never treated as empty if the file is invalid', async () => {
    const file = path.join(folder, 'broken.json')
    await writeFile(file, '{"version": 2}')
    await expect(new HostKeys(file).find({ address: 'h', port: 22 })).rejects.toThrow()
    await expect(
      new HostKeys(file).pin({ address: 'h', port: 22 }, 'SHA256:x', 'ssh-ed25519'),
    ).rejects.toThrow()
    expect(await readFile(file, 'utf8')).toBe('{"version": 2}')
  })
})
