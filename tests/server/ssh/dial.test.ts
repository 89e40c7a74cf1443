import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import ssh2, { type ServerConfig } from 'ssh2'
import { afterEach, describe, expect, it } from 'vitest'
import { type DialOptions, SshMachine, type SshTarget } from '@/server/ssh/dial'
import { hostOf, labSandbox, rootOf } from '../../lab/sandbox'
import { type Listening, newKey, sshServer, tcpServer } from '../machine/servers'

const SOON_MS = 10_000
const sandbox = labSandbox('one')
const anyKey: DialOptions = { hostKey: { acceptUnknown: true } }
const opened: (Listening | SshMachine)[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()))
})

const failed = (kind: string, facts: object = {}) =>
  expect.objectContaining({ name: 'MachineFailure', kind, facts: expect.objectContaining(facts) })

async function listening<T extends Listening>(server: Promise<T>): Promise<T> {
  const started = await server
  opened.push(started)
  return started
}

async function connect(target: Partial<SshTarget>, options = anyKey): Promise<SshMachine> {
  const login = { user: 'root', password: 'secret' }
  const machine = await SshMachine.connect({ address: '127.0.0.1', port: 22, login, ...target }, options)
  opened.push(machine)
  return machine
}

const real = (): SshTarget => ({
  address: hostOf(sandbox(), 0).address,
  port: 22,
  login: rootOf(hostOf(sandbox(), 0)),
})

describe('the host key', () => {
  it('is rejected if unknown, and reported as OpenSSH prints it', async () => {
    const host = hostOf(sandbox(), 0)
    const facts = {
      fingerprint: host.hostKeyFingerprint,
      keyType: 'ssh-ed25519',
      address: host.address,
      port: 22,
    }
    await expect(connect(real(), { hostKey: {} })).rejects.toEqual(failed('host-key-unknown', facts))
    const printed = await host.exec('ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub')
    expect(printed.stdout).toContain(` ${host.hostKeyFingerprint} `)
  })

  it('is accepted if it is pinned, or if unknown keys are accepted', async () => {
    const { hostKeyFingerprint } = hostOf(sandbox(), 0)
    const pinned = await connect(real(), { hostKey: { pinned: hostKeyFingerprint } })
    const accepted = await connect(real(), anyKey)
    expect([pinned.hostKey.fingerprint, accepted.hostKey.fingerprint]).toEqual([
      hostKeyFingerprint,
      hostKeyFingerprint,
    ])
  })

  it('is rejected if it differs from the pin, with both fingerprints, before any password is sent', async () => {
    let attempts = 0
    const server = await listening(
      sshServer({
        authenticate: (context) => {
          attempts += 1
          context.accept()
        },
      }),
    )
    const pinned = 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
    const other = expect.stringMatching(/^SHA256:[\w+/]{43}$/)
    const changed = failed('host-key-changed', { pinned, fingerprint: other })
    await expect(
      connect({ port: server.port }, { hostKey: { pinned, acceptUnknown: true } }),
    ).rejects.toEqual(changed)
    expect(attempts).toBe(0)
  })

  it('may be any of the server’s keys', async () => {
    const [ed25519, rsa] = [newKey(), newKey('rsa')]
    const server = await listening(sshServer({ hostKeys: [ed25519.private, rsa.private] }))
    const pinned = fingerprint(rsa.public)
    const machine = await connect({ port: server.port }, { hostKey: { pinned } })
    expect(machine.hostKey).toEqual({ fingerprint: pinned, type: 'ssh-rsa' })
  })
})

describe('the only key of a server', () => {
  it.each(['ed25519', 'rsa'] as const)(
    'is rejected if it changed, without further requests: %s',
    async (kind) => {
      const server = await listening(sshServer({ hostKeys: [newKey(kind).private] }))
      const pinned = fingerprint(newKey().public)
      await expect(connect({ port: server.port }, { hostKey: { pinned } })).rejects.toEqual(
        failed('host-key-changed'),
      )
    },
  )
})

describe('logging in', () => {
  it('accepts a private key, with or without a passphrase', async () => {
    const host = hostOf(sandbox(), 0)
    await host.exec(
      `mkdir -m 700 -p /root/.ssh; rm -f /root/id*; ssh-keygen -q -t ed25519 -N '' -f /root/id; ssh-keygen -q -t rsa -m PEM -N 'open me' -f /root/id2; cat /root/id*.pub >/root/.ssh/authorized_keys`,
    )
    const [plain, locked] = await Promise.all(
      ['id', 'id2'].map(async (name) => (await host.exec(`cat /root/${name}`)).stdout),
    )
    if (!plain || !locked) throw new Error('no keys')
    const loginWith = (login: object) => connect({ ...real(), login: { user: 'root', ...login } })
    await loginWith({ privateKey: plain })
    await loginWith({ privateKey: locked, passphrase: 'open me' })
    await expect(loginWith({ privateKey: locked })).rejects.toEqual(
      failed('auth', { reason: 'passphraseMissing' }),
    )
    await expect(loginWith({ privateKey: locked, passphrase: 'no' })).rejects.toEqual(
      failed('auth', { reason: 'passphraseWrong' }),
    )
    await expect(loginWith({ privateKey: 'no key' })).rejects.toEqual(
      failed('auth', { reason: 'keyUnreadable' }),
    )
  })

  it('answers keyboard-interactive prompts if the server rejects the password method', async () => {
    const server = await listening(
      sshServer({
        authenticate: (context) => {
          if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive'])
          context.prompt([{ prompt: 'Password: ', echo: false }], ([answer]) =>
            answer === 'secret' ? context.accept() : context.reject(['keyboard-interactive']),
          )
        },
      }),
    )
    await connect({ port: server.port })
    const rejected = connect({ port: server.port, login: { user: 'root', password: 'wrong' } })
    await expect(rejected).rejects.toEqual(
      failed('auth', { reason: 'refused', methods: 'keyboard-interactive' }),
    )
  })

  it('does not answer a second prompt', async () => {
    const server = await listening(
      sshServer({
        authenticate: (context) => {
          if (context.method !== 'keyboard-interactive') return context.reject(['keyboard-interactive'])
          context.prompt([{ prompt: 'Password: ', echo: false }], () =>
            context.prompt([{ prompt: 'Verification code: ', echo: false }], () => context.accept()),
          )
        },
      }),
    )
    await expect(connect({ port: server.port })).rejects.toEqual(failed('auth', { reason: 'questions' }))
  })

  it('tries a rejected password once, and reports the offered methods', async () => {
    const methods: string[] = []
    const server = await listening(
      sshServer({
        authenticate: (context) => {
          methods.push(context.method)
          context.reject(['publickey', 'password', 'keyboard-interactive'])
        },
      }),
    )
    const facts = { reason: 'refused', user: 'root', methods: 'publickey, password, keyboard-interactive' }
    await expect(connect({ port: server.port })).rejects.toEqual(failed('auth', facts))
    expect(methods).toEqual(['none', 'password'])
  })

  it('never contains a password or key in a failure', async () => {
    const server = await listening(sshServer({ authenticate: (context) => context.reject(['password']) }))
    const failure = await connect({ port: server.port }).catch((error: unknown) => error)
    expect(`${String(failure)} ${JSON.stringify(failure)}`).not.toContain('secret')
  })
})

describe('a machine that is unreachable', () => {
  it('is reported with the reason', async () => {
    const { address } = real()
    const free = await listening(tcpServer(() => undefined))
    await free.close()
    opened.length = 0
    await expect(connect({ address: 'no-such-name.invalid' })).rejects.toEqual(failed('dns'))
    await expect(connect({ port: free.port })).rejects.toEqual(
      failed('refused', { machine: `root@127.0.0.1:${free.port}` }),
    )
    const connecting = connect({ address: address.replace(/\d+$/, '200') })
    await expect(connecting).rejects.toEqual(failed('unreachable'))
  })

  it('times out if packets are dropped', async () => {
    const host = hostOf(sandbox(), 0)
    await host.exec(`ip route add blackhole ${sandbox().gateway}`)
    try {
      const connecting = connect(real(), { ...anyKey, dialMs: 700 })
      await expect(connecting).rejects.toEqual(failed('timeout', { reason: 'connecting', seconds: 0.7 }))
    } finally {
      await host.exec(`ip route del blackhole ${sandbox().gateway}`)
    }
  })

  it.each([
    ['never speaks', () => undefined, 'timeout', 'handshake'],
    ['hangs up at once', (socket: { end(): void }) => socket.end(), 'closed', 'handshake'],
    [
      'is busy',
      (socket: { end(text: string): void }) => socket.end('Exceeded MaxStartups\r\n'),
      'closed',
      'handshake',
    ],
    ['is cut off', (socket: { destroy(): void }) => socket.destroy(), 'closed', 'handshake'],
    [
      'closes the connection after its version string',
      (socket: { end(text: string): void }) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
      'closed',
      'handshake',
    ],
    [
      'is not an SSH server',
      (socket: { write(text: string): void }) =>
        socket.write(`HTTP/1.1 400 Bad Request\r\n${'x'.repeat(70_000)}`),
      'protocol',
      'notSsh',
    ],
    [
      'speaks an obsolete SSH version',
      (socket: { write(text: string): void }) => socket.write('SSH-1.5-Old\r\n'),
      'protocol',
      'notSsh',
    ],
  ])('that %s', async (_, onConnection, kind, reason) => {
    const server = await listening(tcpServer(onConnection))
    await expect(connect({ port: server.port }, { ...anyKey, dialMs: 900 })).rejects.toEqual(
      failed(kind, { reason }),
    )
  })

  it('that supports no common algorithm', async () => {
    const server = await listening(sshServer({ algorithms: { cipher: ['3des-cbc'] } }))
    await expect(connect({ port: server.port })).rejects.toEqual(
      failed('protocol', { reason: 'noCommonAlgorithm' }),
    )
  })

  it('that hangs during the login', async () => {
    const server = await listening(sshServer({ authenticate: () => undefined }))
    const hanging = connect({ port: server.port }, { ...anyKey, dialMs: 900 })
    await expect(hanging).rejects.toEqual(failed('timeout', { reason: 'login' }))
  })

  it('that disconnects during the login', async () => {
    const server = await listening(sshServer({ authenticate: () => server.destroyConnections() }))
    await expect(connect({ port: server.port })).rejects.toEqual(failed('closed', { reason: 'login' }))
  })

  it('whose dial was aborted', async () => {
    const server = await listening(tcpServer(() => undefined))
    const abort = new AbortController()
    const connecting = connect({ port: server.port }, { ...anyKey, signal: abort.signal })
    setTimeout(() => abort.abort(new Error('left')), 100)
    await expect(connecting).rejects.toThrow('left')
  })
})

describe('a server that supports only SHA-1 (CentOS 6)', () => {
  const only = { cipher: ['aes128-ctr' as const] }
  const SHA1: [string, NonNullable<ServerConfig['algorithms']>][] = [
    ['key exchange', { ...only, kex: ['diffie-hellman-group14-sha1'] }],
    ['host keys', { ...only, serverHostKey: ['ssh-rsa'] }],
    ['message authentication', { ...only, hmac: ['hmac-sha1'] }],
  ]

  it.each(SHA1)('for %s is rejected unless the user allows SHA-1', async (_, algorithms) => {
    const server = await listening(sshServer({ hostKeys: [newKey('rsa').private], algorithms }))
    await expect(connect({ port: server.port })).rejects.toEqual(
      failed('protocol', { reason: 'noCommonAlgorithm' }),
    )
    const machine = await connect({ port: server.port, allowSha1: true })
    expect((await machine.exec('echo hello', { deadlineMs: SOON_MS })).stdout.toString()).toBe('hello\n')
  })
})

describe('a connection', () => {
  it('that is lost fails its running and later commands', async () => {
    const server = await listening(sshServer())
    const machine = await connect({ port: server.port })
    const running = machine.exec('sleep 5', { deadlineMs: SOON_MS })
    const streaming = machine.stream('echo begun; sleep 5', { onData: () => undefined })
    const failures = [
      expect(running).rejects.toEqual(failed('closed')),
      expect(streaming).rejects.toEqual(failed('closed')),
    ]
    await sleep(300)
    server.destroyConnections()
    await Promise.all(failures)
    await expect(machine.exec('true', { deadlineMs: SOON_MS })).rejects.toEqual(failed('closed'))
  })

  it('that is lost while a file is replaced leaves the old file intact', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'lost-'))
    const file = path.join(folder, 'file')
    await writeFile(file, 'old')
    const machine = await connect({ port: (await listening(sshServer({ cutAfterBytes: 500_000 }))).port })
    const writing = machine.writeFile(file, Buffer.alloc(3_000_000), { mode: 0o600, deadlineMs: SOON_MS })
    await expect(writing).rejects.toEqual(failed('closed'))
    await expect.poll(() => readdir(folder), { timeout: SOON_MS }).toEqual(['file'])
    expect(await readFile(file, 'utf8')).toBe('old')
    await rm(folder, { recursive: true })
  })

  it('separates the output of a login shell from that of a command', async () => {
    const host = hostOf(sandbox(), 0)
    await host.exec(`echo 'echo "Welcome to \\$HOSTNAME"; printf noise' >/home/ubuntu/.bashrc`)
    const machine = await connect({ ...real(), login: { user: 'ubuntu', password: host.sudoPassword } })
    const { stdout, preamble } = await machine.exec('echo own', { deadlineMs: SOON_MS })
    expect([stdout.toString(), preamble?.toString()]).toEqual(['own\n', 'Welcome to $HOSTNAME\nnoise'])
    await host.exec('rm /home/ubuntu/.bashrc')
  })

  it('reports the message of a machine that runs no commands', async () => {
    const host = hostOf(sandbox(), 0)
    await host.exec('useradd -M -d / -s /usr/sbin/nologin nobody2; echo nobody2:pw | chpasswd')
    const machine = await connect({ ...real(), login: { user: 'nobody2', password: 'pw' } })
    const text = 'This account is currently not available.'
    await expect(machine.exec('true', { deadlineMs: SOON_MS })).rejects.toEqual(
      failed('protocol', { reason: 'noShell', text }),
    )
    const mute = await connect({ port: (await listening(sshServer({ exec: false }))).port })
    await expect(mute.exec('true', { deadlineMs: SOON_MS })).rejects.toEqual(
      failed('protocol', { reason: 'sessionRefused' }),
    )
  })
})

function fingerprint(publicKey: string): string {
  const parsed = ssh2.utils.parseKey(publicKey)
  if (parsed instanceof Error) throw parsed
  return `SHA256:${createHash('sha256').update(parsed.getPublicSSH()).digest('base64').replace(/=+$/, '')}`
}
