/** Regression: connections with only the cookie counted against its session and closed its pages' connections. */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect as connectTcp, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { io } from 'socket.io-client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createEngine, type Engine } from '@/server/engine'
import { assignConnections } from '@/server/http/auth/assign-connections'
import { openAuth } from '@/server/http/auth/auth'
import { cookieNames } from '@/server/http/auth/cookies'
import { AuthMiddleware } from '@/server/http/auth/middleware'
import { createListener, type Listener, listen } from '@/server/http/listener'
import { requestListener } from '@/server/http/request-listener'
import { attachSocket } from '@/server/socket'
import type { Client, SignedIn } from '../../serve'

const MAX_CONNECTIONS = 12

let data: string
let engine: Engine
let http: Listener
let port: number
let session: SignedIn
const cookieSockets: Socket[] = []
const clients: Client[] = []

beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'assign-'))
  vi.stubEnv('TASKBOX_KEY', 'a key that is long enough')
  engine = createEngine({ data, logLevel: 'silent' })
  const auth = await openAuth(data)
  const middleware = new AuthMiddleware({
    ...auth,
    audit: engine.audit,
    tls: false,
    dev: false,
    hostNames: [],
  })
  http = createListener(undefined, undefined, { max: MAX_CONNECTIONS, maxPerNetwork: 200 })
  const assignConnection = assignConnections(http, middleware)
  http.on('request', requestListener(middleware, [], engine.log))
  attachSocket(http, engine, { auth, middleware, assignConnection })
  port = await listen(http, '127.0.0.1', 0)
  const { value, pageKey } = await auth.sessions.create({ role: 'operator', address: '127.0.0.1', agent: '' })
  session = { cookie: `${cookieNames(auth.credentials.name, false).operator}=${value}`, pageKey }
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.close()
  for (const socket of cookieSockets.splice(0)) socket.destroy()
  http.closeAllConnections()
  http.close()
  await engine.close()
  vi.unstubAllEnvs()
  await rm(data, { recursive: true })
})

async function withCookieAlone(): Promise<void> {
  const socket = connectTcp(port, '127.0.0.1')
  cookieSockets.push(socket)
  socket.on('error', () => undefined).resume()
  await once(socket, 'connect')
  socket.write(
    ['GET /api/audit HTTP/1.1', `Host: 127.0.0.1:${port}`, `Cookie: ${session.cookie}`, '', ''].join('\r\n'),
  )
  await Promise.race([once(socket, 'data'), once(socket, 'close')])
}

it("connections with only the cookie do not close those of the session's page", async () => {
  const client: Client = io(`http://127.0.0.1:${port}`, {
    ...{ transports: ['websocket'], forceNew: true, reconnection: false },
    ...{ extraHeaders: { cookie: session.cookie }, auth: { pageKey: session.pageKey } },
  })
  clients.push(client)
  const disconnects: string[] = []
  client.on('disconnect', (reason) => disconnects.push(reason))
  await new Promise((resolve, reject) => client.on('connect', () => resolve(0)).on('connect_error', reject))
  for (let count = 0; count < 3 * MAX_CONNECTIONS; count += 1) await withCookieAlone()
  expect(disconnects).toEqual([])
  expect(client.connected).toBe(true)
})
