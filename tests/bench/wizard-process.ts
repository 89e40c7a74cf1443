/** Runs the built wizard as a separate process on a free port, with an empty data folder. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const READY_WITHIN_MS = 60_000
const ENDED_WITHIN_MS = 10_000

export interface WizardProcess {
  /** The printed address, with the token. */
  address: string
  /** From the start of the process to the printed address. */
  readyAfterSeconds: number
  stop(): Promise<void>
}

export async function startWizardProcess(): Promise<WizardProcess> {
  const data = await mkdtemp(join(tmpdir(), 'taskbox-bench-'))
  const started = performance.now()
  const server = spawn(process.execPath, ['dist/cli.js', 'serve', '--port', '0', '--data', data], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const address = await new Promise<string>((resolve, reject) => {
    let output = ''
    const timer = setTimeout(() => reject(new Error(`not ready: ${output}`)), READY_WITHIN_MS)
    server.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const found = /http:\/\/\S+token=\S+/.exec(output)
      if (!found) return
      clearTimeout(timer)
      resolve(found[0])
    })
    server.once('exit', () => reject(new Error(`ended: ${output}`)))
  })
  return {
    address,
    readyAfterSeconds: (performance.now() - started) / 1000,
    stop: async () => {
      server.kill('SIGTERM')
      const late = setTimeout(() => server.kill('SIGKILL'), ENDED_WITHIN_MS)
      await exited
      clearTimeout(late)
      await rm(data, { recursive: true, force: true })
    },
  }
}
