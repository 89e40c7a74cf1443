/** Runs preparations on this machine, with real Pythons and pip, and small packages that are made here. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { execa } from 'execa'
import { afterAll, beforeAll } from 'vitest'
import type { PreparationPlan } from '@/lib/ansible/prepare/plan'
import { renderPreparation } from '@/lib/ansible/prepare/prepare-script'
import { LogReducer } from '@/lib/diagnosis/log-reducer'

const MAKE_WHEEL = path.join(import.meta.dirname, 'make-wheel.py')

/** Writes a wheel into a folder. @param command a program that prints its version like Ansible's */
export async function makeWheel(
  folder: string,
  name: string,
  version: string,
  { tag = 'py3-none-any', command = '' } = {},
): Promise<void> {
  await promisify(execFile)('/usr/bin/python3', [MAKE_WHEEL, folder, name, version, tag, command])
}

/** A folder for the tests of a file, whose name needs quoting. */
export function testFolder(): (...names: string[]) => string {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "prepare it's "))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return (...names) => path.join(folder, ...names)
}

interface RunOptions {
  shell?: readonly string[]
  cwd?: string
  env?: Record<string, string>
  timeoutMs?: number
}

/** Runs a preparation. `failure` is the message of its failed task. */
export async function prepare(
  plan: PreparationPlan,
  { shell = ['sh'], cwd = '/', env = {}, timeoutMs = 120_000 }: RunOptions = {},
) {
  const { command, environment } = renderPreparation(plan)
  const [program = 'sh', ...options] = shell
  const { exitCode, all } = await execa(program, [...options, '-c', command], {
    stdin: 'ignore',
    all: true,
    cwd,
    env: { ...environment, ...env },
    reject: false,
    timeout: timeoutMs,
  })
  const log = new LogReducer()
  log.push(Buffer.from(`${all}\n`))
  log.end()
  const tasks = log.view.plays.flatMap((play) => play.tasks.map(({ name }) => name))
  return { exitCode, output: all, log, tasks, failure: log.view.failures[0]?.message }
}
