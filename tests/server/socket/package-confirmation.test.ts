/**
 * Regression: a session alone could upload a package and run it as root, with access to passwords of earlier installations.
 * It could also send the events of runs to another server.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { createEngine, type Engine } from '@/server/engine'
import { type Auth, openAuth } from '@/server/http/auth/auth'
import { cookieNames } from '@/server/http/auth/cookies'
import { AuthMiddleware } from '@/server/http/auth/middleware'
import type { Session } from '@/server/http/auth/sessions'
import { attachSocket } from '@/server/socket'
import { type Client, connect, sendRequest } from '../serve'

let data: string
let engine: Engine
let http: Server
let client: Client
let auth: Auth
let session: Session

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'packages-'))
  vi.stubEnv('TASKBOX_KEY', 'a key that is long enough')
  engine = createEngine({ data, logLevel: 'silent' })
  auth = await openAuth(data)
  const middleware = new AuthMiddleware({
    ...auth,
    audit: engine.audit,
    tls: false,
    dev: false,
    hostNames: [],
  })
  http = createServer()
  attachSocket(http, engine, { auth, middleware })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
})
beforeEach(async () => {
  const signedIn = await auth.sessions.create({ role: 'operator', address: '127.0.0.1', agent: '' })
  session = signedIn.session
  const cookie = `${cookieNames(auth.credentials.name, false).operator}=${signedIn.value}`
  client = connect({ port: (http.address() as AddressInfo).port, cookie, pageKey: signedIn.pageKey })
  await new Promise((resolve, reject) =>
    client.once('connect', () => resolve(0)).once('connect_error', reject),
  )
})
afterEach(() => void client.close())
afterAll(async () => {
  http.closeAllConnections()
  http.close()
  await engine.close()
  vi.unstubAllEnvs()
  await rm(data, { recursive: true, force: true })
})

/** A cluster with a package that other users can change and that the session has trusted. */
async function trusting(folder: string): Promise<string> {
  const draft = engine.emptyDraft()
  const installer = { ...draft.installer, source: folder, trusted: folder, version: 'advanced-1.0.0' }
  return (await engine.clusters.create({ ...draft, installer })).id
}

it('trusts a package only after a confirmation', async () => {
  const folder = path.join(data, 'kubesphere-all-advanced-1.0.0')
  await mkdir(folder)
  const id = await trusting(folder)
  for (const request of [
    () => sendRequest(client, 'packages.detect', { id, folder }),
    () => sendRequest(client, 'packages.unpack', { id, tarball: folder }),
    () => sendRequest(client, 'runs.start', { id }),
    () => sendRequest(client, 'session.confirmed', {}),
  ])
    await expect(request()).rejects.toThrow('confirmation-needed')
  auth.sessions.confirm(session)
  await expect(sendRequest(client, 'packages.detect', { id, folder })).rejects.toThrow('package-none')
  await expect(sendRequest(client, 'runs.start', { id })).rejects.toThrow('checks')
  expect(await sendRequest(client, 'session.confirmed', {})).toEqual({})
})

it('sets a webhook only after a confirmation, which the audit log records without its URL', async () => {
  const url = 'http://127.0.0.1:9999/hook'
  await expect(sendRequest(client, 'webhook.set', { url })).rejects.toThrow('confirmation-needed')
  expect(await sendRequest(client, 'webhook.view', {})).toEqual({})
  auth.sessions.confirm(session)
  expect(await sendRequest(client, 'webhook.set', { url })).toEqual({ secret: expect.any(String) })
  expect(await sendRequest(client, 'webhook.view', {})).toEqual({
    webhook: { origin: 'http://127.0.0.1:9999' },
  })
  const log = await engine.audit.read()
  expect(log).toContain('"event":"webhook-set"')
  expect(log).not.toContain('/hook')
})
