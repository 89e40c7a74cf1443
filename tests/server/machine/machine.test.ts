import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LocalMachine } from '@/server/machine/local'
import { type Machine, MachineFailure } from '@/server/machine/machine'
import { ShellMachine } from '@/server/machine/shell-machine'
import { withSudo } from '@/server/machine/sudo'
import { dial, SshMachine } from '@/server/ssh/dial'
import { hostOf, labSandbox, rootOf, sudoerOf } from '../../lab/sandbox'

const SOON_MS = 10_000
const sandbox = labSandbox('one')

const kinds: Record<string, () => Promise<Machine>> = {
  'this machine': async () => new LocalMachine(),
  'SSH as root': () => SshMachine.connect(target(), accepted()),
  'SSH with sudo': async () => {
    const login = sudoerOf(hostOf(sandbox(), 0))
    return new ShellMachine(withSudo(await dial({ ...target(), login }, accepted()), login.password))
  },
}
const target = () => {
  const host = hostOf(sandbox(), 0)
  return { address: host.address, port: 22, login: rootOf(host) }
}
const accepted = () => ({ hostKey: { pinned: hostOf(sandbox(), 0).hostKeyFingerprint } })
const failed = (kind: string, facts: object = {}) =>
  expect.objectContaining({ name: 'MachineFailure', kind, facts: expect.objectContaining(facts) })

describe.each(Object.keys(kinds))('a machine: %s', (kind) => {
  let machine: Machine
  let folder: string
  const run = (command: string, input?: string | Uint8Array) =>
    machine.exec(command, { deadlineMs: SOON_MS, ...(input === undefined ? {} : { input }) })
  /** Number of the machine's processes with this word in their command line. */
  const count = async (word: string) =>
    Number(
      (await run(`cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -o '[s]leep ${word}' | wc -l`))
        .stdout,
    )

  beforeAll(async () => {
    machine = (await kinds[kind]?.()) ?? new LocalMachine()
    folder = (await run('mktemp -d')).stdout.toString().trim()
  })
  afterAll(async () => {
    await run(`rm -rf ${folder}`)
    await machine.close()
  })

  it('runs an sh command and returns both outputs and the exit status', async () => {
    const { code, stdout, stderr } = await run(`echo out; printf '%s' "it's" >&2; exit 3`)
    expect([code, stdout.toString(), stderr.toString()]).toEqual([3, 'out\n', "it's"])
  })

  it('runs commands as root', async () => {
    expect((await run('id -u')).stdout.toString()).toBe('0\n')
  })

  it('is binary-safe for input and output', async () => {
    const input = randomBytes(3_000_000)
    expect((await run('cat', input)).stdout.equals(input)).toBe(true)
  })

  it('closes standard input of a command without input', async () => {
    expect((await run('cat; echo done')).stdout.toString()).toBe('done\n')
  })

  it('returns 128 + signal number for a killed command', async () => {
    expect((await run('kill -9 $$')).code).toBe(137)
  })

  it('kills a command with all its children at the deadline', async () => {
    const command = 'sleep 7771 & sleep 7771'
    await expect(machine.exec(command, { deadlineMs: 500 })).rejects.toEqual(
      failed('timeout', { seconds: 0.5 }),
    )
    await expect.poll(() => count('7771'), { timeout: SOON_MS }).toBe(0)
  })

  it('kills a command that ignores TERM', async () => {
    const command = `trap '' TERM; echo begun; while :; do sleep 7772; done`
    await expect(machine.exec(command, { deadlineMs: 500 })).rejects.toEqual(failed('timeout'))
    await expect.poll(() => count('7772'), { timeout: SOON_MS }).toBe(0)
  })

  it('kills a command when its signal aborts', async () => {
    const abort = new AbortController()
    const running = machine.exec('sleep 7773', { deadlineMs: SOON_MS, signal: abort.signal })
    await sleep(300)
    abort.abort(new Error('left'))
    await expect(running).rejects.toThrow('left')
    await expect.poll(() => count('7773'), { timeout: SOON_MS }).toBe(0)
  })

  it('rejects output beyond maxBytes', async () => {
    const reading = machine.exec('cat /dev/zero', { deadlineMs: SOON_MS, maxBytes: 100_000 })
    await expect(reading).rejects.toEqual(failed('protocol', { reason: 'tooMuchOutput', limit: 100_000 }))
  })

  it('runs several commands concurrently', async () => {
    const codes = await Promise.all(
      [1, 2, 3, 4, 5].map(async (n) => (await run(`sleep 0.2; exit ${n}`)).code),
    )
    expect(codes).toEqual([1, 2, 3, 4, 5])
  })

  it('streams output as it arrives and resolves with the exit status', async () => {
    const chunks: [string, number][] = []
    const code = await machine.stream('echo a; sleep 0.4; echo b; exit 5', {
      onData: (chunk) => chunks.push([chunk.toString(), Date.now()]),
    })
    const [[first, firstAt] = ['', 0], [second, secondAt] = ['', 0]] = chunks
    expect([code, first, second]).toEqual([5, 'a\n', 'b\n'])
    expect(secondAt - firstAt).toBeGreaterThan(200)
  })

  it('applies backpressure to a stream with a slow reader', async () => {
    let received = 0
    let ready = () => {}
    const streaming = machine.stream('head -c 20000000 /dev/zero', {
      onData: (chunk) => {
        received += chunk.length
      },
      ready: () =>
        received < 1_000_000 ? Promise.resolve() : new Promise<void>((resolve) => (ready = resolve)),
    })
    await sleep(700)
    const paused = received
    await sleep(300)
    expect(received).toBe(paused)
    expect(paused).toBeLessThan(10_000_000)
    const go = setInterval(() => ready(), 1)
    expect(await streaming).toBe(0)
    clearInterval(go)
    expect(received).toBe(20_000_000)
  })

  it('kills the command of a stream when its signal aborts', async () => {
    const abort = new AbortController()
    const streaming = machine.stream('echo begun; sleep 7774', {
      onData: () => abort.abort(new Error('seen enough')),
      signal: abort.signal,
    })
    await expect(streaming).rejects.toThrow('seen enough')
    await expect.poll(() => count('7774'), { timeout: SOON_MS }).toBe(0)
  })

  it('rejects with the error that the reader throws', async () => {
    const streaming = machine.stream('echo one; sleep 7775', {
      onData: () => {
        throw new Error('unreadable')
      },
    })
    await expect(streaming).rejects.toThrow('unreadable')
    await expect.poll(() => count('7775'), { timeout: SOON_MS }).toBe(0)
  })

  it('writes a file with the requested mode and reads it back', async () => {
    const path = `${folder}/it's a "file" !`
    const content = randomBytes(1_500_000)
    await machine.writeFile(path, content, { mode: 0o640, deadlineMs: SOON_MS })
    expect((await machine.readFile(path, { deadlineMs: SOON_MS }))?.equals(content)).toBe(true)
    await machine.writeFile(path, 'é', { mode: 0o600, deadlineMs: SOON_MS })
    expect((await machine.readFile(path, { deadlineMs: SOON_MS }))?.toString()).toBe('é')
    expect((await run(`stat -c %a ${folder}/it*; ls -A ${folder} | wc -l`)).stdout.toString()).toBe(
      '600\n1\n',
    )
    await run(`rm ${folder}/it*`)
  })

  it('replaces a file atomically', async () => {
    const path = `${folder}/swapped`
    const [old, fresh] = ['a'.repeat(300_000), 'b'.repeat(300_000)]
    await machine.writeFile(path, old, { mode: 0o600, deadlineMs: SOON_MS })
    const writing = machine.writeFile(path, fresh, { mode: 0o600, deadlineMs: SOON_MS })
    const reads = await Promise.all(
      Array.from({ length: 4 }, () => machine.readFile(path, { deadlineMs: SOON_MS })),
    )
    await writing
    expect(reads.filter((text) => ![old, fresh].includes(String(text)))).toEqual([])
  })

  it('distinguishes a missing file from an unreadable one', async () => {
    expect(await machine.readFile(`${folder}/nothing`, { deadlineMs: SOON_MS })).toBeUndefined()
    expect(await machine.readFile('/etc/passwd/x', { deadlineMs: SOON_MS })).toBeUndefined()
    const reading = machine.readFile(folder, { deadlineMs: SOON_MS })
    await expect(reading).rejects.toEqual(
      failed('file-access', { path: folder, action: 'read', reason: 'directory' }),
    )
  })

  it('reports why a file cannot be written, and leaves no temporary file', async () => {
    const write = (path: string) => machine.writeFile(path, 'x', { mode: 0o600, deadlineMs: SOON_MS })
    await expect(write(`${folder}/no/file`)).rejects.toEqual(
      failed('file-access', { action: 'write', reason: 'missing' }),
    )
    await expect(write(folder)).rejects.toEqual(failed('file-access', { reason: 'directory' }))
    await expect(write('/proc/x')).rejects.toBeInstanceOf(MachineFailure)
    expect(
      (await run(`ls -A ${folder}; ls -A $(dirname ${folder}) | grep '^[.]tmp[.]' || :`)).stdout.toString(),
    ).not.toContain('no')
  })

  it('uploads into a new file and reports progress', async () => {
    const path = `${folder}/upload`
    const content = randomBytes(5_000_000)
    const progress: number[] = []
    await machine.upload(path, Readable.from(pieces(content)), {
      mode: 0o600,
      stallMs: SOON_MS,
      onProgress: (bytes) => progress.push(bytes),
    })
    expect((await machine.readFile(path, { deadlineMs: SOON_MS }))?.equals(content)).toBe(true)
    expect((await run(`stat -c %a ${path}`)).stdout.toString()).toBe('600\n')
    expect(progress.at(-1)).toBe(content.length)
    expect(progress.length).toBeGreaterThan(10)
    const again = machine.upload(path, Readable.from(['x']), { mode: 0o600, stallMs: SOON_MS })
    await expect(again).rejects.toEqual(failed('file-access', { reason: 'exists' }))
    expect((await run(`wc -c <${path}; rm ${path}`)).stdout.toString()).toBe('5000000\n')
  })

  it('aborts an upload that stalls or whose source fails', async () => {
    const path = `${folder}/stalled`
    const never = new Readable({ read() {} })
    never.push('beginning')
    const stalled = machine.upload(path, never, { mode: 0o600, stallMs: 600 })
    await expect(stalled).rejects.toEqual(failed('timeout', { seconds: 0.6 }))
    const broken = Readable.from(
      (function* () {
        yield 'half'
        throw new Error('disk on fire')
      })(),
    )
    const uploading = machine.upload(`${folder}/broken`, broken, { mode: 0o600, stallMs: SOON_MS })
    await expect(uploading).rejects.toThrow('disk on fire')
    await expect
      .poll(async () => (await run(`ls ${folder}`)).stdout.toString(), { timeout: SOON_MS })
      .not.toMatch(/stalled|broken/)
  })
})

describe('a machine with a full disk', () => {
  it('reports it, and does not change the existing file', async () => {
    const host = hostOf(sandbox(), 0)
    await host.exec(
      'mkdir -p /mnt/small && mount -t tmpfs -o size=64k small /mnt/small && echo before >/mnt/small/file',
    )
    const machine = await SshMachine.connect(target(), accepted())
    const full = failed('disk-full', { machine: machine.label })
    const content = Buffer.alloc(200_000)
    await expect(
      machine.writeFile('/mnt/small/file', content, { mode: 0o600, deadlineMs: SOON_MS }),
    ).rejects.toEqual(full)
    const upload = machine.upload('/mnt/small/new', Readable.from(pieces(content)), {
      mode: 0o600,
      stallMs: SOON_MS,
    })
    await expect(upload).rejects.toEqual(full)
    expect((await host.exec('cat /mnt/small/file; ls -A /mnt/small')).stdout).toBe('before\nfile\n')
    await machine.close()
  })
})

describe('this machine', () => {
  it('passes only the environment of a login to its commands', async () => {
    process.env.TASKBOX_TEST_SECRET = 'secret'
    const { stdout } = await new LocalMachine().exec('env', { deadlineMs: SOON_MS })
    expect(stdout.toString()).toMatch(/^PATH=/m)
    expect(stdout.toString()).not.toContain('secret')
    delete process.env.TASKBOX_TEST_SECRET
  })
})

function* pieces(content: Buffer): Generator<Buffer> {
  for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536)
}
