/** Runs the built wizard as a separate process on a free port, with a temporary data folder. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Includes practice hosts, and the first download of their packages. */
const READY_WITHIN_MS = 4 * 60_000
/** The server must exit within this time after SIGTERM. */
const ENDED_WITHIN_MS = 20_000

export interface WizardProcess {
  /** The printed address, with the token. */
  address: string
  /** `http://127.0.0.1:PORT`. */
  origin: string
  token: string
  pid: number
  /** Its data folder. */
  data: string
  /** All output so far. */
  output(): string
  stop(): Promise<void>
}

interface WizardOptions {
  /** A program file to run instead of the built one. */
  program?: string
  environment?: Record<string, string>
}

/**
 * Starts a wizard. `serve`: empty. `demo`: with its own practice hosts, which the user can choose.
 * @param seed writes to the data folder before the wizard reads it
 */
export async function startWizard(
  kind: 'serve' | 'demo',
  seed?: (data: string) => Promise<unknown>,
  { program = 'dist/cli.js', environment = {} }: WizardOptions = {},
): Promise<WizardProcess> {
  if (!existsSync('dist/cli.js') || !existsSync('.next/BUILD_ID'))
    throw new Error('These tests drive the built product: run `npm run build` first.')
  const data = await mkdtemp(join(tmpdir(), 'taskbox-browser-'))
  await seed?.(data)
  const dataFlag = kind === 'serve' ? '--data' : '--keep-data'
  const child = spawn(process.execPath, [program, kind, '--port', '0', dataFlag, data], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', TASKBOX_LOG: 'info', ...environment },
  })
  let output = ''
  const append = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout.on('data', append)
  child.stderr.on('data', append)
  const stop = async () => {
    await end(child).finally(() => rm(data, { recursive: true, force: true }))
  }
  try {
    const url = new URL(await addressFrom(child, () => output))
    return {
      address: url.href,
      origin: url.origin,
      token: url.searchParams.get('token') ?? '',
      pid: child.pid ?? 0,
      data,
      output: () => output,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function addressFrom(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the wizard is not ready: ${output()}`)), READY_WITHIN_MS)
    child.once('exit', () => reject(new Error(`the wizard has exited: ${output()}`)))
    child.stderr?.on('data', () => {
      const found = /http:\/\/\S+token=\S+/.exec(output())
      if (!found) return
      clearTimeout(timer)
      resolve(found[0])
    })
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), ENDED_WITHIN_MS)
  const [, signal] = await ended
  clearTimeout(timer)
  if (signal === 'SIGKILL') throw new Error(`the wizard did not exit within ${ENDED_WITHIN_MS} ms of SIGTERM`)
}
