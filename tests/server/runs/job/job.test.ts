import { execFile, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { answerJob, readAnswers } from '@/server/runs/job/answers'
import { JOBS_FOLDER } from '@/server/runs/job/files'
import { follow } from '@/server/runs/job/follow'
import { startJob } from '@/server/runs/job/job'
import { readJobState } from '@/server/runs/job/state'
import { stopJob } from '@/server/runs/job/stop'
import { scaled } from '../../../scale'
import { entry, followToEnd, machine, running, SOON_MS, testJobs, waitForPrompt } from './test-jobs'

const NOBODY = 65534

const { folder: jobsFolder, nextId, start } = testJobs()

/** Every program for a pseudo-terminal on this machine: Python versions of pyenv, and `script`. */
const terminals = ['/usr/bin/python3', ...oldPythons(), 'script'].filter(
  (terminal) => terminal === 'script' || existsSync(terminal),
)

function oldPythons(): string[] {
  const folder = path.join(homedir(), '.pyenv/versions')
  const versions = existsSync(folder) ? readdirSync(folder).sort() : []
  const series = scaled([/^2\.7/], [/^2\.7/, /^3\.6/, /^3\.13/])
  const selected = series.flatMap((age) => versions.find((name) => age.test(name)) ?? [])
  return selected.map((version) => path.join(folder, version, 'bin/python'))
}

describe.each(terminals)('a job in a pseudo-terminal of %s', (terminal) => {
  it('has a colour terminal of fixed size, and can be interrupted', async () => {
    const job = await start(`tty -s && stty size; echo $TERM; sh -c trap; grep SigIgn /proc/self/status`, {
      terminal,
    })
    const { log, exitStatus } = await followToEnd(job)
    expect(log).toBe('50 200\r\nxterm-256color\r\nSigIgn:\t0000000000000000\r\n')
    expect(exitStatus).toBe(0)
  })

  it("exits with its command's status", async () => {
    const statuses = {
      'exit 0': 0,
      'exit 77': 77,
      'sh -c "exit 255"': 255,
      'kill -9 $$': 137,
      'kill -TERM $$': 143,
      'no-such-command': 127,
    }
    const results = Object.keys(statuses).map(async (command) => {
      const { exitStatus } = await followToEnd(await start(command, { terminal }))
      return [command, exitStatus] as const
    })
    expect(Object.fromEntries(await Promise.all(results))).toEqual(statuses)
  })

  it('accepts answers with any characters', async () => {
    const answers = ['yes', '', ` it's "$HOME" \\n !! \`id\` `, 'é 中文 😀', '-n']
    const script = `for n in 1 2 3 4 5; do printf 'Colour %s? ' $n; IFS= read -r x; printf '<%s>\\n' "$x"; done`
    const job = await start(script, { terminal })
    let answered = 0
    const { log } = await followToEnd(job, (text) => {
      if (!text.endsWith(`Colour ${answered + 1}? `)) return
      const answer = answers[answered] ?? ''
      answered += 1
      void answerJob(machine, job, { id: `q${answered}`, text: answer, entry: entry(answer) })
    })
    expect([...log.matchAll(/<(.*)>\r\n/g)].map(([, answer]) => answer)).toEqual(answers)
  })

  it('writes its terminal’s output byte for byte', async () => {
    const command = String.raw`printf '\033[0;32mok: [node1]\033[0m\n'; printf '10%%\r50%%\r100%%\n'; printf '\377\000\200 no UTF-8\n'; printf 'é 中文\tlast line without an end'`
    const job = await start(command, { terminal })
    await followToEnd(job)
    const direct = await promisify(execFile)(
      '/usr/bin/python3',
      ['-c', `import pty, sys; sys.exit(pty.spawn(['sh', '-c', ${JSON.stringify(command)}]) >> 8)`],
      { encoding: 'buffer' },
    )
    expect((await readFile(path.join(job, 'log'))).equals(direct.stdout)).toBe(true)
  })

  it('stops on SIGINT and records the stop request', async () => {
    const job = await start(
      `sh -c 'trap "echo interrupted; exit 99" INT; echo started; while :; do sleep 1; done'`,
      { terminal },
    )
    await expect
      .poll(() => readFile(path.join(job, 'log'), 'utf8'), { timeout: SOON_MS })
      .toContain('started')
    await stopJob(machine, job)
    expect(await followToEnd(job)).toMatchObject({
      exitStatus: 99,
      stopRequested: true,
      logDamaged: false,
      log: 'started\r\ninterrupted\r\n',
    })
  })

  it('stops with all its processes by SIGKILL', async () => {
    const marker = `88${process.pid}`
    const ignoring = `trap "" INT TERM HUP; echo started; setsid sh -c 'trap "" TERM; while :; do sleep ${marker}; done' & while :; do sleep ${marker}; done`
    const job = await start(`bash -c ${JSON.stringify(ignoring)}`, { terminal })
    await expect.poll(() => running(`sleep ${marker}`, '-x'), { timeout: SOON_MS }).toBe(2)
    await stopJob(machine, job, { interruptMs: 300, terminateMs: 300, killMs: 5_000 })
    expect(await running(`sleep ${marker}`, '-x')).toBe(0)
    expect(await readJobState(machine, job)).toMatchObject({ alive: false, stopRequested: true })
  })
})

describe('a job', () => {
  it('has a folder that only its owner can read', async () => {
    const job = await start('true', { environment: { SECRET: 'x' } })
    await followToEnd(job)
    expect((await stat(job)).mode & 0o777).toBe(0o700)
    for (const file of ['command', 'log', 'exit', 'pid'])
      expect((await stat(path.join(job, file))).mode & 0o077).toBe(0)
  })

  it('starts once for any number of calls', async () => {
    const plan = {
      runId: nextId(),
      steps: [{ workingDirectory: '/tmp', command: 'echo once; sleep 0.3' }],
      jobsFolder: jobsFolder(),
    }
    const folders = await Promise.all([1, 2, 3, 4].map(() => startJob(machine, plan)))
    const again = await startJob(machine, {
      ...plan,
      steps: [{ workingDirectory: '/tmp', command: 'echo other' }],
    })
    expect(new Set([...folders, again]).size).toBe(1)
    expect((await followToEnd(again)).log).toBe('once\r\n')
  })

  it('runs in its working directory with its environment and a login PATH', async () => {
    const environment = { COLOUR: `it's "red" $x` }
    const job = await start(
      'pwd; echo "$COLOUR"; umask; echo $PYTHONUNBUFFERED; locale charmap; case $PATH in */usr/sbin*) echo sbin; esac',
      { environment },
      jobsFolder(),
    )
    expect((await followToEnd(job)).log).toBe(
      `${jobsFolder()}\r\n${environment.COLOUR}\r\n0022\r\n1\r\nUTF-8\r\nsbin\r\n`,
    )
  })

  it('reports a missing working directory in its log', async () => {
    const { log, exitStatus } = await followToEnd(await start('true', {}, '/no/such/folder'))
    expect([exitStatus, log.includes('/no/such/folder')]).toEqual([127, true])
  })

  it('hides its environment and answers from other users', async () => {
    const secret = `secret${process.pid}`
    const command = 'printf "Colour? "; read -r x; printf "Shape? "; read -r y'
    const job = await start(command, { environment: { SECRET: secret } })
    await waitForPrompt(job, 'Colour? ')
    expect(await running(secret)).toBe(0)
    await answerJob(machine, job, { id: 'q1', text: secret, entry: entry('') })
    await waitForPrompt(job, 'Shape? ')
    expect(await running(secret)).toBe(0)
    await answerJob(machine, job, { id: 'q2', text: '', entry: entry('') })
    await followToEnd(job)
  })

  it('accepts one of two simultaneous answers', async () => {
    const job = await start('printf "Colour? "; read -r x; echo "<$x>"; read -r y')
    const send = (text: string, at: number) =>
      answerJob(machine, job, { id: 'q1', text, entry: entry(text, at) })
    const accepted = await Promise.all([send('red', 1), send('blue', 2)])
    expect(accepted.filter(Boolean)).toHaveLength(1)
    await answerJob(machine, job, { id: 'q2', text: '', entry: entry('', 3) })
    const { log } = await followToEnd(job)
    expect(log).toMatch(/<(red|blue)>\r\n/)
    expect((await readAnswers(machine, job)).map(({ answer }) => answer)).toEqual([
      log.match(/<(\w+)>/)?.[1],
      '',
    ])
  })

  it('lists its answers in order', async () => {
    const job = await start('read -r a; read -r b; echo "$a $b"')
    for (const n of [1, 2])
      await answerJob(machine, job, { id: `z${3 - n}`, text: `${n}`, entry: entry(`${n}`, n) })
    await followToEnd(job)
    expect((await readAnswers(machine, job)).map(({ answer }) => answer)).toEqual(['1', '2'])
  })

  it('rejects answers with control characters, and answers after its end', async () => {
    const job = await start('true')
    await followToEnd(job)
    const answer = (text: string) => answerJob(machine, job, { id: 'q1', text, entry: entry(text) })
    await expect(answer('yes')).rejects.toMatchObject({ kind: 'run-ended' })
    await expect(answer('a\nb')).rejects.toMatchObject({ kind: 'bad-request' })
    await expect(answer('\u0003')).rejects.toMatchObject({ kind: 'bad-request' })
    await expect(answer('x'.repeat(5000))).rejects.toMatchObject({ kind: 'bad-request' })
  })

  it('reports its state', async () => {
    const job = await start('echo started; read -r x; exit 4')
    await expect.poll(async () => (await readJobState(machine, job)).logBytes, { timeout: SOON_MS }).toBe(9)
    expect(await readJobState(machine, job)).toEqual({
      exists: true,
      alive: true,
      awaitingRelease: false,
      started: true,
      exitStatus: undefined,
      logBytes: 9,
      stopRequested: false,
      durationSeconds: expect.any(Number),
      inputState: expect.objectContaining({ kind: expect.stringMatching(/^(busy|waiting)$/) }),
      quietSeconds: expect.any(Number),
    })
    await answerJob(machine, job, { id: 'q1', text: '', entry: entry('') })
    await followToEnd(job)
    await expect
      .poll(() => readJobState(machine, job), { timeout: SOON_MS })
      .toMatchObject({ alive: false, exitStatus: 4 })
    expect(await readJobState(machine, `${job}-none`)).toMatchObject({ exists: false, alive: false })
  })

  it('is not alive after SIGKILL, even if its pid was reused', async () => {
    const job = await start('echo started; sleep 60')
    await expect.poll(() => readFile(path.join(job, 'log'), 'utf8'), { timeout: SOON_MS }).toBe('started\r\n')
    const [main = '', ...rest] = (await readFile(path.join(job, 'pid'), 'utf8')).trim().split(' ')
    const ending = followToEnd(job)
    process.kill(-Number(main), 'SIGKILL')
    expect(await ending).toMatchObject({ exitStatus: undefined, stopRequested: false, log: 'started\r\n' })
    await machine.writeFile(path.join(job, 'pid'), `${process.pid} ${rest.join(' ')}\n`, {
      mode: 0o600,
      deadlineMs: SOON_MS,
    })
    expect(await readJobState(machine, job)).toMatchObject({ alive: false })
  })

  it('does not start in a folder of another user, who could replace it', async () => {
    const foreign = path.join(jobsFolder(), 'foreign')
    await mkdir(foreign)
    await chown(foreign, NOBODY, NOBODY)
    await expect(start('true', { jobsFolder: foreign })).rejects.toMatchObject({ kind: 'file-access' })
    expect(await readdir(foreign)).toEqual([])
  })

  it('of root is not in the state folder of the service’s user', async () => {
    const unit = await readFile('docs/systemd/taskbox.service', 'utf8')
    const state = /^StateDirectory=(.*)$/m.exec(unit)?.[1]
    expect(state).toBeTruthy()
    const { stdout } = await machine.exec(`echo "${JOBS_FOLDER}"`, { deadlineMs: 5_000 })
    const folder = stdout.toString().trim()
    expect(path.dirname(folder)).toBe('/var/lib')
    expect(folder).not.toBe(`/var/lib/${state}`)
  })

  it('reports why it cannot start', async () => {
    await expect(start('true', { terminal: '/no/python' })).rejects.toMatchObject({
      facts: { reason: 'noPseudoTerminal' },
    })
    await expect(start('true', { jobsFolder: '/proc/jobs' })).rejects.toMatchObject({ kind: 'file-access' })
    await expect(start('true', { runId: '../x' })).rejects.toThrow(TypeError)
  })

  it('outlives the process that started it', async () => {
    const runId = nextId()
    const command = 'for n in $(seq 1 40); do echo "line $n"; sleep 0.05; done; exit 6'
    const script = path.join(import.meta.dirname, '../start-and-follow.ts')
    const plan = { runId, steps: [{ workingDirectory: '/tmp', command }], jobsFolder: jobsFolder() }
    const server = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(plan)], {
      detached: true,
    })
    let output = ''
    server.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    await expect.poll(() => output, { timeout: SOON_MS }).toContain('line 5\r\n')
    process.kill(-(server.pid ?? 0), 'SIGKILL')
    await new Promise((resolve) => server.once('close', resolve))
    const job = path.join(jobsFolder(), runId)
    const rest: Buffer[] = []
    const offset = Buffer.byteLength(output)
    const end = await follow(machine, job, offset, { onBytes: (chunk) => rest.push(chunk) })
    const lines = Array.from({ length: 40 }, (_, n) => `line ${n + 1}\r\n`).join('')
    expect(output + Buffer.concat(rest).toString()).toBe(lines)
    expect(end).toMatchObject({ exitStatus: 6, stopRequested: false })
  })
})
