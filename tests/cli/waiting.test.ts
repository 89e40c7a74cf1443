import { spawn } from 'node:child_process'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { hostOf, labSandbox } from '../lab/sandbox'
import { freshBuild } from './build'
import { BANNER, jobLog, scriptedPackage, writeCluster } from './lab'
import { parts, type Running, running, start, taskbox, testFolder } from './taskbox'

const INSTALL_MS = 180_000
const WORD = 'a-hidden-word'
const sandbox = labSandbox('master', 'node1')
const folder = testFolder()

/** Prompts with a newline, without echo, and in Chinese. */
const SCRIPT = `echo "Please read the notes first (yes/no) "
read -r one
read -r -s -p "Vault password: " two
echo
echo "是否继续安装，请输入 (是/否)"
read -r three
[ "$two" = ${WORD} ] && echo "got $one $three"
${BANNER}`

const runOf = (stderr: string) => /Run ([\w-]+)\. Press/.exec(stderr)?.[1] ?? ''

async function preparedCluster(name: string): Promise<{ file: string; data: string }> {
  const packageFolder = await scriptedPackage(sandbox(), name, SCRIPT)
  const data = path.join(folder, name)
  await mkdir(data)
  const file = await writeCluster(path.join(folder, `${name}.yaml`), sandboxCluster(sandbox(), packageFolder))
  return { file, data }
}

/** Starts the command line on its own terminal, which receives the input. */
function onTerminal(arguments_: readonly string[]): Running & { type: (line: string) => void } {
  const command = [process.execPath, freshBuild(), ...arguments_].map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, LANG: 'C.UTF-8', NODE_ENV: 'production' },
  })
  const started = running(child)
  return Object.assign(started, { type: (line: string) => void child.stdin.write(`${line}\r`) })
}

async function auditOf(data: string): Promise<string> {
  const names = await readdir(path.join(data, 'audit'))
  const texts = await Promise.all(names.map((name) => readFile(path.join(data, 'audit', name), 'utf8')))
  return texts.join('')
}

describe('an installer that waits for input', () => {
  it(
    'is answered by the command line’s answers; without a terminal, by another command',
    async () => {
      const { file, data } = await preparedCluster('prepared')
      const answers = [
        '--answer',
        'read the notes=yes',
        '--answer',
        `/^Vault pass\\w+:$/m=\${env:VAULT_WORD}`,
      ]
      const arguments_ = ['install', '-f', file, '--json', '--data', data, ...answers]
      const install = start(arguments_, { env: { VAULT_WORD: WORD } })
      await install.waitForOutput(
        /waits for input.*\n(.*\n)*.*是否继续安装，请输入 \(是\/否\)\n(.*\n)*.*taskbox answer /,
      )
      expect(install.stderr).toContain('Answered “Vault password:” with the text of --answer /^Vault pass')
      expect(install.stderr).toContain('Suggested answers: 是, 否')
      const run = runOf(install.stderr)
      expect(install.stderr).toContain(`taskbox answer ${run}`)

      const answer = await taskbox(['answer', run, '--data', data], { input: '是\n' })
      expect(answer.code, answer.stderr).toBe(0)
      const { code, stdout, stderr } = await install.ended
      expect(code, stderr).toBe(0)
      expect(parts(stdout).log.toString()).toContain('got yes 是')
      expect(`${stderr}${stdout}${jobLog(hostOf(sandbox(), 0), run)}`).not.toContain(WORD)

      const audit = await auditOf(data)
      expect(audit.match(/"event":"run-answered"/g)).toHaveLength(3)
      expect(audit).not.toMatch(new RegExp(`${WORD}|是`))
      const late = await taskbox(['answer', run, '--data', data], { input: 'x\n' })
      expect([late.code, late.stderr]).toEqual([
        1,
        `Run ${run} is not waiting for input (state: Installed).\n`,
      ])
    },
    INSTALL_MS,
  )

  it(
    'is answered at the terminal, without echo where the installer hides it',
    async () => {
      const { file, data } = await preparedCluster('terminal')
      const install = onTerminal(['install', '-f', file, '--data', data])
      await install.waitForOutput(
        /waits for input\..*read the notes first.*Suggested answers: yes, no\r?\n.*> /s,
      )
      install.type('yes')
      await install.waitForOutput(/not shown as you type\..*Vault password:\r?\n> /s)
      install.type(WORD)
      await install.waitForOutput(/Suggested answers: 是, 否\r?\n.*> /s)
      install.type('是')
      const { code, stdout } = await install.ended
      expect(stdout.toString()).toContain('got yes 是')
      expect(code).toBe(0)
      expect(stdout.toString()).not.toContain(WORD)
    },
    INSTALL_MS,
  )

  it(
    'is answered by another command if the taskbox cannot determine whether it waits',
    async () => {
      // A program that polls its input often may do other work, too. Its text does not look like a prompt.
      const poll =
        'import select, sys\nwhile not select.select([0], [], [], 0.5)[0]: pass\nprint(sys.stdin.readline())'
      const script = `echo 'The operator decides'\npython3 -c '${poll}'\n${BANNER}`
      const packageFolder = await scriptedPackage(sandbox(), 'unknown', script)
      const data = path.join(folder, 'unknown')
      const cluster = sandboxCluster(sandbox(), packageFolder)
      const file = await writeCluster(path.join(folder, 'unknown.yaml'), cluster)
      const install = start(['install', '-f', file, '--data', data])
      await install.waitForOutput(/The operator decides/)
      const run = runOf(install.stderr)
      // While Python starts, the run does not wait, and the command says so.
      const answer = () => taskbox(['answer', run, '--data', data], { input: 'go on\n' })
      const refused = /is not waiting for input/
      let answered = await answer()
      while (refused.test(answered.stderr)) answered = await answer()
      expect(answered.stderr).toContain(`cannot determine whether run ${run} is waiting for input`)
      expect(answered.code).toBe(0)
      const { code, stdout, stderr } = await install.ended
      expect(code, stderr).toBe(0)
      expect(stdout.toString()).toMatch(/^go on\r?$/m)
      const audit = await auditOf(data)
      expect(audit).toContain('"event":"run-line-sent"')
      expect(audit).not.toContain('go on')
    },
    INSTALL_MS,
  )

  it('refuses an answer that cannot be read, and changes nothing', async () => {
    const { file, data } = await preparedCluster('refused')
    const { code, stderr } = await taskbox([
      'install',
      '-f',
      file,
      '--data',
      data,
      '--answer',
      `a=\${env:NONE}`,
    ])
    expect(code).toBe(2)
    expect(stderr).toBe(
      `taskbox: --answer “a”: \${env:NONE} has no value. Set the variable, or name a file that this user can read.\n`,
    )
    expect(await readdir(data)).toEqual([])
  })
})
