import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { ShellMachine } from '@/server/machine/shell-machine'
import type { DialOptions } from '@/server/ssh/dial'
import { SshPool } from '@/server/ssh/pool'
import { type Listening, type SshServer, sshServer, tcpServer } from '../machine/servers'

const SOON_MS = 10_000
/** Timeout for a dead machine. */
const DEAD_MS = 2_000
const anyKey: DialOptions = { hostKey: { acceptUnknown: true } }
const opened: (Listening | { close(): Promise<void> })[] = []

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

async function server(options = {}): Promise<SshServer> {
  const started = await sshServer(options)
  opened.push(started)
  return started
}

function newPool(slowDialMs?: number) {
  const pool = new SshPool(slowDialMs)
  opened.push({ close: () => pool.closeAll() })
  const open = async ({ port }: Listening, password = 'secret', options = anyKey) => {
    const lease = await pool.open({ address: '127.0.0.1', port, login: { user: 'root', password } }, options)
    return { lease, machine: new ShellMachine(lease) }
  }
  return open
}

describe('the pool', () => {
  it('dials a machine once for concurrent leases', async () => {
    const sshd = await server()
    const open = newPool()
    const machines = await Promise.all(Array.from({ length: 10 }, () => open(sshd)))
    const outputs = await Promise.all(
      machines.map(({ machine }, n) => machine.exec(`echo ${n}`, { deadlineMs: SOON_MS })),
    )
    expect(outputs.map(({ stdout }) => Number(stdout))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(sshd.logins()).toBe(1)
  })

  it('uses separate connections for different logins', async () => {
    const sshd = await server()
    const open = newPool()
    await Promise.all([open(sshd, 'one'), open(sshd, 'two')])
    expect(sshd.logins()).toBe(2)
  })

  it('limits a connection to eight sessions and queues further commands', async () => {
    const sshd = await server({ sessions: 8 })
    const { machine } = await newPool()(sshd)
    const many = Array.from({ length: 20 }, () =>
      machine.exec('sleep 0.1; echo done', { deadlineMs: SOON_MS }),
    )
    expect((await Promise.all(many)).map(({ stdout }) => String(stdout))).toEqual(many.map(() => 'done\n'))
  })

  it('connects to live machines while dozens accept the connection and never respond', async () => {
    const silentServer = await tcpServer(() => undefined)
    opened.push(silentServer)
    const sshd = await server()
    const open = newPool(DEAD_MS / 8)
    const options = { ...anyKey, dialMs: DEAD_MS }
    const unresponsive = Array.from({ length: 60 }, (_, n) => open(silentServer, `${n}`, options))
    const failures = Promise.allSettled(unresponsive)
    const startedAt = performance.now()
    await open(sshd, 'secret', options)
    expect(performance.now() - startedAt).toBeLessThan(DEAD_MS)
    const kinds = (await failures).map((one) => one.status === 'rejected' && one.reason.kind)
    expect(new Set(kinds)).toEqual(new Set(['timeout']))
    expect(performance.now() - startedAt).toBeLessThan(2 * DEAD_MS)
  }, 60_000)

  it('kills a command that hangs while all sessions are in use', async () => {
    const sshd = await server({ sessions: 10 })
    const { machine } = await newPool()(sshd)
    const many = Array.from({ length: 8 }, () => machine.exec('sleep 60', { deadlineMs: 400 }))
    await Promise.allSettled(many)
    expect((await machine.exec('echo free', { deadlineMs: SOON_MS })).stdout.toString()).toBe('free\n')
  })

  it('redials after a connection was lost', async () => {
    const sshd = await server()
    const { machine } = await newPool()(sshd)
    await machine.exec('true', { deadlineMs: SOON_MS })
    sshd.destroyConnections()
    await sleep(100)
    expect((await machine.exec('echo back', { deadlineMs: SOON_MS })).stdout.toString()).toBe('back\n')
    expect(sshd.logins()).toBe(2)
  })

  it('redials only to the same host key', async () => {
    const sshd = await server()
    const { machine } = await newPool()(sshd)
    const { port } = sshd
    await sshd.close()
    opened.splice(opened.indexOf(sshd), 1)
    const impostor = await sshServer({ port })
    opened.push(impostor)
    await sleep(100)
    await expect(machine.exec('true', { deadlineMs: SOON_MS })).rejects.toMatchObject({
      kind: 'host-key-changed',
    })
  })

  it('rejects all waiting leases with the reason, and retries for the next one', async () => {
    let admit = false
    const sshd = await server({
      authenticate: (context: { accept(): void; reject(methods: string[]): void }) =>
        admit ? context.accept() : context.reject(['password']),
    })
    const open = newPool()
    const refused = await Promise.allSettled([open(sshd), open(sshd)])
    expect(refused.map((one) => one.status === 'rejected' && one.reason.kind)).toEqual(['auth', 'auth'])
    admit = true
    await open(sshd)
  })

  it('does not abort a dial for others when one caller aborts', async () => {
    const sshd = await server()
    const open = newPool()
    const abort = new AbortController()
    const aborted = open(sshd, 'secret', { ...anyKey, signal: abort.signal })
    const other = open(sshd)
    abort.abort(new Error('left'))
    await expect(aborted).rejects.toThrow('left')
    expect((await (await other).machine.exec('echo here', { deadlineMs: SOON_MS })).stdout.toString()).toBe(
      'here\n',
    )
    expect(sshd.logins()).toBe(1)
  })

  it('does not close a connection that others still lease', async () => {
    const sshd = await server()
    const open = newPool()
    const [one, other] = [await open(sshd), await open(sshd)]
    await one.lease.close()
    await one.lease.close()
    expect((await other.machine.exec('echo still', { deadlineMs: SOON_MS })).stdout.toString()).toBe(
      'still\n',
    )
  })
})
