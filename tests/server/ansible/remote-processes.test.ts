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
const SIMILAR = 'ansible-tmp-1544237000912-240813511262413'
const TEST_MS = 60_000
/** Long enough for a process to handle a signal. */
const SHORT = { ...STOP_TIMEOUTS, hostMs: 500, terminateMs: 500 }

const pids: number[] = []
const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
  for (const pid of pids.splice(0)) {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has already ended.
    }
  }
})

/** Starts a command in its own session, like sshd, and waits for its first output. */
async function session(script: string, environment: Record<string, string> = {}): Promise<number> {
  const env = { ...process.env, ...environment }
  const child = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'], env })
  pids.push(child.pid ?? 0)
  await once(child.stdout, 'data')
  return child.pid ?? 0
}

const module = (folder: string, script: string) =>
  session(`${script} # /root/.ansible/tmp/${folder}/AnsiballZ_apt.py`)

/** Opens a TCP connection to this machine, with the variable that sshd would set for it. */
async function connected(): Promise<{ origin: SocketAddress; environment: { SSH_CONNECTION: string } }> {
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
  return { origin, environment: { SSH_CONNECTION: `127.0.0.1 ${origin.port} 127.0.0.1 22` } }
}

/** Sessions with running processes. */
async function sessions(): Promise<Set<number>> {
  const stats = await new LocalMachine().exec('cat /proc/[0-9]*/stat', { deadlineMs: TEST_MS })
  return new Set(readProcesses(stats.stdout.toString('latin1')).map(({ session }) => session))
}

const here: RemoteHost = { name: 'here', addresses: ['10.0.0.1'], open: async () => new LocalMachine() }
const NAMED: ActiveSshSessions = { moduleFolders: [FOLDER], pipelined: [] }
const pipelinedTo = (address: string, ...origins: SocketAddress[]): ActiveSshSessions['pipelined'] => [
  { pid: 1, line: `ssh -o ControlPersist=60s ${address} /bin/sh -c '/usr/bin/python3 && sleep 0'`, origins },
]

async function findProcesses(
  hosts: readonly RemoteHost[],
  ...passes: readonly ActiveSshSessions[]
): Promise<RemoteProcesses> {
  const processes = new RemoteProcesses(hosts, SHORT)
  for (const pass of passes) await processes.find(pass)
  return processes
}

describe("Ansible's processes on a host", () => {
  it(
    'are terminated with their descendants, and no other process is',
    async () => {
      await module(FOLDER, 'sleep 4713 & echo on; wait')
      await module(FOLDER, "trap '' TERM; echo on; while :; do sleep 0.1; done")
      const other = await module(SIMILAR, 'echo on; sleep 4713')
      const orphaned = await module(FOLDER, '(trap "" HUP; echo on; sleep 4713) & wait')
      const processes = await findProcesses([here], NAMED)
      process.kill(orphaned, 'SIGKILL')
      expect(await processes.terminate()).toEqual([])
      expect([...(await sessions())].filter((session) => pids.includes(session))).toEqual([other])
    },
    TEST_MS,
  )

  it('are not signalled while they end by themselves', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'node-processes-'))
    const done = path.join(folder, 'done')
    await module(FOLDER, `echo on; sleep 1; touch ${done}`)
    const processes = new RemoteProcesses([here], { ...SHORT, hostMs: TEST_MS })
    await processes.find(NAMED)
    expect(await processes.terminate()).toEqual([])
    expect(existsSync(done)).toBe(true)
    await rm(folder, { recursive: true })
  })

  it('count as remaining if the host is unreachable or too slow', async () => {
    const unreachable = () => Promise.reject(new Error('no route'))
    const away = { ...here, name: 'away', open: unreachable }
    let attempts = 0
    const late = { ...here, name: 'late', open: () => (attempts++ === 0 ? unreachable() : here.open()) }
    expect(await (await findProcesses([away, late, here], NAMED)).terminate()).toEqual(['away', 'late'])
  })

  it(
    'are identified by their connection if pipelined; daemons survive',
    async () => {
      const { origin, environment } = await connected()
      await session('sleep 4713 & sh -c "sleep 4713; true" & echo on; wait', environment)
      await session('echo on; env -i sleep 4713', environment)
      const daemon = await session('(sleep 4713 & echo on)', environment)
      const other = await session('echo on; sleep 4713', (await connected()).environment)
      await expect.poll(sessions).toContain(daemon)
      const processes = await findProcesses([here], {
        moduleFolders: [],
        pipelined: pipelinedTo('10.0.0.1', origin),
      })
      expect(await processes.terminate()).toEqual([])
      const surviving = [...(await sessions())].filter((one) => pids.includes(one))
      expect(surviving.sort()).toEqual([daemon, other].sort())
    },
    TEST_MS,
  )

  it('count as remaining if neither folder nor connection identifies them', async () => {
    const other = { ...here, name: 'other', addresses: ['10.0.0.2'] }
    const unknown = { moduleFolders: [], pipelined: pipelinedTo('10.0.0.2') }
    expect(await (await findProcesses([here, other], NAMED, unknown)).terminate()).toEqual(['other'])
    expect(await (await findProcesses([here, other], unknown)).terminate()).toEqual(['other'])
    const translated = pipelinedTo('10.0.0.2', { address: '192.0.2.1', port: 40000 })
    expect(
      await (await findProcesses([here, other], { moduleFolders: [], pipelined: translated })).terminate(),
    ).toEqual(['other'])
    const { origin } = await connected()
    const processIds = { moduleFolders: [], pipelined: pipelinedTo('10.0.0.2', origin) }
    expect(await (await findProcesses([here, other], processIds)).terminate()).toEqual([])
  })

  it('need no connection to a host without any', async () => {
    const away = { ...here, open: () => Promise.reject(new Error('no route')) }
    expect(await (await findProcesses([away], { moduleFolders: [], pipelined: [] })).terminate()).toEqual([])
  })
})
