import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Host } from '@/lib/cluster/cluster'
import { LocalMachine } from '@/server/machine/local'
import { type Machine, MachineFailure } from '@/server/machine/machine'
import { createMachines, type Machines } from '@/server/machine/machines'
import { follow, followWithReconnect, type ReconnectOptions } from '@/server/runs/job/follow'
import { startJob } from '@/server/runs/job/job'
import { readJobState } from '@/server/runs/job/state'
import { stopJob } from '@/server/runs/job/stop'
import { HostKeys } from '@/server/ssh/host-keys'
import { hostOf, labSandbox, sudoerOf } from '../../../lab/sandbox'
import { scaled } from '../../../scale'

const SOON_MS = 20_000
const LONG_MS = 120_000
const LINES = scaled(20_000, 200_000)
const sandbox = labSandbox('taskbox')
let folder: string
let machines: Machines
let runs = 0

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'follow-'))
  machines = createMachines(new HostKeys(path.join(folder, 'host-keys.json')), { acceptUnknown: true })
})
afterAll(async () => {
  await machines.close()
  const stop = { interruptMs: 0, terminateMs: 0, killMs: SOON_MS }
  for (const job of ['reader', 'slow', 'end']) await stopJob(new LocalMachine(), path.join(folder, job), stop)
  await rm(folder, { recursive: true })
})

/** The taskbox over SSH as a sudo user, as in production. */
function taskbox(): Promise<Machine> {
  const { name, address } = hostOf(sandbox(), 0)
  const login = sudoerOf(hostOf(sandbox(), 0))
  const host: Host = { id: name, name, address, ip: address, port: 22, login, taskbox: false, roles: [] }
  return machines.host(host, { kind: 'local' })
}

async function begin(machine: Machine, command: string, more = {}): Promise<string> {
  runs += 1
  return startJob(machine, {
    runId: `follow-${runs}`,
    steps: [{ workingDirectory: '/tmp', command }],
    ...more,
  })
}

const logOf = async (job: string) =>
  (await hostOf(sandbox(), 0).exec(`sha256sum <${job}/log`)).stdout.slice(0, 64)
const digest = (chunks: Buffer[]) => createHash('sha256').update(Buffer.concat(chunks)).digest('hex')
/** Kills the SSH session that follows the job. */
const cut = () => hostOf(sandbox(), 0).exec('pkill -9 -f "^sshd: .*@notty"')

/** Prints binary lines in bursts, and exits right after the last one. */
const BURSTS = `python3 -c '
import os, random, sys, time
random.seed(7)
for burst in range(60):
    os.write(1, bytes(random.choice(b"abc \\t\\r\\n\\xff\\x80\\x1b") for _ in range(random.choice([1, 10, 5000]))))
    time.sleep(random.choice([0, 0.01, 0.05]))
os.write(1, b"the end")
os._exit(23)'`

describe.each(['python', 'script'])('following a job (%s)', (kind) => {
  const more = kind === 'script' ? { terminal: 'script' } : {}

  it('delivers every byte exactly once', async () => {
    const machine = await taskbox()
    const job = await begin(machine, BURSTS, more)
    const chunks: Buffer[] = []
    const end = await follow(machine, job, 0, { onBytes: (chunk) => chunks.push(chunk) })
    expect(end).toMatchObject({ exitStatus: 23, stopRequested: false })
    expect(digest(chunks)).toBe(await logOf(job))
    expect(Buffer.concat(chunks).toString('latin1').endsWith('the end')).toBe(true)
    await machine.close()
  })

  it('starts at any offset, also after the job has ended', async () => {
    const machine = await taskbox()
    const job = await begin(machine, 'printf 0123456789; exit 1', more)
    const from = async (offset: number) => {
      let log = ''
      const end = await follow(machine, job, offset, { onBytes: (chunk) => (log += chunk) })
      return [log, end.exitStatus]
    }
    expect([await from(0), await from(4), await from(10)]).toEqual([
      ['0123456789', 1],
      ['456789', 1],
      ['', 1],
    ])
    await expect(from(11)).rejects.toMatchObject({ kind: 'protocol', facts: { reason: 'logTruncated' } })
    await machine.close()
  })

  it(
    `delivers ${LINES} lines`,
    async () => {
      const machine = await taskbox()
      const job = await begin(machine, `yes '${'x'.repeat(98)}' | head -n ${LINES}`, more)
      const chunks: Buffer[] = []
      await follow(machine, job, 0, { onBytes: (chunk) => chunks.push(chunk), ready: async () => undefined })
      expect(Buffer.concat(chunks).length).toBe(LINES * 100)
      expect(digest(chunks)).toBe(await logOf(job))
      await machine.close()
    },
    LONG_MS,
  )

  it('reports a job that was killed or removed', async () => {
    const machine = await taskbox()
    const job = await begin(machine, 'echo started; sleep 60', more)
    let log = ''
    const following = follow(machine, job, 0, { onBytes: (chunk) => (log += chunk) })
    await expect.poll(() => log, { timeout: SOON_MS }).toBe('started\r\n')
    await machine.exec(`read -r pid rest <${job}/pid; kill -9 -$pid`, { deadlineMs: SOON_MS })
    expect(await following).toMatchObject({ exitStatus: undefined, stopRequested: false })
    await machine.exec(`rm -r ${job}`, { deadlineMs: SOON_MS })
    expect(await follow(machine, job, 0, { onBytes: () => undefined })).toMatchObject({
      exitStatus: undefined,
      stopRequested: false,
    })
    await machine.close()
  })

  it('leaves no process behind after an abort', async () => {
    const machine = await taskbox()
    const job = await begin(machine, 'while :; do date; sleep 0.2; done', more)
    const controller = new AbortController()
    const following = follow(machine, job, 0, {
      onBytes: () => controller.abort(new Error('left')),
      signal: controller.signal,
    })
    await expect(following).rejects.toThrow('left')
    const named = job.replace('jobs/', '[j]obs/')
    const followers = async () => (await hostOf(sandbox(), 0).exec(`pgrep -cf '${named}' || :`)).stdout
    await expect.poll(followers, { timeout: SOON_MS }).toBe('0\n')
    expect((await readJobState(machine, job)).alive).toBe(true)
    await machine.exec(`read -r pid rest <${job}/pid; kill -9 -$pid`, { deadlineMs: SOON_MS })
    await machine.close()
  })
})

/** Python that writes the last bytes and the exit status while the follower checks for the latter. */
const WORST_MOMENT = `
import os.path
exists = os.path.exists
def looked_for(name):
    if name == 'exit' and exists('exit.soon'):
        with open('log', 'ab') as log:
            log.write(b'the last words')
        os.rename('exit.soon', 'exit')
    return exists(name)
os.path.exists = looked_for
`

describe('the end of a log', () => {
  it('includes the last byte if it is written together with the exit status', async () => {
    const machine = new LocalMachine()
    const steps = [{ workingDirectory: '/tmp', command: 'read -r x' }]
    const plan = { runId: 'end', steps, jobsFolder: folder }
    const job = await startJob(machine, plan)
    const program = path.join(job, 'follow')
    await writeFile(program, WORST_MOMENT + (await readFile(program, 'utf8')))
    await writeFile(path.join(job, 'exit.soon'), '0\n')
    let log = ''
    await follow(machine, job, 0, {
      onBytes: (chunk) => {
        log += chunk
      },
    })
    expect(log).toBe('the last words')
  })
})

describe('following over lost connections', () => {
  it('fails with the connection, and resumes at the offset', async () => {
    const machine = await taskbox()
    const job = await begin(machine, BURSTS)
    const chunks: Buffer[] = []
    let offset = 0
    const onBytes = (chunk: Buffer) => {
      chunks.push(chunk)
      offset += chunk.length
    }
    const first = follow(machine, job, 0, { onBytes })
    const lost = expect(first).rejects.toMatchObject({ kind: 'closed' })
    await expect.poll(() => offset, { timeout: SOON_MS }).toBeGreaterThan(0)
    await cut()
    await lost
    const end = await follow(await taskbox(), job, offset, { onBytes })
    expect(end.exitStatus).toBe(23)
    expect(digest(chunks)).toBe(await logOf(job))
  })

  it(
    'reconnects after every loss, reports each loss and reconnect, and misses no byte',
    async () => {
      const job = await begin(
        await taskbox(),
        `for n in $(seq 1 300); do echo "line $n"; sleep 0.02; done; exit 8`,
      )
      const events: string[] = []
      const chunks: Buffer[] = []
      const options: ReconnectOptions = {
        onBytes: (chunk) => chunks.push(chunk),
        onLost: ({ kind }) => events.push(kind),
        onReconnected: () => events.push('reconnected'),
      }
      const following = followWithReconnect(taskbox, job, 0, options)
      for (let n = 0; n < 3; n += 1) {
        const before = chunks.length
        await expect.poll(() => chunks.length, { timeout: SOON_MS }).toBeGreaterThan(before + 5)
        await cut()
      }
      expect(await following).toMatchObject({ exitStatus: 8, stopRequested: false })
      expect(digest(chunks)).toBe(await logOf(job))
      expect(events.filter((event) => event === 'reconnected').length).toBeGreaterThanOrEqual(2)
      expect(events.filter((event) => event === 'closed').length).toBeGreaterThanOrEqual(2)
      expect(events.at(-1)).toBe('reconnected')
    },
    LONG_MS,
  )

  it('retries an unreachable machine until the signal aborts', async () => {
    const controller = new AbortController()
    const lost: MachineFailure[] = []
    const dial = async () => {
      throw new MachineFailure('unreachable')
    }
    const following = followWithReconnect(dial, '/no/job', 0, {
      onBytes: () => undefined,
      onLost: (failure) => lost.push(failure),
      signal: controller.signal,
    })
    await expect.poll(() => lost.length, { timeout: SOON_MS }).toBeGreaterThan(2)
    controller.abort()
    expect(await following).toBeUndefined()
  })

  it('rethrows an error of the reader', async () => {
    const machine = new LocalMachine()
    const job = await startJob(machine, {
      runId: 'reader',
      steps: [{ workingDirectory: '/tmp', command: 'echo x' }],
      jobsFolder: folder,
    })
    const following = followWithReconnect(async () => machine, job, 0, {
      onBytes: () => {
        throw new Error('no space for it')
      },
    })
    await expect(following).rejects.toThrow('no space for it')
  })

  it('delays the stream for a slow reader, not the job', async () => {
    const machine = new LocalMachine()
    const command = 'head -c 30000000 /dev/zero; echo done >done'
    const job = await startJob(machine, {
      runId: 'slow',
      steps: [{ workingDirectory: folder, command }],
      jobsFolder: folder,
    })
    let bytes = 0
    let go = () => {}
    const following = follow(machine, job, 0, {
      onBytes: (chunk) => {
        bytes += chunk.length
      },
      ready: () =>
        new Promise((resolve) => {
          go = resolve
        }),
    })
    await expect.poll(async () => (await readJobState(machine, job)).exitStatus, { timeout: SOON_MS }).toBe(0)
    expect(bytes).toBeLessThan(10_000_000)
    const release = setInterval(() => go(), 1)
    await following
    clearInterval(release)
    expect(bytes).toBe(30_000_000)
  })
})
