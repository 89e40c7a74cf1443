import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { LocalMachine } from '@/server/machine/local'
import { typeLine } from '@/server/runs/job/answers'
import { follow } from '@/server/runs/job/follow'
import { startJob } from '@/server/runs/job/job'
import { readJobState } from '@/server/runs/job/state'
import { stopJob } from '@/server/runs/job/stop'
import { TERMINAL_PY } from '@/server/runs/job/terminal'

const OLD_PYTHON = path.join(homedir(), '.pyenv/versions/2.7.18/bin/python')
const SOON_MS = 15_000
const machine = new LocalMachine()
const jobs: string[] = []
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'input-wait-'))
  await writeFile(path.join(folder, 'prompt.yml'), VARS_PROMPT)
  await writeFile(path.join(folder, 'pause.yml'), PAUSE)
})
afterAll(async () => {
  await Promise.all(
    jobs.map((job) => stopJob(machine, job, { interruptMs: 0, terminateMs: 0, killMs: 5_000 })),
  )
  await rm(folder, { recursive: true })
})

const VARS_PROMPT = `
- hosts: localhost
  gather_facts: false
  vars_prompt: [{ name: release, prompt: 'Which release?', private: true }]
  tasks: [{ debug: { msg: '<{{ release }}>' } }]
`
const PAUSE = `
- hosts: localhost
  gather_facts: false
  tasks:
    - pause: { prompt: 'Press enter to continue' }
      register: typed
    - debug: { msg: '<{{ typed.user_input }}>' }
`

class Job {
  private constructor(readonly path: string) {}

  static async start(command: string, terminal = '/usr/bin/python3'): Promise<Job> {
    const runId = `run${jobs.length}`
    const job = await startJob(machine, {
      runId,
      steps: [{ workingDirectory: folder, command }],
      jobsFolder: folder,
      terminal,
    })
    jobs.push(job)
    return new Job(job)
  }

  readonly file = (name: string) => readFile(path.join(this.path, name), 'utf8').catch(() => '')
  readonly state = async () => (await this.file('input-state')).trim()
  readonly type = (line: string) => typeLine(machine, this.path, line)

  /** Awaits the n-th wait, and returns the output before it and the terminal's echo. */
  async waits(read = 1): Promise<{ text: string; echo: string | undefined }> {
    await expect.poll(this.state, { timeout: SOON_MS }).toMatch(new RegExp(`^waiting ${read} `))
    const [, , bytes, , echo] = (await this.state()).split(' ')
    const log = Buffer.from(await this.file('log'))
    expect(Number(bytes)).toBeLessThanOrEqual(log.length)
    return { text: log.toString().replaceAll('\r', ''), echo }
  }

  async ends(): Promise<string> {
    await expect.poll(() => this.file('exit'), { timeout: SOON_MS }).not.toBe('')
    expect(await this.state()).toBe('')
    return (await this.file('log')).replaceAll('\r', '')
  }
}

/** Programs that wait for input, and how the terminal echoes it. */
const READERS: Record<string, [command: string, prompt: string, echo: string]> = {
  'bash, read -p': [`bash -c 'read -r -p "Colour? " x; echo "<$x>"'`, 'Colour? ', 'echo'],
  'sh, with a newline': [
    `echo "Continue? (yes/no) "; read -r x; echo "<$x>"`,
    'Continue? (yes/no) \n',
    'echo',
  ],
  'bash, read -s': [`bash -c 'read -r -s -p "Word: " x; echo "<$x>"'`, 'Word: ', 'hidden'],
  'bash, read -t': [`bash -c 'read -r -t 60 -p "Colour? " x; echo "<$x>"'`, 'Colour? ', 'echo'],
  'bash, read -e (readline)': [`bash -c 'read -r -e -p "Colour? " x; echo "<$x>"'`, 'Colour? ', 'raw'],
  'sh, from /dev/tty': [`sh -c 'echo Name; read -r x </dev/tty; echo "<$x>"' </dev/null`, 'Name\n', 'echo'],
  'sh, in Chinese': [`echo 是否继续安装; read -r x; echo "<$x>"`, '是否继续安装\n', 'echo'],
  'sh, without any text': [`read -r x; echo "<$x>"`, '', 'echo'],
  'Python, input()': [`python3 -c 'print("<%s>" % input("Colour? "))'`, 'Colour? ', 'echo'],
  'Python, getpass': [
    `python3 -c 'import getpass; print("<%s>" % getpass.getpass("Word: "))'`,
    'Word: ',
    'hidden',
  ],
  'Python, poll()': [
    `python3 -c 'import select, sys; p = select.poll(); p.register(0, 1); p.poll(); print("<%s>" % input())'`,
    '',
    'echo',
  ],
  'Python, select() with a long timeout': [
    `python3 -c 'import select; select.select([0], [], [], 300); print("<%s>" % input())'`,
    '',
    'echo',
  ],
  'a thread of Python': [
    `python3 -c 'import threading as t; a = t.Thread(target=lambda: print("<%s>" % input("Go? "))); a.start(); a.join()'`,
    'Go? ',
    'echo',
  ],
  'a command in a terminal of its own': [
    `script -qec 'sh -c "stty -echo; echo Word; read -r x; echo \\"<\\$x>\\""' /dev/null`,
    'Word\n',
    'hidden',
  ],
  'Ansible, vars_prompt': [`ansible-playbook prompt.yml`, 'Which release?', 'hidden'],
  'Ansible, pause': [`ansible-playbook pause.yml`, 'Press enter to continue', 'echo'],
  'Node, readline': [
    `node -e 'require("readline").createInterface(process.stdin, process.stdout).question("Go? ", (x) => { console.log("<" + x + ">"); process.exit() })'`,
    'Go? ',
    'raw',
  ],
}

/** Programs that are silent for another reason, and their first output. */
const BUSY: Record<string, [command: string, printed: string]> = {
  'while a task is slow and its line is incomplete': [
    'printf "Installing packages: "; sleep 60',
    'packages: ',
  ],
  'while a download stalls after text that looks like a prompt': [
    `printf 'Fetch https://example.org/a? '; sleep 60`,
    'a? ',
  ],
  'while a process of the background would read': [
    `bash -c 'set -m; echo started; cat & sleep 60'`,
    'started',
  ],
  'while a program reads from a pipe': [`echo started; sleep 60 | cat`, 'started'],
  'while a process of another terminal reads': [
    `echo started; python3 -c 'import pty, os, time
pid, fd = pty.fork()
if pid == 0: os.execvp("sh", ["sh", "-c", "read -r x"])
time.sleep(60)'`,
    'started',
  ],
}

describe('a job waits for input', () => {
  it.each(Object.entries(READERS))('of %s', async (_, [command, prompt, echo]) => {
    const job = await Job.start(command)
    const found = await job.waits()
    expect(found.echo).toBe(echo)
    expect(found.text).toContain(prompt)
    await job.type('blue')
    expect(await job.ends()).toContain('<blue>')
  })
})

describe('a job does not wait for input', () => {
  it.each(Object.entries(BUSY))('%s', async (_, [command, printed]) => {
    const job = await Job.start(command)
    await expect.poll(() => job.file('log'), { timeout: SOON_MS }).toContain(printed)
    // Several examinations, which are half a second apart.
    for (let n = 0; n < 12; n += 1) {
      expect(await job.state()).toBe('busy')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  })
})

describe('a wait for input', () => {
  it('is found for each passphrase of ssh-keygen', async () => {
    const job = await Job.start(`ssh-keygen -q -f key && ls key.pub`)
    for (const read of [1, 2]) {
      const { text, echo } = await job.waits(read)
      expect(text).toMatch(/passphrase.*: $/)
      expect(echo).toBe('hidden')
      await job.type('a passphrase')
    }
    expect(await job.ends()).toContain('key.pub')
  })

  it('is another one for each read, also without output in between', async () => {
    const job = await Job.start(`bash -c 'read -r -s x; read -r -s y; echo "<$x $y>"'`)
    await job.waits(1)
    expect(await job.state()).toBe('waiting 1 0 0 hidden')
    await job.type('red')
    await job.waits(2)
    expect(await job.state()).toBe('waiting 2 0 0 hidden')
    await job.type('blue')
    expect(await job.ends()).toBe('<red blue>\n')
  })

  it('names the length of the log after the input before it and its echo', async () => {
    const job = await Job.start(`echo One; read -r x; echo Two; read -r x`)
    await job.waits(1)
    await job.type('red')
    await job.waits(2)
    expect(await job.state()).toBe(
      `waiting 2 ${'One\r\nred\r\nTwo\r\n'.length} ${'One\r\nred\r\n'.length} echo`,
    )
  })

  it('lasts while a process of the background prints', async () => {
    const job = await Job.start(`(sleep 1; echo tick; sleep 1; echo tick; sleep 60) & echo Go; read -r x`)
    await job.waits(1)
    await expect.poll(() => job.file('log'), { timeout: SOON_MS }).toMatch(/tick\s+tick/)
    expect(await job.state()).toBe('waiting 1 4 0 echo')
  })

  it('ends with its timeout, without any input', async () => {
    const job = await Job.start(`bash -c 'read -r -t 4 -p "Colour? " x || echo none; sleep 60'`)
    await job.waits(1)
    await expect.poll(job.state, { timeout: SOON_MS }).toBe('busy')
    expect(await job.file('log')).toBe('Colour? none\r\n')
  })

  it.runIf(existsSync(OLD_PYTHON))('is found by Python 2.7', async () => {
    const job = await Job.start(
      `bash -c 'read -r -t 60 -s -p "Word: " x; read -r y; echo "<$x $y>"'`,
      OLD_PYTHON,
    )
    expect((await job.waits(1)).echo).toBe('hidden')
    await job.type('red')
    expect((await job.waits(2)).echo).toBe('echo')
    await job.type('blue')
    expect(await job.ends()).toContain('<red blue>')
  })
})

describe('a follower', () => {
  /** Follows from an offset and collects the states. */
  function follower(job: Job, offset = 0) {
    const states: string[] = []
    const log: Buffer[] = []
    const ended = follow(machine, job.path, offset, {
      onBytes: (chunk) => log.push(chunk),
      onInputState: (state) => states.push(state.kind === 'waiting' ? `read ${state.read}` : state.kind),
    })
    return { states, ended, log: () => Buffer.concat(log).toString() }
  }

  it('receives the present state first, and then each change; the log has no other bytes', async () => {
    const job = await Job.start(`echo One; read -r x; echo Two; read -r x; echo end`)
    const first = follower(job)
    await expect.poll(() => first.states.at(-1), { timeout: SOON_MS }).toBe('read 1')
    const late = follower(job, 3)
    await expect.poll(() => late.states, { timeout: SOON_MS }).toEqual(['read 1'])
    expect((await readJobState(machine, job.path)).inputState).toMatchObject({ kind: 'waiting', read: 1 })
    await job.type('a')
    await expect.poll(() => late.states.at(-1), { timeout: SOON_MS }).toBe('read 2')
    await job.type('b')
    await Promise.all([first.ended, late.ended])
    const log = 'One\r\na\r\nTwo\r\nb\r\nend\r\n'
    expect([first.log(), late.log()]).toEqual([log, log.slice(3)])
  })

  it('receives no state of a terminal without Python', async () => {
    const job = await Job.start(`printf 'Name? '; read -r x; echo end`, 'script')
    const { states, ended } = follower(job)
    await expect.poll(() => job.file('log'), { timeout: SOON_MS }).toContain('Name? ')
    expect((await readJobState(machine, job.path)).inputState).toBeUndefined()
    await job.type('a')
    await ended
    expect(states).toEqual([])
  })
})

describe("a process of another user in an ordinary user's job", () => {
  const NOBODY = 65534

  /** Runs the terminal's program as nobody, which can start su but not examine it. */
  async function startAsNobody(name: string, command: string): Promise<() => Promise<string>> {
    const own = path.join(folder, name)
    await mkdir(own)
    await Promise.all([
      writeFile(path.join(own, 'command'), command),
      writeFile(path.join(own, 'terminal'), TERMINAL_PY),
      writeFile(path.join(own, 'log'), ''),
    ])
    await promisify(execFile)('sh', ['-c', `mkfifo in && chown -R ${NOBODY} . && chmod 711 ..`], { cwd: own })
    const child = spawn('/usr/bin/python3', ['-E', '-S', 'terminal'], { cwd: own, uid: NOBODY, gid: NOBODY })
    onTestFinished(() => void child.kill())
    return async () => (await readFile(path.join(own, 'input-state'), 'utf8').catch(() => '')).trim()
  }

  it('waits for hidden input if it sleeps while the terminal does not echo', async () => {
    const state = await startAsNobody('su', 'su root -c true')
    await expect.poll(state, { timeout: SOON_MS }).toMatch(/^waiting 1 \d+ 0 hidden$/)
  })
})
