import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { sandboxCluster } from '@/server/sandbox/cluster'
import type { SandboxHost } from '@/server/sandbox/sandbox'
import { copyPackage } from '../lab/package'
import { hostOf, labSandbox } from '../lab/sandbox'
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
const sandbox = labSandbox('master', 'node1')
const folder = testFolder()
const data = path.join(folder, 'data')
const master = () => hostOf(sandbox(), 0)

const install = (file: string) => start(['install', '-f', file, '--json', '--data', data])
const runOf = (stderr: string) => /^Run ([\w-]+)\./m.exec(stderr)?.[1] ?? ''
const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}\r\n`).join('')

/** Writes a cluster file for a package on the first host. */
const clusterOf = (packageFolder: string, name: string) =>
  writeCluster(path.join(folder, `${name}.yaml`), sandboxCluster(sandbox(), packageFolder))

async function states(): Promise<Record<string, string>> {
  const { stdout, code } = await taskbox(['runs', '--json', '--data', data])
  expect(code).toBe(0)
  return Object.fromEntries(
    runList.parse(JSON.parse(stdout.toString())).map(({ run, state }) => [run, state]),
  )
}

describe('a command that is detached during a run', () => {
  const script = `for n in $(seq 1 20); do echo "line $n"; done
until [ -e /tmp/go ]; do sleep 0.1; done
for n in $(seq 21 40); do echo "line $n"; done
banner_wanted || exit 0
${BANNER}`
  let packageFolder: string
  let file: string

  beforeAll(async () => {
    packageFolder = await scriptedPackage(sandbox(), 'held', script)
    file = await clusterOf(packageFolder, 'held')
  })

  it(
    'continues after Ctrl-C and SIGKILL, refuses a second install, and can be attached from its first byte',
    async () => {
      const first = install(file)
      await first.waitForOutput('line 20')
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
      await killed.waitForOutput('line 20')
      killed.kill('SIGKILL')
      await killed.ended
      expect(await states()).toEqual({ [run]: 'running' })

      const last = start(['attach', run, '--json', '--data', data])
      await last.waitForOutput('line 20')
      // Another Taskbox with the same taskbox, which does not know the run.
      const other = start(['attach', run, '-f', file, '--json', '--data', path.join(folder, 'other')])
      await other.waitForOutput('line 20')
      await master().exec('touch /tmp/go')
      const otherResult = await other.ended
      expect(otherResult.code, otherResult.stderr).toBe(0)
      expect(parts(otherResult.stdout).log.equals(jobLog(master(), run))).toBe(true)
      expect(succeeded.parse(parts(otherResult.stdout).last)).toMatchObject({ run })
      const { code, stdout, stderr } = await last.ended
      expect(code, stderr).toBe(0)
      const { log, last: line } = parts(stdout)
      expect(log.equals(jobLog(master(), run))).toBe(true)
      expect(log.toString()).toContain(lines(1, 40))
      // The console of this banner does not respond, which is not a failure of the install.
      expect(succeeded.parse(line)).toMatchObject({ run, console: { reachable: false } })
      expect(await states()).toEqual({ [run]: 'succeeded' })
    },
    INSTALL_MS,
  )

  it('exits silently when its output is closed; the install continues, and can be repeated after its end', async () => {
    await master().exec('rm -f /tmp/go')
    const first = install(file)
    await first.waitForOutput('line 5')
    first.closeOutput()
    await master().exec('touch /tmp/go')
    const { code, stderr } = await first.ended
    expect(stderr).not.toMatch(/EPIPE|Error/)
    expect(code).toBe(130)
    const run = runOf(stderr)
    const exit = `/var/lib/taskbox-jobs/${run}/exit`
    await expect
      .poll(async () => (await master().exec(`cat ${exit}`)).stdout, { timeout: SOON_MS })
      .toBe('0\n')

    await master().exec(`touch ${packageFolder}/conf/.no-banner`)
    const second = await install(file).ended
    const last = failed.parse(parts(second.stdout).last)
    expect((await states())[run]).toBe('succeeded')
    expect(last.run).not.toBe(run)
    // It fails without a banner, although its exit status is 0.
    expect(second.code).toBe(1)
    expect(last).toMatchObject({ state: 'failed', reason: 'no-banner' })
    expect(second.stderr).toContain('The installer ended without reporting success')
  }, 120_000)
})

describe('stop', () => {
  const countProcesses = (host: SandboxHost) => host.exec('ps -e -o args= | grep -c "^[s]leep 4711"')

  it("ends the run and Ansible's processes on the hosts, and keeps its log", async () => {
    const script = `for n in $(seq 1 20); do echo "line $n"; done
ansible all -i ../conf/hosts.ini -e ansible_python_interpreter=/usr/bin/python3 -m shell -a 'sleep 4711; true'`
    const file = await clusterOf(await scriptedPackage(sandbox(), 'stopped', script), 'stopped')
    const running = install(file)
    await running.waitForOutput('line 20')
    const run = runOf(running.stderr)
    for (const host of sandbox().hosts)
      await expect.poll(async () => (await countProcesses(host)).stdout, { timeout: SOON_MS }).toBe('1\n')
    const stopped = await taskbox(['stop', run, '--json', '--data', data])
    expect(stopped.code, stopped.stderr).toBe(0)
    expect(stopped.stderr).not.toContain('may still be running')
    expect(JSON.parse(stopped.stdout.toString())).toEqual({ run, state: 'stopped' })
    for (const host of sandbox().hosts) expect((await countProcesses(host)).stdout, host.name).toBe('0\n')
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

describe('an installer that fails', () => {
  it(
    'is reported with task, host and signature, and the counters of the recap',
    async () => {
      const packageFolder = await copyPackage(sandbox())
      await master().exec(`cd ${packageFolder}/conf && echo master >.fail && touch .ssh-question`)
      const { code, stdout, stderr } = await install(await clusterOf(packageFolder, 'failing')).ended
      expect(code).toBe(1)
      const { log, last } = parts(stdout)
      const report = failed.parse(last)
      expect(report).toMatchObject({ state: 'failed', reason: 'exit-status' })
      expect(report.hosts).toEqual(recaps(log))
      expect(report.hosts.master?.failed).toBe(1)
      expect(log.equals(jobLog(master(), report.run))).toBe(true)
      const text = stripVTControlCharacters(log.toString())
      expect(text).toContain('Password-less SSH communication is necessary，have you configured yet?')
      expect(text).toMatch(/fatal: \[master\]: FAILED!.*address already in use/)
      for (const kind of ['RUNNING HANDLER', 'RETRYING: [master]: Configure | Wait for etcd cluster'])
        expect(text).toContain(kind)
      expect(text).not.toContain('Console:')
      expect(stderr).toMatch(/^ {2}master: etcd : Stop if etcd is not healthy \(\d+\): /m)
      for (const { host, line } of report.diagnosis) {
        expect(host).toBe('master')
        expect(line).toBeLessThanOrEqual(log.toString().split('\n').length)
      }
    },
    INSTALL_MS,
  )
})
