import { mkdtemp, rm } from 'node:fs/promises'
import { get } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { start } from '../cli/taskbox'

const READY = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/
const INTERVAL_MS = 20
const ANSWERED_WITHIN_MS = 15_000
/** Requests without a session: a page, and the handshake of a page that reconnects. */
const PATHS = ['/', '/socket.io/?EIO=4&transport=polling'] as const
let data: string

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'starting-'))
})
afterAll(() => rm(data, { recursive: true }))

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** The status of the response, or the code of the error: `ECONNREFUSED` before the server listens. */
function status(port: number, path: string): Promise<number | string | undefined> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, path, agent: false, timeout: ANSWERED_WITHIN_MS }
    const request = get(options, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.on('timeout', () => resolve('no answer'))
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
  })
}

it('answers every page and socket that connects while it starts', async () => {
  const port = await freePort()
  const wizard = start(['serve', '--port', String(port), '--data', data])
  const answers: ReturnType<typeof status>[] = []
  const timer = setInterval(() => {
    for (const path of PATHS) answers.push(status(port, path))
  }, INTERVAL_MS)
  await wizard.waitForOutput(READY).finally(() => clearInterval(timer))
  const found = new Set(await Promise.all(answers))
  wizard.kill('SIGTERM')
  await wizard.ended
  expect(found).toEqual(new Set(['ECONNREFUSED', 401, 403]))
})
