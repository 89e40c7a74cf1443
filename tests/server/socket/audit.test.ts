import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openAuth } from '@/server/auth/auth'
import { cookieNames } from '@/server/auth/cookies'
import { Door } from '@/server/auth/door'
import { createEngine, type Engine } from '@/server/engine'
import { attachSocket } from '@/server/socket'
import { ask, type Client, connect } from '../serve'

let data: string
let engine: Engine
let http: Server
let client: Client
let session: string

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'audited-'))
  vi.stubEnv('TASKBOX_KEY', 'a key that is long enough')
  engine = createEngine({ data, logLevel: 'silent' })
  const auth = await openAuth(data)
  const door = new Door({ ...auth, audit: engine.audit, tls: false, dev: false, hostNames: [] })
  http = createServer()
  attachSocket(http, engine, { auth, door })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  // It began elsewhere, as that of a browser whose machine has moved to another network.
  const begun = await auth.sessions.begin({ role: 'operator', address: '192.0.2.1', agent: '' })
  session = begun.session.id
  const cookie = `${cookieNames(auth.access.name, false).operator}=${begun.value}`
  client = connect({ port: (http.address() as AddressInfo).port, cookie })
  await new Promise((resolve, reject) =>
    client.once('connect', () => resolve(0)).once('connect_error', reject),
  )
})
afterAll(async () => {
  client.close()
  http.closeAllConnections()
  http.close()
  await engine.close()
  vi.unstubAllEnvs()
  await rm(data, { recursive: true, force: true })
})

/** The lines of the audit log from the nth on. */
const lines = async (from = 0): Promise<Record<string, unknown>[]> =>
  (await engine.audit.read())
    .trim()
    .split('\n')
    .slice(from)
    .map((line) => JSON.parse(line))

it('what was asked is on record with the address that it was asked from', async () => {
  await ask(client, 'session.end', { session: 'none' })
  expect(await lines()).toEqual([
    { at: expect.any(String), event: 'signed-out', session, address: '127.0.0.1', ended: 'none' },
  ])
})
