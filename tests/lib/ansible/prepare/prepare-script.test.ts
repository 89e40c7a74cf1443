import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { execaSync } from 'execa'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { ansibleEnvironmentPath } from '@/lib/ansible/prepare/environment'
import { renderInspect } from '@/lib/ansible/prepare/inspect'
import type { PreparationPlan } from '@/lib/ansible/prepare/plan'
import { renderPreparation } from '@/lib/ansible/prepare/prepare-script'
import { SHELL_FUNCTIONS } from '@/lib/ansible/prepare/shell'
import { LogReducer } from '@/lib/diagnosis/log-reducer'
import { stopJob } from '@/server/runs/job/stop'
import { followToEnd, machine, running, testJobs } from '../../../server/runs/job/test-jobs'
import { SHELLS } from '../../checks/probe/shells'
import { closeServers, indexOf, listen, serve } from './package-index'
import { makeWheel, prepare, testFolder } from './preparations'

closeServers()
const folder = testFolder()
const wheelhouse = () => folder('wheels')

/** A plan for the small ansible-core of the wheelhouse, with any Python of this machine. */
const plan = (more: Partial<PreparationPlan> = {}): PreparationPlan => ({
  environment: 'kubespray-2.31.0',
  requirements: ['ansible-core==2.18.5', 'netaddr'],
  ansible: { from: '2.18.0', below: '2.19.0' },
  python: { oldest: '3.9', newest: '3.14' },
  packages: { kind: 'wheelhouse', folder: wheelhouse() },
  folder: folder('environments'),
  ...more,
})

beforeAll(async () => {
  await makeWheel(wheelhouse(), 'ansible-core', '2.18.5', { command: 'ansible-playbook' })
  await makeWheel(wheelhouse(), 'ansible-core', '2.19.1', { command: 'ansible-playbook' })
  await makeWheel(wheelhouse(), 'netaddr', '1.3.0')
})

/** A build that a process still uses. */
const USED_BUILD = 'kubespray-2.31.0.build-2-2'
const NOBODY = 65534
const SECRET = `se-cret-${process.pid}`
const FIRST_TASKS = [
  'Check the folder of Ansible',
  'Check the requirements',
  'Find Python 3.9 to 3.14',
  'Look for a prepared environment',
]
const BUILD_TASKS = (source: string) => [
  'Create the virtual environment',
  `Install Ansible from ${source}`,
  'Verify Ansible',
]
/** A playbook with a play on localhost, as the installer's may have. */
const PLAYBOOK = `
PLAY [Check Ansible version] ****

TASK [Check] ****
ok: [localhost]

PLAY RECAP ****
localhost                  : ok=1    changed=0    unreachable=0    failed=0    skipped=0    rescued=0    ignored=0
`

it('is plain POSIX sh', () => {
  const packages = { kind: 'index', url: 'http://mirror/simple' } as const
  for (const more of [{ requirements: 'requirements.txt' }, { packages }]) {
    const { command } = renderPreparation(plan(more))
    // SC1091, SC2034: os-release. SC2046, SC2086: words are split on purpose. SC2012: names of wheels have no line
    // breaks. SC2062: the names of processes are not the pattern of grep.
    const exclude = '--exclude=SC1091,SC2034,SC2046,SC2086,SC2012,SC2062'
    execFileSync('shellcheck', ['--shell=sh', exclude, '-'], { input: command })
  }
})

it('has the URL of an index in its environment only', () => {
  const packages = { kind: 'index', url: 'https://admin:se%40cret@mirror.example/simple' } as const
  const { command, environment } = renderPreparation(plan({ packages }))
  expect(command).not.toMatch(/cret|admin/)
  expect(command).toContain('Install Ansible from mirror.example')
  expect(environment).toEqual({ PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0', PIP_INDEX_URL: packages.url })
})

it('trusts an index of plain HTTP, which pip ignores otherwise', () => {
  const packages = { kind: 'index', url: 'http://user:x@10.0.0.1:8081/simple' } as const
  expect(renderPreparation(plan({ packages })).environment).toMatchObject({
    PIP_TRUSTED_HOST: '10.0.0.1:8081',
  })
})

it.each(['', '../x', 'a/b', '.x', 'a b', 'kubespray-2.31.0.build-1', 'x'.repeat(101), '$(id)'])(
  'rejects the environment %j',
  (environment) => {
    expect(() => ansibleEnvironmentPath(environment)).toThrow(TypeError)
    expect(() => renderPreparation(plan({ environment }))).toThrow(TypeError)
  },
)

const environments = (...names: string[]) => folder('environments', ...names)
const environment = (...names: string[]) => environments('kubespray-2.31.0', ...names)
const builds = async () => (await readdir(environments())).filter((name) => name.includes('.build-'))

it('has the environments of root and of other users in folders of their own', () => {
  const folderOf = (uid: number, env: Record<string, string>) =>
    execaSync('sh', ['-c', `echo ${ansibleEnvironmentPath('k')}`], { uid, env, extendEnv: false }).stdout
  expect(folderOf(0, { HOME: '/root' })).toBe('/var/lib/taskbox-ansible/k')
  expect(folderOf(NOBODY, { HOME: "/home/it's me" })).toBe("/home/it's me/.local/share/taskbox/ansible/k")
  expect(folderOf(NOBODY, { HOME: '/home/x', XDG_DATA_HOME: '/data' })).toBe('/data/taskbox/ansible/k')
})

describe('two preparations of one environment at once', () => {
  it('replace a half-built one once, and the second one waits for the first', async () => {
    await mkdir(environment('bin'), { recursive: true })
    await mkdir(environments('kubespray-2.31.0.build-1-1'))
    await mkdir(environments(USED_BUILD))
    const user = spawn('sh', ['-c', 'sleep 600; :', `${environments(USED_BUILD)}/bin/python`], {
      detached: true,
    })
    onTestFinished(() => void process.kill(-(user.pid ?? 0), 'SIGKILL'))
    const runs = await Promise.all(
      ['one', 'two'].map((run) => prepare(plan(), { env: { TASKBOX_JOB: `/jobs/${run}` } })),
    )
    expect(runs.map(({ exitCode, failure }) => [exitCode, failure])).toEqual([
      [0, undefined],
      [0, undefined],
    ])
    const [builder, waiter] = runs.toSorted((a, b) => b.tasks.length - a.tasks.length)
    expect(builder?.tasks).toEqual([...FIRST_TASKS, ...BUILD_TASKS(wheelhouse())])
    expect(builder?.output).toContain('kubespray-2.31.0: It is incomplete.')
    expect(waiter?.tasks).toEqual(FIRST_TASKS)
    expect(waiter?.output).toMatch(
      /Waiting for process \d+ of run (one|two), which prepares the same environment\./,
    )
    expect(waiter?.output).toContain('contains Ansible 2.18.5')
    expect(await builds()).toHaveLength(2)
    expect(await builds()).toContain(USED_BUILD)
  })

  it('leave an environment whose programs run by its path', () => {
    const program = `${ansibleEnvironmentPath('kubespray-2.31.0', environments())}/bin/ansible-playbook`
    expect(execFileSync('sh', ['-c', program]).toString()).toBe('ansible-playbook [core 2.18.5]\n')
  })
})

describe('a complete environment', () => {
  it.each(SHELLS)('is used again, under %s', async (...shell) => {
    const { exitCode, tasks, output } = await prepare(plan(), { shell })
    expect([exitCode, tasks]).toEqual([0, FIRST_TASKS])
    expect(output).toContain('contains Ansible 2.18.5')
  })

  it('stays as it is if the new requirements install an unsupported version, here from an index with a password', async () => {
    const passwords = new Set<string | undefined>()
    const wheels = indexOf(wheelhouse())
    const host = await serve((request, response) => {
      passwords.add(request.headers.authorization)
      if (request.headers.authorization) wheels(request, response)
      else response.writeHead(401, { 'www-authenticate': 'Basic' }).end()
    })
    const packages = { kind: 'index', url: `http://admin:${SECRET}@${host}/simple` } as const
    const { exitCode, failure, output } = await prepare(
      plan({ packages, requirements: ['ansible-core==2.19.1'] }),
    )
    expect([exitCode, failure]).toEqual([
      2,
      'The requirements install ansible-core 2.19.1, but the playbooks need Ansible 2.18.',
    ])
    expect(output).toContain('kubespray-2.31.0: Its requirements have changed.')
    expect(passwords).toContain(`Basic ${btoa(`admin:${SECRET}`)}`)
    expect(output).not.toContain(SECRET)
    expect(execFileSync(environment('bin/ansible-playbook')).toString()).toContain('2.18.5')
    expect(await builds()).toHaveLength(1)
  })
})

describe('the verification of an environment', () => {
  const inspect = (of: string, more: Partial<PreparationPlan> = {}) => {
    const script = `${SHELL_FUNCTIONS}\n${renderInspect(plan(more))}\ninspect "$1"`
    const { stdout, status } = spawnSync('sh', ['-c', script, 'sh', of], { encoding: 'utf8' })
    return { status, output: stdout.trim() }
  }

  it('prints the version of ansible-core', () => {
    expect(inspect(environment())).toEqual({ status: 0, output: '2.18.5' })
  })
  it('names missing collections', () => {
    expect(inspect(environment(), { collections: ['ansible.posix', 'ansible.utils'] })).toEqual({
      status: 1,
      output:
        'These Ansible collections are missing: ansible.posix, ansible.utils. The Python package "ansible" contains them.',
    })
  })
  it('imports the modules that the playbooks need', () => {
    expect(inspect(environment(), { requirements: ['# Needed', 'jmespath==1.0.1'] })).toEqual({
      status: 1,
      output: "The Python module jmespath cannot be imported: No module named 'jmespath'",
    })
  })
  it('compares versions as numbers', () => {
    expect(inspect(environment(), { ansible: { from: '2.9.0', below: '2.100.0' } }).status).toBe(0)
    expect(inspect(environment(), { ansible: { from: '2.18.10' } })).toEqual({
      status: 1,
      output:
        'The requirements install ansible-core 2.18.5, but the playbooks need Ansible 2.18.10 or newer.',
    })
  })
  it('reports requirements without Ansible', () => {
    execFileSync('/usr/bin/python3', ['-m', 'venv', '--without-pip', folder('bare')])
    expect(inspect(folder('bare'))).toEqual({
      status: 1,
      output: `${folder('bare')}/bin/ansible-playbook is missing: the requirements do not install ansible-core.`,
    })
  })
})

describe('the log of a preparation', () => {
  it('is a play on localhost without a recap, whose counters the recap of the installer does not contradict', async () => {
    const { output } = await prepare(plan())
    const log = new LogReducer()
    log.push(Buffer.from(`${output}\n`))
    expect(log.recaps).toBe(0)
    expect(log.view.plays.map(({ name }) => name)).toEqual(['Taskbox: prepare Ansible 2.18'])
    expect(log.view.hosts.localhost?.counters).toMatchObject({ ok: 4, failed: 0 })
    log.push(Buffer.from(PLAYBOOK))
    log.end()
    expect(log.view.recapDiffers).toEqual([])
    expect(log.view.hosts.localhost?.counters).toMatchObject({ ok: 5, failed: 0 })
  })
})

describe('a preparation that is stopped', () => {
  const { start, nextId } = testJobs()
  it('leaves no half-built environment, and shows the password of the index nowhere', async () => {
    const silent = await listen(createServer((socket) => socket.on('error', () => undefined)))
    const packages = { kind: 'index', url: `http://admin:${SECRET}@${silent}/simple` } as const
    const step = renderPreparation(plan({ environment: 'stopped', packages, limits: { response: 60 } }))
    const job = await start('', { runId: nextId(), steps: [{ workingDirectory: '/', ...step }] })
    const log = () => readFile(path.join(job, 'log'), 'utf8')
    await expect.poll(log, { timeout: 60_000 }).toContain('Looking in indexes:')
    expect(await running(SECRET)).toBe(0)
    await stopJob(machine, job)
    const { exitStatus } = await followToEnd(job)
    expect(exitStatus).toBe(130)
    expect(await log()).not.toContain(SECRET)
    expect((await readdir(environments())).filter((name) => name.startsWith('stopped'))).toEqual([
      'stopped.lock',
    ])
  })
})
