import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { practiceCluster } from '@/server/practice/cluster'
import { installPracticePackage } from '@/server/practice/package'
import { hostOf, practiceWorld } from '../lab/world'
import {
  BANNER,
  failed,
  jobLog,
  recaps,
  refused,
  runList,
  scriptedPackage,
  succeeded,
  writeCluster,
} from './lab'
import { parts, start, taskbox, testFolder } from './taskbox'

const INSTALL_MS = 10 * 60_000
const SOON_MS = 60_000
const INVENTORY = '-i ../conf/hosts.ini'
const world = practiceWorld('master', 'node1')
const folder = testFolder()
const data = path.join(folder, 'data')
const master = () => hostOf(world(), 0)

const install = (file: string) => start(['install', '-f', file, '--json', '--data', data])
const runOf = (stderr: string) => /^Run ([\w-]+)\./m.exec(stderr)?.[1] ?? ''
const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}\r\n`).join('')

/** A cluster file for a package on the first host. */
const clusterOf = (packageFolder: string, name: string) =>
  writeCluster(path.join(folder, `${name}.yaml`), practiceCluster(world(), packageFolder))

async function states(): Promise<Record<string, string>> {
  const { stdout, code } = await taskbox(['runs', '--json', '--data', data])
  expect(code).toBe(0)
  return Object.fromEntries(
    runList.parse(JSON.parse(stdout.toString())).map(({ run, state }) => [run, state]),
  )
}

describe('a command that is let go of in mid-run', () => {
  const script = `for n in $(seq 1 20); do echo "line $n"; done
until [ -e /tmp/go ]; do sleep 0.1; done
for n in $(seq 21 40); do echo "line $n"; done
${BANNER}`
  let file: string

  beforeAll(async () => {
    file = await clusterOf(await scriptedPackage(world(), 'held', script), 'held')
  })

  it(
    'goes on after Ctrl-C and after SIGKILL, is refused a second time, and is come back to from its first byte',
    async () => {
      const first = install(file)
      await first.says('line 20')
      first.kill('SIGINT')
      const detached = await first.ended
      expect(detached.code).toBe(130)
      const run = runOf(detached.stderr)
      expect(detached.stderr).toContain(`taskbox attach ${run}`)
      expect(detached.stdout.toString()).not.toContain('"state"')
      expect(await states()).toEqual({ [run]: 'running' })

      const second = await install(file).ended
      expect(second.code).toBe(1)
      expect(refused.parse(parts(second.stdout).last).reason).toBe('run-active')
      expect(await states()).toEqual({ [run]: 'running' })

      const killed = start(['attach', run, '--json', '--data', data])
      await killed.says('line 20')
      killed.kill('SIGKILL')
      await killed.ended
      expect(await states()).toEqual({ [run]: 'running' })

      const last = start(['attach', run, '--json', '--data', data])
      await last.says('line 20')
      // Another Taskbox, which knows the taskbox and nothing of the run.
      const other = start(['attach', run, '-f', file, '--json', '--data', path.join(folder, 'other')])
      await other.says('line 20')
      await master().exec('touch /tmp/go')
      const theirs = await other.ended
      expect(theirs.code, theirs.stderr).toBe(0)
      expect(parts(theirs.stdout).log.equals(jobLog(master(), run))).toBe(true)
      expect(succeeded.parse(parts(theirs.stdout).last)).toMatchObject({ run })
      const { code, stdout, stderr } = await last.ended
      expect(code, stderr).toBe(0)
      const { log, last: line } = parts(stdout)
      expect(log.equals(jobLog(master(), run))).toBe(true)
      expect(log.toString()).toContain(lines(1, 40))
      // No console behind this banner: that is said, and is no failure of the install.
      expect(succeeded.parse(line)).toMatchObject({ run, console: { reachable: false } })
      expect(await states()).toEqual({ [run]: 'succeeded' })
    },
    INSTALL_MS,
  )

  it('may be started again once it has ended unseen', async () => {
    await master().exec('rm -f /tmp/go')
    const first = install(file)
    await first.says('line 20')
    first.kill('SIGINT')
    const run = runOf((await first.ended).stderr)
    await master().exec('touch /tmp/go')
    await expect
      .poll(async () => (await master().exec(`cat /var/lib/taskbox/jobs/${run}/exit`)).stdout, {
        timeout: 30_000,
      })
      .toBe('0\n')
    const { code, stdout, stderr } = await install(file).ended
    expect(code, stderr).toBe(0)
    expect(succeeded.parse(parts(stdout).last).run).not.toBe(run)
    expect((await states())[run]).toBe('succeeded')
  }, 120_000)

  it('ends quietly where nobody reads its output any more, and the install goes on', async () => {
    await master().exec('rm -f /tmp/go')
    const running = install(file)
    await running.says('line 5')
    running.closeOutput()
    await master().exec('touch /tmp/go')
    const { code, stderr } = await running.ended
    expect(stderr).not.toMatch(/EPIPE|Error/)
    expect(code).toBe(130)
    await taskbox(['attach', runOf(stderr), '--data', data])
    expect((await states())[runOf(stderr)]).toBe('succeeded')
  }, 120_000)
})

describe('stop', () => {
  const left = () => master().exec('ps -e -o args= | grep -c "[s]leep 4711"')

  it('ends the run and all that it runs on the taskbox, and keeps its log', async () => {
    const script = `trap '' INT
sleep 4711 &
setsid sleep 4711 &
for n in $(seq 1 20); do echo "line $n"; done
sleep 4711`
    const file = await clusterOf(await scriptedPackage(world(), 'stopped', script), 'stopped')
    const running = install(file)
    await running.says('line 20')
    const run = runOf(running.stderr)
    expect((await left()).stdout).toBe('3\n')
    const stopped = await taskbox(['stop', run, '--json', '--data', data])
    expect(stopped.code, stopped.stderr).toBe(0)
    expect(JSON.parse(stopped.stdout.toString())).toEqual({ run, state: 'stopped' })
    expect((await left()).stdout).toBe('0\n')
    const { code, stdout } = await running.ended
    expect(code).toBe(1)
    const { log, last } = parts(stdout)
    expect(failed.parse(last)).toMatchObject({ run, state: 'stopped' })
    expect(log.toString()).toContain(lines(1, 20))
    expect((await states())[run]).toBe('stopped')
    const again = await taskbox(['stop', run, '--json', '--data', data])
    expect({ code: again.code, stdout: again.stdout.toString() }).toEqual({ code: 1, stdout: '' })
  }, 120_000)
})

describe('stop, while Ansible waits for its hosts', () => {
  const node = () => hostOf(world(), 1)
  /** As apt does around dpkg, they ignore that Ansible's ssh is gone. */
  const stubborn = 'trap "" HUP; sleep 4712 & sleep 4713; true'
  const underWay = async (host = node()) =>
    Number((await host.exec('ps -e -o args= | grep -c "^sleep 471[23]"')).stdout)

  it.each([
    ['root', false, false],
    ['a user with sudo', true, false],
    ['root, pipelined', false, true],
    ['a user with sudo, pipelined', true, true],
  ])(
    'ends what it has under way there as %s, with its children',
    async (_, sudo, pipelined) => {
      const module = `-m shell -a '${stubborn}'`
      const environment = pipelined ? 'ANSIBLE_PIPELINING=1 ' : ''
      const packageFolder = await scriptedPackage(
        world(),
        `nodes-${sudo}-${pipelined}`,
        `${environment}ansible all ${INVENTORY} ${module}`,
      )
      const cluster = practiceCluster(world(), packageFolder)
      const { sudoUser: user, sudoPassword: password } = node()
      const asUser = { user, password, sudoPassword: password }
      const hosts = cluster.hosts.map((host, at) => (sudo && at === 1 ? { ...host, ...asUser } : host))
      const file = await writeCluster(path.join(folder, `nodes-${sudo}-${pipelined}.yaml`), {
        ...cluster,
        hosts,
      })
      const running = install(file)
      await running.says(/^Run /m)
      for (const host of world().hosts) await expect.poll(() => underWay(host), { timeout: SOON_MS }).toBe(2)
      const stopped = await taskbox(['stop', runOf(running.stderr), '--data', data])
      expect(stopped.code, stopped.stderr).toBe(0)
      for (const host of world().hosts) expect(await underWay(host), host.name).toBe(0)
      expect(stopped.stderr).not.toContain('may still run')
      await running.ended
    },
    180_000,
  )
})

describe('an installer that ends without success', () => {
  it('failed where the banner never came, whatever its exit status', async () => {
    const script = 'echo "line 1"\nbanner_wanted && exit 3\nexit 0'
    const packageFolder = await scriptedPackage(world(), 'silent', script)
    await master().exec(`touch ${packageFolder}/conf/.no-banner`)
    const file = await clusterOf(packageFolder, 'silent')
    const { code, stdout, stderr } = await install(file).ended
    expect(code).toBe(1)
    expect(failed.parse(parts(stdout).last), stdout.toString()).toMatchObject({
      state: 'failed',
      reason: 'no-banner',
    })
    expect(stderr).toContain('The installer ended without saying that it succeeded')
  }, 120_000)

  it(
    'is told by the task, the host and the signature, with every counter as the recap has it',
    async () => {
      const packageFolder = await installPracticePackage(world())
      await master().exec(`echo master >${packageFolder}/conf/.fail`)
      const { code, stdout, stderr } = await install(await clusterOf(packageFolder, 'failing')).ended
      expect(code).toBe(1)
      const { log, last } = parts(stdout)
      const said = failed.parse(last)
      expect(said).toMatchObject({ state: 'failed', reason: 'exit-status' })
      expect(said.hosts).toEqual(recaps(log))
      expect(said.hosts.master?.failed).toBe(1)
      expect(log.equals(jobLog(master(), said.run))).toBe(true)
      expect(stderr).toMatch(/^ {2}master: etcd : Stop if etcd is not healthy \(\d+\): /m)
      for (const { host, line } of said.diagnosis) {
        expect(host).toBe('master')
        expect(line).toBeLessThanOrEqual(log.toString().split('\n').length)
      }
    },
    INSTALL_MS,
  )
})
