/** The built command line as people run it: a process, what it prints, how it ends. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { afterAll, expect } from 'vitest'
import { freshBuild } from './build'

/** A command that has not ended by then never will. */
const END_MS = 10 * 60_000
const LOOK_MS = 50

export interface Ended {
  /** 128 + signal number where a signal ended it, as shells have it. */
  code: number
  stdout: Buffer
  stderr: string
}

export interface Options {
  env?: Record<string, string>
  cwd?: string
  /** Written to its standard input, which is then closed. Default: closed at once. */
  input?: string
}

/** A command that runs. */
export interface Running {
  readonly pid: number
  readonly stdout: Buffer
  readonly stderr: string
  readonly ended: Promise<Ended>
  kill(signal: NodeJS.Signals): void
  /** Reads its standard output no more, as `head` does. */
  closeOutput(): void
  /** Waits until the text has come on standard output or error. */
  says(text: string | RegExp, withinMs?: number): Promise<void>
}

/** Nothing of the user's own: another home, English, and no colours but where a test asks for them. */
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
  return running(child, options.input ?? '')
}

/** What a process prints and how it ends. @param input undefined: its standard input stays open */
export function running(child: ChildProcessByStdio<Writable, Readable, Readable>, input?: string): Running {
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  child.stdin.on('error', () => undefined)
  if (input !== undefined) child.stdin.end(input)
  const whole = () => ({ stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() })
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS)
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code: code ?? 128 + signalNumber(signal), ...whole() })
    })
  })
  return {
    pid: child.pid ?? 0,
    get stdout() {
      return whole().stdout
    },
    get stderr() {
      return whole().stderr
    },
    ended,
    kill: (signal) => void child.kill(signal),
    closeOutput: () => void child.stdout.destroy(),
    async says(text, withinMs = 60_000) {
      const said = () => `${whole().stderr}\n${whole().stdout}`
      const is = typeof text === 'string' ? () => said().includes(text) : () => text.test(said())
      const until = Date.now() + withinMs
      while (!is()) {
        if (Date.now() > until || child.exitCode !== null || child.signalCode !== null)
          throw new Error(`It never said ${text}. It said:\n${said().slice(-4000)}`)
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
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

/** Standard output but for its last line, and that line, which is JSON. */
export function parts(stdout: Buffer): { log: Buffer; last: unknown } {
  expect(stdout.at(-1), 'the last line has an end').toBe(10)
  const at = stdout.lastIndexOf('\n', -2) + 1
  return { log: stdout.subarray(0, at), last: JSON.parse(stdout.subarray(at).toString()) }
}

/** A folder for a file of tests, gone after them. */
export function testFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'taskbox-cli-'))
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return folder
}
