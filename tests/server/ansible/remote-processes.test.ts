import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { SocketAddress } from '@/lib/network/proc-tcp'
import type { ActiveSshSessions } from '@/server/ansible/active-ssh-sessions'
import { type RemoteHost, RemoteProcesses } from '@/server/ansible/remote-processes'
import { LocalMachine } from '@/server/machine/local'
import { readProcesses } from '@/server/runs/job/processes'
import { STOP_TIMEOUTS } from '@/server/runs/job/stop-timeouts'

const FOLDER = 'ansible-tmp-1544237000.12-240813511262413'
const LIKE = 'ansible-tmp-1544237000912-240813511262413'
const EACH_MS = 60_000
/** Long enough for a process to handle a signal. */
const SHORT = { ...STOP_TIMEOUTS, hostMs: 500, terminateMs: 500 }

const strays: number[] = []
const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
  for (const pid of strays.splice(0)) {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has ended, as it should.
    }
  }
})

/** A session of its own, as sshd gives a command, that says a word once it runs. */
async function session(script: string, environment: Record<string, string> = {}): Promise<number> {
  const env = { ...process.env, ...environment }
  const child = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'], env })
  strays.push(child.pid ?? 0)
  await once(child.stdout, 'data')
  return child.pid ?? 0
}

const module = (folder: string, script: string) =>
  session(`${script} # /root/.ansible/tmp/${folder}/AnsiballZ_apt.py`)

/** A connection of its own to this machine, and what sshd would say of it. */
async function connected(): Promise<{ origin: SocketAddress; told: { SSH_CONNECTION: string } }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const listening = server.address()
  const port = typeof listening === 'object' ? (listening?.port ?? 0) : 0
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  open.push(
    () => socket.destroy(),
    () => server.close(),
  )
  const origin = { address: '127.0.0.1', port: socket.localPort ?? 0 }
  return { origin, told: { SSH_CONNECTION: `127.0.0.1 ${origin.port} 127.0.0.1 22` } }
}

/** Sessions of which something still runs. */
async function sessions(): Promise<Set<number>> {
  const stats = await new LocalMachine().exec('cat /proc/[0-9]*/stat', { deadlineMs: EACH_MS })
  return new Set(readProcesses(stats.stdout.toString('latin1')).map(({ session }) => session))
}

const here: RemoteHost = { name: 'here', addresses: ['10.0.0.1'], open: async () => new LocalMachine() }
const NAMED: ActiveSshSessions = { folders: [FOLDER], unnamed: [] }
const pipelined = (address: string, ...origins: SocketAddress[]): ActiveSshSessions['unnamed'] => [
  { pid: 1, line: `ssh -o ControlPersist=60s ${address} /bin/sh -c '/usr/bin/python3 && sleep 0'`, origins },
]

async function found(
  nodes: readonly RemoteHost[],
  ...passes: readonly ActiveSshSessions[]
): Promise<RemoteProcesses> {
  const work = new RemoteProcesses(nodes, SHORT)
  for (const pass of passes) await work.find(pass)
  return work
}

describe('what Ansible had under way on a host', () => {
  it(
    'is ended with all that it started, however it clings to life, and nothing else is',
    async () => {
      await module(FOLDER, 'sleep 4713 & echo on; wait')
      await module(FOLDER, "trap '' TERM; echo on; while :; do sleep 0.1; done")
      const other = await module(LIKE, 'echo on; sleep 4713')
      const orphaned = await module(FOLDER, '(trap "" HUP; echo on; sleep 4713) & wait')
      const work = await found([here], NAMED)
      process.kill(orphaned, 'SIGKILL')
      expect(await work.terminate()).toEqual([])
      expect([...(await sessions())].filter((session) => strays.includes(session))).toEqual([other])
    },
    EACH_MS,
  )

  it('is not signalled while it ends by itself', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'node-work-'))
    const done = path.join(folder, 'done')
    await module(FOLDER, `echo on; sleep 1; touch ${done}`)
    const work = new RemoteProcesses([here], { ...SHORT, hostMs: EACH_MS })
    await work.find(NAMED)
    expect(await work.terminate()).toEqual([])
    expect(existsSync(done)).toBe(true)
    await rm(folder, { recursive: true })
  })

  it('is said to be left where the host cannot be asked, or could not in time', async () => {
    const lost = () => Promise.reject(new Error('no route'))
    const away = { ...here, name: 'away', open: lost }
    let tries = 0
    const late = { ...here, name: 'late', open: () => (tries++ === 0 ? lost() : here.open()) }
    expect(await (await found([away, late, here], NAMED)).terminate()).toEqual(['away', 'late'])
  })

  it(
    'is told by its connection where it has no name; daemons that came over it stay',
    async () => {
      const { origin, told } = await connected()
      await session('sleep 4713 & sh -c "sleep 4713; true" & echo on; wait', told)
      await session('echo on; env -i sleep 4713', told)
      const daemon = await session('(sleep 4713 & echo on)', told)
      const other = await session('echo on; sleep 4713', (await connected()).told)
      await expect.poll(sessions).toContain(daemon)
      const work = await found([here], { folders: [], unnamed: pipelined('10.0.0.1', origin) })
      expect(await work.terminate()).toEqual([])
      const left = [...(await sessions())].filter((one) => strays.includes(one))
      expect(left.sort()).toEqual([daemon, other].sort())
    },
    EACH_MS,
  )

  it('is said to be left where it has neither a name nor a connection that its host knows', async () => {
    const other = { ...here, name: 'other', addresses: ['10.0.0.2'] }
    const unknown = { folders: [], unnamed: pipelined('10.0.0.2') }
    expect(await (await found([here, other], NAMED, unknown)).terminate()).toEqual(['other'])
    expect(await (await found([here, other], unknown)).terminate()).toEqual(['other'])
    const translated = pipelined('10.0.0.2', { address: '192.0.2.1', port: 40000 })
    expect(await (await found([here, other], { folders: [], unnamed: translated })).terminate()).toEqual([
      'other',
    ])
    const { origin } = await connected()
    const seen = { folders: [], unnamed: pipelined('10.0.0.2', origin) }
    expect(await (await found([here, other], seen)).terminate()).toEqual([])
  })

  it('needs no host to be asked where there was nothing', async () => {
    const away = { ...here, open: () => Promise.reject(new Error('no route')) }
    expect(await (await found([away], { folders: [], unnamed: [] })).terminate()).toEqual([])
  })
})
