import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { readClusterFile } from '@/lib/cluster/file/read'
import type { RunState } from '@/lib/run/state'
import { createEngine, type Engine, type EngineOptions, newId } from '@/server/engine'
import type { Run } from '@/server/runs/run'
import { TRANSITIONS } from '@/server/runs/run-state'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { BANNER, jobLog, scriptedPackage } from '../../cli/lab'
import { hostOf, labSandbox } from '../../lab/sandbox'
import { scaled } from '../../scale'

const TEST_MS = 240_000
const SOON_MS = 90_000
const sandbox = labSandbox('master', 'node1')
const master = () => hostOf(sandbox(), 0)
const folders: string[] = []
const engines: Engine[] = []

afterEach(async () => {
  vi.useRealTimers()
  await Promise.all(engines.splice(0).map((engine) => engine.close()))
})
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'survival-'))
  folders.push(folder)
  return folder
}

/** A Taskbox for a data folder. A second one for the same folder acts as the restarted server. */
function taskbox(data: string, options: Partial<EngineOptions> = {}): Engine {
  const engine = createEngine({ data, logLevel: 'silent', ...options })
  engines.push(engine)
  return engine
}

/** A cluster whose package runs a script of the test. */
async function clusterOf(engine: Engine, packageFolder: string): Promise<string> {
  const text = JSON.stringify(sandboxCluster(sandbox(), packageFolder))
  const { draft } = readClusterFile(text, newId)
  return (await engine.clusters.create(draft)).id
}

/** Records the states of a run in order. */
function states(run: Run): RunState[] {
  const observed: RunState[] = [run.state]
  run.on('view', () => {
    if (run.state !== observed.at(-1)) observed.push(run.state)
  })
  return observed
}

function expectValidTransitions(observed: readonly RunState[]): void {
  observed.slice(1).forEach((state, at) => {
    const previous = observed[at]
    expect(previous && TRANSITIONS[previous], `${previous} -> ${state}`).toContain(state)
  })
}

async function until(run: Run, state: RunState): Promise<void> {
  await expect.poll(() => run.state, { timeout: SOON_MS, message: state }).toBe(state)
}

const text = async (run: Run) => (await run.readLog(0, 1e9)).toString()
const waitForText = (run: Run, expected: string) =>
  expect.poll(() => text(run), { timeout: SOON_MS }).toContain(expected)

/** Expects that no byte of the log is lost or duplicated. */
async function expectSameLog(run: Run): Promise<void> {
  await run.ended
  expect(jobLog(master(), run.id).equals(await run.readLog(0, 1e9))).toBe(true)
}

/** An installer that prints, waits for a file, prints again and succeeds. */
const waitingScript = (go: string, between = '') =>
  `rm -f ${go}\nfor n in $(seq 1 50); do echo "line $n"; done\nuntil [ -e ${go} ]; do ${between} sleep 0.2; done\nfor n in $(seq 51 100); do echo "line $n"; done\n${BANNER}`

describe('a start', () => {
  it(
    'creates one run for repeated and concurrent requests, also after the server was killed',
    async () => {
      const folder = await scriptedPackage(sandbox(), 'pressed', waitingScript('/tmp/pressed'))
      const data = await dataFolder()
      const engine = taskbox(data)
      const cluster = await clusterOf(engine, folder)
      const [one, duplicate, other] = await Promise.allSettled([
        engine.runs.start(cluster, 'mine'),
        engine.runs.start(cluster, 'mine'),
        engine.runs.start(cluster, 'theirs'),
      ])
      expect(
        one.status === 'fulfilled' && duplicate.status === 'fulfilled' && one.value === duplicate.value,
      ).toBe(true)
      expect(other).toMatchObject({ status: 'rejected', reason: { kind: 'run-active' } })
      const [run] = await engine.runs.list(cluster)
      const restartedTaskbox = taskbox(data)
      expect((await restartedTaskbox.runs.start(cluster, 'mine')).id).toBe(run?.id)
      await expect(restartedTaskbox.runs.start(cluster, 'theirs')).rejects.toMatchObject({
        kind: 'run-active',
      })
      const followed = await restartedTaskbox.runs.open(run?.id ?? '')
      await waitForText(followed, 'line 50')
      await master().exec('touch /tmp/pressed')
      await until(followed, 'succeeded')
      await expectSameLog(followed)
      expect(await restartedTaskbox.runs.list(cluster)).toHaveLength(1)
    },
    TEST_MS,
  )

  it(
    'locks the package against every other Taskbox until its installer has ended',
    async () => {
      const folder = await scriptedPackage(sandbox(), 'shared', waitingScript('/tmp/shared'))
      const [first, second] = [taskbox(await dataFolder()), taskbox(await dataFolder())]
      const run = await first.runs.start(await clusterOf(first, folder))
      await waitForText(run, 'line 50')
      const inventory = `${folder}/conf/hosts.ini`
      const previous = (await master().exec(`stat -c '%y %i' ${inventory}`)).stdout
      const cluster = await clusterOf(second, folder)
      await expect(second.runs.start(cluster)).rejects.toMatchObject({
        kind: 'run-active',
        facts: { run: run.id },
      })
      expect(await second.runs.list(), 'a refused start leaves nothing').toEqual([])
      expect((await master().exec(`stat -c '%y %i' ${inventory}`)).stdout).toBe(previous)

      // The other Taskbox can adopt the run instead; adopting it twice returns the same run.
      const [adopted, duplicate] = await Promise.all([1, 2].map(() => second.runs.adopt(cluster, run.id)))
      expect(adopted).toBe(duplicate)
      if (!adopted) return
      await until(adopted, 'running')
      await waitForText(adopted, 'line 50')
      expect(adopted.summary()).toMatchObject({ clusterId: cluster, startedAt: run.summary().startedAt })
      await expect(second.runs.adopt(cluster, 'nobodys')).rejects.toMatchObject({ kind: 'run-active' })

      // Kill only main: the installer still runs and still locks the package.
      const job = `/var/lib/taskbox-jobs/${run.id}`
      await master().exec(`read -r pid rest <${job}/pid; kill -9 $pid`)
      await expect(second.runs.start(cluster)).rejects.toMatchObject({ kind: 'run-active' })
      expect(run.state).toBe('running')
      await master().exec(`read -r pid rest <${job}/terminal.pid; kill -9 $pid`)
      await until(run, 'failed')
      expect(run.view().reason).toBe('job-gone')
      await until(adopted, 'failed')
      expect(adopted.view().reason).toBe('job-gone')
      await expectSameLog(adopted)
      await expect(second.runs.adopt(cluster, 'nobodys')).rejects.toMatchObject({ kind: 'not-found' })
      const next = await second.runs.start(cluster)
      await waitForText(next, 'line 50')
      await master().exec('touch /tmp/shared')
      await until(next, 'succeeded')
    },
    TEST_MS,
  )
})

describe('a run', () => {
  it(
    'continues while packets are dropped and dials time out, and loses no byte',
    async () => {
      const ticking = waitingScript('/tmp/stalled', 'date +%N;')
      const connections = scaled({ dialMs: 1_500, keepaliveMs: 500 }, {})
      const engine = taskbox(await dataFolder(), { connections })
      const run = await engine.runs.start(
        await clusterOf(engine, await scriptedPackage(sandbox(), 'stalled', ticking)),
      )
      const observed = states(run)
      await waitForText(run, 'line 50')
      await master().exec(
        'nft "add table inet cut; add chain inet cut in { type filter hook input priority 0; policy drop; }; add chain inet cut out { type filter hook output priority 0; policy drop; }"',
      )
      await until(run, 'lost')
      expect(run.view().endedAt).toBeUndefined()
      const dial = vi.spyOn(engine.machines, 'taskbox')
      const failed = () => dial.mock.settledResults.filter(({ type }) => type === 'rejected').length
      await expect.poll(failed, { timeout: SOON_MS }).toBeGreaterThanOrEqual(2)
      await master().exec('nft delete table inet cut; touch /tmp/stalled')
      await until(run, 'succeeded')
      await expectSameLog(run)
      expect(observed).toContain('running')
      expectValidTransitions(observed)
    },
    TEST_MS,
  )

  it(
    'fails if the taskbox goes down, and can be started again',
    async () => {
      const engine = taskbox(await dataFolder())
      const folder = await scriptedPackage(sandbox(), 'down', waitingScript('/tmp/down'))
      const cluster = await clusterOf(engine, folder)
      const run = await engine.runs.start(cluster)
      const observed = states(run)
      await waitForText(run, 'line 50')
      // Kill all processes except those of the practice host itself. Stop them first, or the job's main process
      // could still write an exit status when another one ends.
      await master().exec(
        `pids=$(ps -e -o pid=,args= | grep -v 'sleep 86400' | awk -v own=$$ '$1 > 1 && $1 != own { print $1 }')
kill -s STOP $pids; kill -s KILL $pids; :`,
      )
      await until(run, 'lost')
      await master().exec('rm -f /run/sshd.pid; /usr/sbin/sshd -E /var/log/sshd.log')
      await until(run, 'failed')
      expect(run.view()).toMatchObject({ reason: 'job-gone', endedAt: expect.any(Number) })
      await expectSameLog(run)
      expectValidTransitions(observed)
      const next = await engine.runs.start(cluster)
      await waitForText(next, 'line 50')
      await master().exec('touch /tmp/down')
      await until(next, 'succeeded')
    },
    TEST_MS,
  )

  it(
    'does not fail while its taskbox is unreachable or rejects the login, and is followed again',
    async () => {
      const data = await dataFolder()
      const engine = taskbox(data)
      const folder = await scriptedPackage(sandbox(), 'cut', waitingScript('/tmp/cut'))
      const run = await engine.runs.start(await clusterOf(engine, folder))
      /** The same run in a restarted Taskbox. */
      const restarted = async () => {
        await engines.splice(0).at(-1)?.close()
        return taskbox(data).runs.open(run.id)
      }
      await waitForText(run, 'line 50')
      // The listening sshd and its sessions.
      await master().exec('sshd=$(cat /run/sshd.pid); kill $sshd $(ps -o pid= --ppid $sshd)')
      await until(run, 'lost')
      expect(run.view().reason).toMatch(/^(refused|closed|unreachable|timeout)$/)
      const afterRestart = await restarted()
      await until(afterRestart, 'lost')
      expect(afterRestart.view().endedAt).toBeUndefined()

      await master().exec('/usr/sbin/sshd -E /var/log/sshd.log -o PermitRootLogin=no')
      const refused = await restarted()
      await until(refused, 'lost')
      expect(refused.view().reason).toBe('auth')
      expect(refused.view().endedAt).toBeUndefined()

      await master().exec('kill $(cat /run/sshd.pid)')
      await expect.poll(async () => (await master().exec('pgrep -x sshd')).stdout).toBe('')
      await master().exec('/usr/sbin/sshd -E /var/log/sshd.log')
      const back = await restarted()
      await until(back, 'running')
      await master().exec('touch /tmp/cut')
      await until(back, 'succeeded')
      await expectSameLog(back)
    },
    TEST_MS,
  )

  it(
    'waits for space on a full local disk, and then has its complete log',
    async () => {
      const data = await dataFolder()
      const mount = (...options: string[]) => execFileSync('mount', [...options, data])
      mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs')
      try {
        const lines = `seq -f 'line %06g of a log that is larger than the disk' 1 40000\n${BANNER}`
        const engine = taskbox(data)
        const run = await engine.runs.start(
          await clusterOf(engine, await scriptedPackage(sandbox(), 'full-here', lines)),
        )
        await expect.poll(() => run.view().warning, { timeout: SOON_MS }).toBe('disk-full')
        expect(run.state).toBe('running')
        const second = clusterOf(engine, '/srv/other')
        await expect(second.then((id) => engine.runs.start(id))).rejects.toThrow()
        mount('-o', 'remount,size=64m')
        await until(run, 'succeeded')
        await expectSameLog(run)
        expect(run.view().warning).toBeUndefined()
        const record = JSON.parse(await readFile(path.join(data, 'runs', run.id, 'run.json'), 'utf8'))
        expect(record).toMatchObject({ state: 'succeeded' })
      } finally {
        await Promise.all(engines.splice(0).map((engine) => engine.close()))
        execFileSync('umount', [data])
      }
    },
    TEST_MS,
  )

  it(
    'blocks on a full disk of the taskbox, and loses no line',
    async () => {
      await master().exec(
        'mkdir -p /var/lib/taskbox-jobs && mount -t tmpfs -o size=400k tmpfs /var/lib/taskbox-jobs',
      )
      const lines = `seq -f 'line %06g of a log that is larger than the disk' 1 20000\n${BANNER}`
      const engine = taskbox(await dataFolder())
      const run = await engine.runs.start(
        await clusterOf(engine, await scriptedPackage(sandbox(), 'full-there', lines)),
      )
      await expect
        .poll(
          async () =>
            (await master().exec('df --output=avail /var/lib/taskbox-jobs | tail -1')).stdout.trim(),
          {
            timeout: SOON_MS,
          },
        )
        .toBe('0')
      expect(run.state).toBe('running')
      const other = taskbox(await dataFolder())
      const started = clusterOf(other, await scriptedPackage(sandbox(), 'no-room', BANNER))
      const refused = await other.runs.start(await started)
      await until(refused, 'failed')
      expect(refused.view().reason).toBe('disk-full')
      await master().exec('mount -o remount,size=64m /var/lib/taskbox-jobs')
      await until(run, 'succeeded')
      await expectSameLog(run)
      expect([...(await text(run)).matchAll(/line (\d{6})/g)].map(([, n]) => Number(n))).toEqual(
        Array.from({ length: 20_000 }, (_, at) => at + 1),
      )
      await master().exec('umount -l /var/lib/taskbox-jobs')
    },
    TEST_MS,
  )

  it(
    'is not affected by clock jumps',
    async () => {
      const engine = taskbox(await dataFolder())
      const folder = await scriptedPackage(sandbox(), 'jumping', waitingScript('/tmp/jumping'))
      const cluster = await clusterOf(engine, folder)
      const first = await engine.runs.start(cluster)
      await waitForText(first, 'line 50')
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3 * 3_600_000 })
      expect(first.view().elapsedMs).toBeLessThan(SOON_MS)
      await master().exec('touch /tmp/jumping')
      await until(first, 'succeeded')
      expect(first.view().elapsedMs).toBeGreaterThanOrEqual(0)
      const second = await engine.runs.start(cluster)
      await waitForText(second, 'line 50')
      expect((await engine.runs.list(cluster)).map(({ id }) => id)).toEqual([second.id, first.id])
      vi.setSystemTime(Date.now() + 30 * 24 * 3_600_000)
      await second.stop()
      await until(second, 'stopped')
      expect(second.view().elapsedMs).toBeLessThan(TEST_MS)
    },
    TEST_MS,
  )
})
