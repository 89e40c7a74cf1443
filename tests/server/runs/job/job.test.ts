import { execFile, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import {
  chown,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LocalMachine } from '@/server/machine/local'
import { JOBS_FOLDER, MAIN_SH } from '@/server/runs/job/files'
import { type FollowOptions, follow, type JobEnd } from '@/server/runs/job/follow'
import { answerJob, type JobPlan, jobState, readAnswers, startJob, stopJob } from '@/server/runs/job/job'
import { scaled } from '../../../scale'

const SOON_MS = 15_000
const machine = new LocalMachine()
const made: string[] = []
const NOBODY = 65534
let jobs: string
let runs = 0

beforeAll(async () => {
  jobs = await mkdtemp(path.join(tmpdir(), "jobs it's "))
})
afterAll(async () => {
  await Promise.all(
    made.map((job) => stopJob(machine, job, { interruptMs: 0, terminateMs: 0, killMs: 5_000 })),
  )
  await rm(jobs, { recursive: true })
})

function nextId(): string {
  runs += 1
  return `-run_${runs}`
}

async function start(command: string, more: Partial<JobPlan> = {}): Promise<string> {
  const job = await startJob(machine, { runId: nextId(), workingDirectory: '/tmp', command, jobs, ...more })
  made.push(job)
  return job
}

/** The whole log and the end. `hear` may answer while it comes. */
async function whole(
  job: string,
  hear: (text: string) => void = () => undefined,
): Promise<JobEnd & { log: string }> {
  const chunks: Buffer[] = []
  const options: FollowOptions = {
    onBytes: (chunk) => {
      chunks.push(chunk)
      hear(Buffer.concat(chunks).toString())
    },
  }
  const end = await follow(machine, job, 0, options)
  return { ...end, log: Buffer.concat(chunks).toString() }
}

/** Waits for a prompt at the end of its log. */
const asks = (job: string, prompt: string) =>
  expect
    .poll(() => readFile(path.join(job, 'log'), 'utf8'), { timeout: SOON_MS })
    .toMatch(new RegExp(`${prompt.replace('?', '\\?')}$`))

/** How many processes have this command line, or only a part of it. */
const running = (line: string, ...part: string[]) =>
  new Promise<number>((resolve) => {
    execFile('pgrep', ['-c', ...part, '-f', line], (_, stdout) => resolve(Number(stdout)))
  })

const entry = (answer: string, at = 1) => ({ question: 'Colour?', answer, by: 'user' as const, at })

/** Every way to a pseudo-terminal that this machine has: Python of all ages, where pyenv has them, and `script`. */
const terminals = ['/usr/bin/python3', ...oldPythons(), 'script'].filter(
  (terminal) => terminal === 'script' || existsSync(terminal),
)

function oldPythons(): string[] {
  const folder = path.join(homedir(), '.pyenv/versions')
  const versions = existsSync(folder) ? readdirSync(folder).sort() : []
  const ages = scaled([/^2\.7/], [/^2\.7/, /^3\.6/, /^3\.13/])
  const wanted = ages.flatMap((age) => versions.find((name) => age.test(name)) ?? [])
  return wanted.map((version) => path.join(folder, version, 'bin/python'))
}

describe.each(terminals)('a job under a pseudo-terminal of %s', (terminal) => {
  it('is on a terminal of a fixed size that knows colours, and may be interrupted', async () => {
    const job = await start(`tty -s && stty size; echo $TERM; sh -c trap; grep SigIgn /proc/self/status`, {
      terminal,
    })
    const { log, exitStatus } = await whole(job)
    expect(log).toBe('50 200\r\nxterm-256color\r\nSigIgn:\t0000000000000000\r\n')
    expect(exitStatus).toBe(0)
  })

  it('ends with the status of its command', async () => {
    const statuses = {
      'exit 0': 0,
      'exit 77': 77,
      'sh -c "exit 255"': 255,
      'kill -9 $$': 137,
      'kill -TERM $$': 143,
      'no-such-command': 127,
    }
    const found = Object.keys(statuses).map(async (command) => {
      const { exitStatus } = await whole(await start(command, { terminal }))
      return [command, exitStatus] as const
    })
    expect(Object.fromEntries(await Promise.all(found))).toEqual(statuses)
  })

  it('is answered, whatever the answer holds', async () => {
    const answers = ['yes', '', ` it's "$HOME" \\n !! \`id\` `, 'é 中文 😀', '-n']
    const ask = `for n in 1 2 3 4 5; do printf 'Colour %s? ' $n; IFS= read -r x; printf '<%s>\\n' "$x"; done`
    const job = await start(ask, { terminal })
    let given = 0
    const { log } = await whole(job, (text) => {
      if (!text.endsWith(`Colour ${given + 1}? `)) return
      const text_ = answers[given] ?? ''
      given += 1
      void answerJob(machine, job, { id: `q${given}`, text: text_, entry: entry(text_) })
    })
    expect([...log.matchAll(/<(.*)>\r\n/g)].map(([, said]) => said)).toEqual(answers)
  })

  it('writes what its terminal shows, byte for byte', async () => {
    const command = String.raw`printf '\033[0;32mok: [node1]\033[0m\n'; printf '10%%\r50%%\r100%%\n'; printf '\377\000\200 no UTF-8\n'; printf 'é 中文\tlast line without an end'`
    const job = await start(command, { terminal })
    await whole(job)
    const direct = await promisify(execFile)(
      '/usr/bin/python3',
      ['-c', `import pty, sys; sys.exit(pty.spawn(['sh', '-c', ${JSON.stringify(command)}]) >> 8)`],
      { encoding: 'buffer' },
    )
    expect((await readFile(path.join(job, 'log'))).equals(direct.stdout)).toBe(true)
  })

  it('stops as Ctrl-C stops it, and says so', async () => {
    const job = await start(
      `sh -c 'trap "echo interrupted; exit 99" INT; echo begun; while :; do sleep 1; done'`,
      { terminal },
    )
    await expect.poll(() => readFile(path.join(job, 'log'), 'utf8'), { timeout: SOON_MS }).toContain('begun')
    await stopJob(machine, job)
    expect(await whole(job)).toMatchObject({
      exitStatus: 99,
      stopped: true,
      logDamaged: false,
      log: 'begun\r\ninterrupted\r\n',
    })
  })

  it('stops for good where it will not, with all that it runs', async () => {
    const mark = `8${runs}8${process.pid}`
    const stubborn = `trap "" INT TERM HUP; echo begun; setsid sh -c 'trap "" TERM; while :; do sleep ${mark}; done' & while :; do sleep ${mark}; done`
    const job = await start(`bash -c ${JSON.stringify(stubborn)}`, { terminal })
    await expect.poll(() => running(`sleep ${mark}`, '-x'), { timeout: SOON_MS }).toBe(2)
    await stopJob(machine, job, { interruptMs: 300, terminateMs: 300, killMs: 5_000 })
    expect(await running(`sleep ${mark}`, '-x')).toBe(0)
    expect(await jobState(machine, job)).toMatchObject({ alive: false, stopped: true })
  })
})

describe('a job', () => {
  it('lies in a folder that only its owner may look into', async () => {
    const job = await start('true', { environment: { SECRET: 'x' } })
    await whole(job)
    expect((await stat(job)).mode & 0o777).toBe(0o700)
    for (const file of ['command', 'log', 'exit', 'pid'])
      expect((await stat(path.join(job, file))).mode & 0o077).toBe(0)
  })

  it('is started once, however often', async () => {
    const plan = { runId: nextId(), workingDirectory: '/tmp', command: 'echo once; sleep 0.3', jobs }
    const folders = await Promise.all([1, 2, 3, 4].map(() => startJob(machine, plan)))
    const again = await startJob(machine, { ...plan, command: 'echo other' })
    expect(new Set([...folders, again]).size).toBe(1)
    expect((await whole(again)).log).toBe('once\r\n')
  })

  it('runs in its folder with its environment, as after a login', async () => {
    const environment = { COLOUR: `it's "red" $x` }
    const job = await start(
      'pwd; echo "$COLOUR"; umask; echo $PYTHONUNBUFFERED; locale charmap; case $PATH in */usr/sbin*) echo sbin; esac',
      { environment, workingDirectory: jobs },
    )
    expect((await whole(job)).log).toBe(`${jobs}\r\n${environment.COLOUR}\r\n0022\r\n1\r\nUTF-8\r\nsbin\r\n`)
  })

  it('says in its log where its folder is gone', async () => {
    const { log, exitStatus } = await whole(await start('true', { workingDirectory: '/no/such/folder' }))
    expect([exitStatus, log.includes('/no/such/folder')]).toEqual([127, true])
  })

  it('shows neither its environment nor an answer to other users', async () => {
    const secret = `secret${process.pid}`
    const command = 'printf "Colour? "; read -r x; printf "Shape? "; read -r y'
    const job = await start(command, { environment: { SECRET: secret } })
    await asks(job, 'Colour? ')
    expect(await running(secret)).toBe(0)
    await answerJob(machine, job, { id: 'q1', text: secret, entry: entry('') })
    await asks(job, 'Shape? ')
    expect(await running(secret)).toBe(0)
    await answerJob(machine, job, { id: 'q2', text: '', entry: entry('') })
    await whole(job)
  })

  it('is answered once, however many answer', async () => {
    const job = await start('printf "Colour? "; read -r x; echo "<$x>"; read -r y')
    const give = (text: string, at: number) =>
      answerJob(machine, job, { id: 'q1', text, entry: entry(text, at) })
    const given = await Promise.all([give('red', 1), give('blue', 2)])
    expect(given.filter(Boolean)).toHaveLength(1)
    await answerJob(machine, job, { id: 'q2', text: '', entry: entry('', 3) })
    const { log } = await whole(job)
    expect(log).toMatch(/<(red|blue)>\r\n/)
    expect((await readAnswers(machine, job)).map(({ answer }) => answer)).toEqual([
      log.match(/<(\w+)>/)?.[1],
      '',
    ])
  })

  it('keeps its answers in the order they were given', async () => {
    const job = await start('read -r a; read -r b; echo "$a $b"')
    for (const n of [1, 2])
      await answerJob(machine, job, { id: `z${3 - n}`, text: `${n}`, entry: entry(`${n}`, n) })
    await whole(job)
    expect((await readAnswers(machine, job)).map(({ answer }) => answer)).toEqual(['1', '2'])
  })

  it('takes no answer that could be more than one line, and none after its end', async () => {
    const job = await start('true')
    await whole(job)
    const answer = (text: string) => answerJob(machine, job, { id: 'q1', text, entry: entry(text) })
    await expect(answer('yes')).rejects.toMatchObject({ kind: 'run-ended' })
    await expect(answer('a\nb')).rejects.toMatchObject({ kind: 'bad-request' })
    await expect(answer('\u0003')).rejects.toMatchObject({ kind: 'bad-request' })
    await expect(answer('x'.repeat(5000))).rejects.toMatchObject({ kind: 'bad-request' })
  })

  it('tells how it is', async () => {
    const job = await start('echo begun; read -r x; exit 4')
    await expect.poll(async () => (await jobState(machine, job)).logBytes, { timeout: SOON_MS }).toBe(7)
    expect(await jobState(machine, job)).toEqual({
      exists: true,
      alive: true,
      held: false,
      begun: true,
      exitStatus: undefined,
      logBytes: 7,
      stopped: false,
      seconds: expect.any(Number),
    })
    await answerJob(machine, job, { id: 'q1', text: '', entry: entry('') })
    await whole(job)
    await expect
      .poll(() => jobState(machine, job), { timeout: SOON_MS })
      .toMatchObject({ alive: false, exitStatus: 4 })
    expect(await jobState(machine, `${job}-none`)).toMatchObject({ exists: false, alive: false })
  })

  it('is known to be gone where it was killed outright, even when another has its number', async () => {
    const job = await start('echo begun; sleep 60')
    await expect.poll(() => readFile(path.join(job, 'log'), 'utf8'), { timeout: SOON_MS }).toBe('begun\r\n')
    const [main = '', ...rest] = (await readFile(path.join(job, 'pid'), 'utf8')).trim().split(' ')
    const ending = whole(job)
    process.kill(-Number(main), 'SIGKILL')
    expect(await ending).toMatchObject({ exitStatus: undefined, stopped: false, log: 'begun\r\n' })
    await machine.writeFile(path.join(job, 'pid'), `${process.pid} ${rest.join(' ')}\n`, {
      mode: 0o600,
      deadlineMs: SOON_MS,
    })
    expect(await jobState(machine, job)).toMatchObject({ alive: false })
  })

  it('is not started in a folder of another user, who could replace it', async () => {
    const theirs = path.join(jobs, 'theirs')
    await mkdir(theirs)
    await chown(theirs, NOBODY, NOBODY)
    await expect(start('true', { jobs: theirs })).rejects.toMatchObject({ kind: 'file-access' })
    expect(await readdir(theirs)).toEqual([])
  })

  it('of root is not in a folder that the unit gives to the service’s user', async () => {
    const unit = await readFile('docs/systemd/taskbox.service', 'utf8')
    const state = /^StateDirectory=(.*)$/m.exec(unit)?.[1]
    expect(state).toBeTruthy()
    const { stdout } = await machine.exec(`echo "${JOBS_FOLDER}"`, { deadlineMs: 5_000 })
    const folder = stdout.toString().trim()
    expect(path.dirname(folder)).toBe('/var/lib')
    expect(folder).not.toBe(`/var/lib/${state}`)
  })

  it('says that it cannot be started', async () => {
    await expect(start('true', { terminal: '/no/python' })).rejects.toMatchObject({
      facts: { reason: 'noPseudoTerminal' },
    })
    await expect(start('true', { jobs: '/proc/jobs' })).rejects.toMatchObject({ kind: 'file-access' })
    await expect(start('true', { runId: '../x' })).rejects.toThrow(TypeError)
  })

  it('outlives the process that started it', async () => {
    const runId = nextId()
    const command = 'for n in $(seq 1 40); do echo "line $n"; sleep 0.05; done; exit 6'
    const script = path.join(import.meta.dirname, '../start-and-follow.ts')
    const plan = { runId, workingDirectory: '/tmp', command, jobs }
    const server = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(plan)], {
      detached: true,
    })
    let seen = ''
    server.stdout.on('data', (chunk: Buffer) => {
      seen += chunk.toString()
    })
    await expect.poll(() => seen, { timeout: SOON_MS }).toContain('line 5\r\n')
    process.kill(-(server.pid ?? 0), 'SIGKILL')
    await new Promise((resolve) => server.once('close', resolve))
    const job = path.join(jobs, runId)
    const later: Buffer[] = []
    const offset = Buffer.byteLength(seen)
    const end = await follow(machine, job, offset, { onBytes: (chunk) => later.push(chunk) })
    const lines = Array.from({ length: 40 }, (_, n) => `line ${n + 1}\r\n`).join('')
    expect(seen + Buffer.concat(later).toString()).toBe(lines)
    expect(end).toMatchObject({ exitStatus: 6, stopped: false })
  })
})

describe('the lock in the package', () => {
  const shells = [['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(([program = '']) =>
    existsSync(`/usr/bin/${program}`),
  )

  /** A package, and beside it what its lock leads to: a file that has a text, or none yet. */
  async function packageWith(kind: 'link' | 'link to nothing' | 'second name' | 'none') {
    const folder = await mkdtemp(path.join(jobs, "package it's "))
    const [lock, away] = [path.join(folder, '.taskbox-lock'), path.join(folder, 'away')]
    if (kind !== 'link to nothing') await writeFile(away, 'theirs\n')
    if (kind === 'second name') await link(away, lock)
    else if (kind !== 'none') await symlink(away, lock)
    return { folder, lock, theirs: () => readFile(away, 'utf8').catch(() => 'nothing') }
  }

  it('keeps others out while the job lives, and says whose it is', async () => {
    const { folder, lock } = await packageWith('none')
    const job = await start('read -r x', { package: folder })
    expect(await readFile(lock, 'utf8')).toMatch(`${path.basename(job)} `)
    expect((await stat(lock)).mode & 0o777).toBe(0o600)
    await expect(start('true', { package: folder })).rejects.toMatchObject({
      kind: 'run-active',
      facts: { run: path.basename(job) },
    })
    await answerJob(machine, job, { id: 'q1', text: '', entry: entry('') })
    await whole(job)
    const next = await start('true', { package: folder })
    await whole(next)
    expect(await readFile(lock, 'utf8')).toMatch(new RegExp(`^${path.basename(next)} \\d+ \\d+ \\S+\\n$`))
  })

  it.each([
    ['link', 'theirs\n'],
    ['link to nothing', 'nothing'],
    ['second name', 'theirs\n'],
  ] as const)('is not written through a %s, and nothing is left of the job', async (kind, theirs) => {
    const { folder, lock, theirs: found } = await packageWith(kind)
    const runId = nextId()
    await expect(start('true', { runId, package: folder })).rejects.toMatchObject({
      kind: 'package-lock-linked',
      facts: { path: lock },
    })
    expect(await found()).toBe(theirs)
    expect(await readdir(jobs)).not.toContain(runId)
  })

  it.each(shells)('is not written through a link that came after it was looked at (%s)', async (...shell) => {
    for (const kind of ['none', 'link', 'link to nothing', 'second name'] as const) {
      const { folder, lock, theirs } = await packageWith(kind)
      const before = await theirs()
      const job = path.join(folder, 'job')
      await mkdir(job)
      for (const [name, text] of Object.entries({ python: '/usr/bin/python3', package: folder, stop: '' }))
        await writeFile(path.join(job, name), `${text}\n`)
      await promisify(execFile)('mkfifo', [path.join(job, 'in')])
      const [program = '', ...options] = shell
      await promisify(execFile)(program, [...options, '-c', MAIN_SH], { cwd: job }).catch(() => undefined)
      expect(await theirs(), kind).toBe(before)
      expect(existsSync(path.join(job, 'pid')), kind).toBe(kind === 'none')
      if (kind === 'none') expect(await readFile(lock, 'utf8')).toMatch(/^job \d+ \d+ \S+\n$/)
    }
  })
})
