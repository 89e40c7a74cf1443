/** Misbehaving servers, shells and files: each causes a specific failure within its deadline. */
import { copyFile, cp } from 'node:fs/promises'
import { connect as connectTcp, type Socket } from 'node:net'
import path from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type DialOptions, SshMachine } from '@/server/ssh/dial'
import { hostOf, labSandbox, rootOf } from '../../lab/sandbox'
import { type Listening, sshServer, tcpServer } from './servers'
import { type ForeignShell, foreignShell } from './shells'

const SOON_MS = 15_000
const DOWNLOAD_MS = 180_000
const sandbox = labSandbox('one')
const anyKey: DialOptions = { hostKey: { acceptUnknown: true } }
const opened: (Listening | SshMachine)[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()))
})

const failed = (kind: string, facts: object = {}) =>
  expect.objectContaining({ name: 'MachineFailure', kind, facts: expect.objectContaining(facts) })

const host = () => hostOf(sandbox(), 0)

async function connect(login = rootOf(host()), options = anyKey, port?: number): Promise<SshMachine> {
  const endpoint = port === undefined ? { address: host().address, port: 22 } : { address: '127.0.0.1', port }
  const machine = await SshMachine.connect({ ...endpoint, login }, options)
  opened.push(machine)
  return machine
}

/** Creates a user with a given login shell and rc files. */
async function user(
  name: string,
  shell = '/bin/bash',
  bashrc = '',
): Promise<{ user: string; password: string }> {
  const script = `useradd -m -s ${shell} ${name} && echo ${name}:pw | chpasswd && cat >~${name}/.bashrc`
  expect(await host().exec(script, { input: bashrc })).toMatchObject({ exitCode: 0 })
  return { user: name, password: 'pw' }
}

async function appendSshdConfig(setting: string): Promise<void> {
  await host().exec(
    `sed -i '/^Banner/d' /etc/ssh/sshd_config; echo '${setting}' >>/etc/ssh/sshd_config; kill -HUP $(cat /run/sshd.pid); sleep 0.5`,
  )
}

/** A proxy to the real sshd. After this number of bytes it cuts the connection or forwards no more. */
async function sshdProxy(bytes: number, then: 'cut' | 'freeze'): Promise<Listening> {
  const server = await tcpServer((client) => {
    const real: Socket = connectTcp(22, host().address)
    let sent = 0
    real.on('error', () => undefined).on('close', () => client.destroy())
    client.on('data', (chunk) => real.write(chunk)).on('close', () => real.destroy())
    real.on('data', (chunk) => {
      const rest = Math.max(0, bytes - sent)
      sent += chunk.length
      if (rest > 0) client.write(chunk.subarray(0, rest))
      if (sent >= bytes && then === 'cut') client.destroySoon()
    })
  })
  opened.push(server)
  return server
}

describe('a server that fails during the handshake', () => {
  // The byte counts cut the version string, the algorithms, the key, and the login.
  it.each([5, 30, 300, 1100, 1300, 1700])('by disconnecting after %i bytes', async (bytes) => {
    const { port } = await sshdProxy(bytes, 'cut')
    const failure = await connect(rootOf(host()), anyKey, port).then(
      async (machine) => machine.exec('true', { deadlineMs: SOON_MS }),
      (error: unknown) => error,
    )
    expect(failure).toEqual(failed('closed'))
  })

  it.each([5, 30, 300, 1100])('by sending nothing after %i bytes', async (bytes) => {
    const { port } = await sshdProxy(bytes, 'freeze')
    const hanging = connect(rootOf(host()), { ...anyKey, dialMs: 500 }, port)
    await expect(hanging).rejects.toEqual(failed('timeout', { seconds: 0.5 }))
  })
})

describe('a server that stops sending during a command', () => {
  it('times the command out, and the connection still closes in time', async () => {
    const { port } = await sshdProxy(30_000, 'freeze')
    const machine = await connect(rootOf(host()), anyKey, port)
    const frozen = machine.exec('head -c 100000 /dev/zero; sleep 30', { deadlineMs: 500 })
    await expect(frozen).rejects.toEqual(failed('timeout', { seconds: 0.5 }))
    const startedAt = performance.now()
    await machine.close()
    expect(performance.now() - startedAt).toBeLessThan(4000)
  })
})

describe('a login banner', () => {
  it('of many pages is ignored', async () => {
    await host().exec("head -c 30000 /dev/zero | tr '\\0' x >/etc/banner")
    await appendSshdConfig('Banner /etc/banner')
    const machine = await connect()
    expect(String((await machine.exec('echo own', { deadlineMs: SOON_MS })).stdout)).toBe('own\n')
    await appendSshdConfig('# no banner')
  })

  it('of ten megabytes is reported', async () => {
    const server = await sshServer({ banner: 'x'.repeat(10_000_000) })
    opened.push(server)
    const connecting = connect({ user: 'root', password: 'x' }, anyKey, server.port)
    await expect(connecting).rejects.toEqual(failed('protocol', { reason: 'brokenPacket' }))
  })
})

describe('rc files of the login shell', () => {
  it('may print much output, up to a limit', async () => {
    const pages = await connect(await user('pages', '/bin/bash', 'head -c 200000 /dev/urandom\necho'))
    expect(String((await pages.exec('echo own', { deadlineMs: SOON_MS })).stdout)).toBe('own\n')
    const large = await connect(await user('large', '/bin/bash', 'head -c 10485760 /dev/zero | tr "\\0" x'))
    const endless = await connect(await user('endless', '/bin/bash', 'yes welcome'))
    for (const machine of [large, endless])
      await expect(machine.exec('true', { deadlineMs: SOON_MS })).rejects.toEqual(
        failed('protocol', { reason: 'noShell' }),
      )
  })

  it('that never exit are killed at the deadline', async () => {
    const machine = await connect(await user('sleepy', '/bin/bash', 'sleep 600'))
    await expect(machine.exec('true', { deadlineMs: 500 })).rejects.toEqual(failed('timeout'))
  })

  it('that flood standard error time out at the deadline', async () => {
    const machine = await connect(await user('noisy', '/bin/bash', 'yes welcome >&2'))
    await expect(machine.exec('true', { deadlineMs: 1000 })).rejects.toEqual(failed('timeout'))
  })
})

describe('a login shell', () => {
  it.each<ForeignShell>(['csh', 'fish'])(
    'that is not a POSIX shell runs the same commands: %s',
    async (name) => {
      const { program, libraries } = await foreignShell(name)
      const there = (...parts: string[]) => path.join(host().rootFolder, ...parts)
      await copyFile(program, there('usr/local/bin', name))
      if (name === 'fish') await cp(libraries, there('usr/local/lib'), { recursive: true })
      await host().exec('ldconfig')
      const machine = await connect(await user(`of${name}`, `/usr/local/bin/${name}`))
      const specialCharacters = String.raw`printf '%s|' "a'b" 'c"d' '!x' '$HOME' "e\f"; cat; exit 7`
      const done = await machine.exec(specialCharacters, {
        deadlineMs: SOON_MS,
        input: Buffer.from([0, 255, 10]),
      })
      expect([done.code, done.stdout.toString('latin1')]).toEqual([7, 'a\'b|c"d|!x|$HOME|e\\f|\0\u00ff\n'])
    },
    DOWNLOAD_MS,
  )

  it('of a user with an expired password is reported', async () => {
    const expired = await user('expired')
    await host().exec('chage -d 0 expired')
    const machine = await connect(expired)
    await expect(machine.exec('true', { deadlineMs: SOON_MS })).rejects.toEqual(
      failed('protocol', { reason: 'noShell', text: expect.stringContaining('expired') }),
    )
  })
})

describe('a read-only /tmp', () => {
  beforeAll(() => host().exec('mount -t tmpfs -o ro none /tmp'))

  it('affects no commands or other files, and is reported', async () => {
    const machine = await connect()
    const options = { mode: 0o600, deadlineMs: SOON_MS }
    await machine.writeFile('/root/elsewhere', 'x', options)
    expect(String(await machine.readFile('/root/elsewhere', { deadlineMs: SOON_MS }))).toBe('x')
    await expect(machine.writeFile('/tmp/x', 'x', options)).rejects.toEqual(
      failed('file-access', { reason: 'readOnly' }),
    )
  })
})
