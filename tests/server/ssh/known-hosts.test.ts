import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { knownKeys } from '@/server/ssh/known-hosts'

let folder: string
const keys: Record<string, { line: string; fingerprint: string }> = {}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'known-keys-'))
  for (const [name, type] of [
    ['one', 'ed25519'],
    ['two', 'ed25519'],
    ['ecdsa', 'ecdsa'],
    ['rsa', 'rsa'],
  ] as const) {
    const file = path.join(folder, name)
    await execa('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', '', '-f', file])
    const { stdout } = await execa('ssh-keygen', ['-lf', `${file}.pub`])
    keys[name] = {
      line: (await readFile(`${file}.pub`, 'utf8')).trim(),
      fingerprint: stdout.split(' ')[1] ?? '',
    }
  }
})
afterAll(() => rm(folder, { recursive: true }))

const line = (name: string) => keys[name]?.line ?? ''
const found = (name: string) =>
  expect.objectContaining({ state: 'found', fingerprint: keys[name]?.fingerprint })
const at = (address: string, port = 22) => ({ address, port })
const statesOf = async (text: string, ...endpoints: ReturnType<typeof at>[]) =>
  (await knownKeys(text, endpoints)).keys

describe('a lookup in a known_hosts file', () => {
  it('finds the key of the best type by address and port, as ssh names them', async () => {
    const text = `10.0.0.1 ${line('rsa')}\n10.0.0.1 ${line('ecdsa')}\n[10.0.0.1]:2222 ${line('one')}\n`
    expect(await statesOf(text, at('10.0.0.1'), at('10.0.0.1', 2222), at('10.0.0.2'))).toEqual([
      found('ecdsa'),
      found('one'),
      { state: 'absent' },
    ])
  })

  it('finds names that ssh-keygen has hashed, as many distributions do by default', async () => {
    const file = path.join(folder, 'known_hosts')
    await writeFile(file, `10.0.0.1,node1 ${line('one')}\n[10.0.0.2]:2222 ${line('rsa')}\n`)
    await execa('ssh-keygen', ['-H', '-f', file])
    const text = await readFile(file, 'utf8')
    expect(text).not.toContain('10.0.0')
    expect(await statesOf(text, at('10.0.0.1'), at('NODE1'), at('10.0.0.2', 2222), at('10.0.0.2'))).toEqual([
      found('one'),
      found('one'),
      found('rsa'),
      { state: 'absent' },
    ])
  })

  it('never returns a key that any line revokes', async () => {
    const text = `@revoked * ${line('one')}\n10.0.0.1 ${line('one')}\n10.0.0.2 ${line('one')}\n10.0.0.2 ${line('rsa')}\n`
    expect(await statesOf(text, at('10.0.0.1'), at('10.0.0.2'))).toEqual([{ state: 'revoked' }, found('rsa')])
  })

  it('returns no key for an authority, two keys of one type, or an unsupported type', async () => {
    const other = 'sk-ssh-ed25519@openssh.com'
    const blob = Buffer.concat([Buffer.from([0, 0, 0, other.length]), Buffer.from(other), Buffer.alloc(32)])
    const text = [
      `@cert-authority *.example.org ${line('rsa')}`,
      `10.0.0.1 ${line('one')}`,
      `10.0.0.1 ${line('two')}`,
      `10.0.0.2 ${other} ${blob.toString('base64')}`,
      `half a line`,
    ].join('\n')
    const { keys: answers, unread } = await knownKeys(text, [
      at('a.example.org'),
      at('10.0.0.1'),
      at('10.0.0.2'),
    ])
    expect(answers.map(({ state }) => state)).toEqual(['authority', 'unclear', 'unusable'])
    expect(unread).toEqual([5])
  })
})

describe('a known_hosts file that takes too long', () => {
  it('is rejected, and one with thousands of hashed names does not block the event loop', async () => {
    const hashed = `|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ${line('one')}\n`
    const endpoints = Array.from({ length: 100 }, (_, n) => at(`10.0.0.${n}`))
    let eventLoopTurns = 0
    const timer = setInterval(() => {
      eventLoopTurns += 1
    }, 1)
    expect((await statesOf(hashed.repeat(2000), ...endpoints)).every(({ state }) => state === 'absent')).toBe(
      true,
    )
    clearInterval(timer)
    expect(eventLoopTurns).toBeGreaterThan(10)
    await expect(knownKeys(hashed.repeat(30_000), endpoints)).rejects.toMatchObject({
      kind: 'known-hosts-too-long',
    })
  })
})
