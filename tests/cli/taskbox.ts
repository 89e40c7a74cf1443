/** Runs the built command line as a process. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { afterAll, expect } from 'vitest'
import { freshBuild } from './build'

/** Timeout of a command. */
const COMMAND_TIMEOUT_MS = 10 * 60_000
const POLL_MS = 50

export interface Ended {
  /** Exit status, or 128 + signal number, like in shells. */
  code: number
  stdout: Buffer
  stderr: string
}

export interface Options {
  env?: Record<string, string>
  cwd?: string
  /** Standard input; default: empty. */
  input?: string
  timeoutMs?: number
}

/** A running command. */
export interface Running {
  readonly pid: number
  readonly stdout: Buffer
  readonly stderr: string
  readonly ended: Promise<Ended>
  kill(signal: NodeJS.Signals): void
  /** Closes the reading end of standard output, like `head`. */
  closeOutput(): void
  /** Waits until the text appears on standard output or error. */
  waitForOutput(text: string | RegExp, withinMs?: number): Promise<void>
}

/** Independent of the user's environment: other home, English. */
const ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  HOME: tmpdir(),
  LANG: 'C.UTF-8',
}

/** Starts `taskbox ARGUMENTS`. */
export function start(arguments_: readonly string[], options: Options = {}): Running {
  const child = spawn(process.execPath, [freshBuild(), ...arguments_], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...ENVIRONMENT, ...options.env, NODE_ENV: 'production' },
    cwd: options.cwd ?? tmpdir(),
  })
  return running(child, options.input ?? '', options.timeoutMs)
}

/** Collects the output and exit status of a process. @param input undefined leaves standard input open */
export function running(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  input?: string,
  timeoutMs = COMMAND_TIMEOUT_MS,
): Running {
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  child.stdin.on('error', () => undefined)
  if (input !== undefined) child.stdin.end(input)
  const collected = () => ({ stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() })
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code: code ?? 128 + signalNumber(signal), ...collected() })
    })
  })
  return {
    pid: child.pid ?? 0,
    get stdout() {
      return collected().stdout
    },
    get stderr() {
      return collected().stderr
    },
    ended,
    kill: (signal) => void child.kill(signal),
    closeOutput: () => void child.stdout.destroy(),
    async waitForOutput(text, withinMs = 60_000) {
      const output = () => `${collected().stderr}\n${collected().stdout}`
      const isFound = typeof text === 'string' ? () => output().includes(text) : () => text.test(output())
      const deadline = Date.now() + withinMs
      while (!isFound()) {
        if (Date.now() > deadline || child.exitCode !== null || child.signalCode !== null)
          throw new Error(`The command did not print ${text}. Output:\n${output().slice(-4000)}`)
        await new Promise((resolve) => setTimeout(resolve, POLL_MS))
      }
    },
  }
}

function signalNumber(signal: NodeJS.Signals | null): number {
  return { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[String(signal)] ?? 0
}

/** Runs `taskbox ARGUMENTS` to its end. */
export function taskbox(arguments_: readonly string[], options: Options = {}): Promise<Ended> {
  return start(arguments_, options).ended
}

/** Splits standard output into the log and the last line, which is JSON. */
export function parts(stdout: Buffer): { log: Buffer; last: unknown } {
  expect(stdout.at(-1), 'the last line has an end').toBe(10)
  const at = stdout.lastIndexOf('\n', -2) + 1
  return { log: stdout.subarray(0, at), last: JSON.parse(stdout.subarray(at).toString()) }
}

/** A temporary folder for a test file. */
export function testFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'taskbox-cli-'))
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return folder
}
