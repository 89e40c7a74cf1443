import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { io } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { createEngine, type Engine } from '@/server/engine'
import { type Auth, openAuth } from '@/server/http/auth/auth'
import { cookieNames } from '@/server/http/auth/cookies'
import { AuthMiddleware } from '@/server/http/auth/middleware'
import { attachSocket } from '@/server/socket'
import type { SignedIn } from '../serve'
import { type Client, sendRequest } from '../serve'

const MEGABYTE = 1_000_000

let data: string
let engine: Engine
let http: Server
let auth: Auth
let port: number
const clients: Client[] = []

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'message-limits-'))
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
  port = (http.address() as AddressInfo).port
})
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})
afterAll(async () => {
  http.closeAllConnections()
  http.close()
  await engine.close()
  vi.unstubAllEnvs()
  await rm(data, { recursive: true, force: true })
})

type Role = 'operator' | 'viewer'

async function signedIn(role: Role): Promise<SignedIn> {
  const viewing = role === 'viewer' ? { run: 'run-1', link: 'link-1' } : {}
  const { value, pageKey } = await auth.sessions.create({
    role,
    ...viewing,
    address: '127.0.0.1',
    agent: '',
  })
  return { cookie: `${cookieNames(auth.credentials.name, false)[role]}=${value}`, pageKey }
}

async function connected({ cookie, pageKey }: SignedIn): Promise<Client> {
  const client = io(`http://127.0.0.1:${port}`, {
    transports: ['websocket'],
    extraHeaders: { cookie },
    auth: { pageKey },
    forceNew: true,
    reconnection: false,
  })
  clients.push(client)
  await new Promise((resolve, reject) =>
    client.once('connect', () => resolve(0)).once('connect_error', reject),
  )
  return client
}

/** Sends raw text over the transport. @returns the acknowledgement with that id, or `closed` */
function answerTo(client: Client, text: string, id = 9000): Promise<unknown> {
  const { engine: wire } = client.io
  return new Promise((resolve) => {
    client.once('disconnect', () => resolve('closed'))
    wire.on('data', (message: unknown) => {
      if (typeof message === 'string' && message.startsWith(`3${id}[`))
        resolve(JSON.parse(message.slice(`3${id}`.length))[0])
    })
    wire.write(text)
  })
}

/** Parsing this would fail and close the connection. */
const unparsable = (name: string, id = 9000, length = 0) =>
  `2${id}["${name}",${'{'.repeat(Math.max(1, length))}`

const refused = (kind: string) => ({ ok: false, failure: expect.objectContaining({ kind }) })

it("rejects a viewer's forbidden request of any size without parsing it", async () => {
  for (const name of ['clusters.save', 'hosts.import', 'constructor', 'made-up'])
    expect(
      await answerTo(await connected(await signedIn('viewer')), unparsable(name, 9000, 3 * MEGABYTE)),
      name,
    ).toEqual(refused('not-allowed'))
})

it("rejects a viewer's large message with the limit", async () => {
  const text = unparsable('runs.watch', 9000, 2000)
  expect(await answerTo(await connected(await signedIn('viewer')), text)).toEqual({
    ok: false,
    failure: { kind: 'message-too-large', facts: { request: 'runs.watch', most: 1024, length: text.length } },
  })
})

it.each([
  ['runs.stop', 40_000],
  ['session.confirm', 40_000],
  ['checks.run', MEGABYTE],
])("rejects an operator's oversized %s without parsing it", async (name, length) => {
  const answer = await answerTo(await connected(await signedIn('operator')), unparsable(name, 9000, length))
  expect(answer).toEqual(refused('message-too-large'))
})

it('accepts the largest messages of pages', async () => {
  const operator = await connected(await signedIn('operator'))
  const text = `[all]\n${'# a comment\n'.repeat(250_000)}`
  expect(await sendRequest(operator, 'hosts.import', { text })).toHaveProperty('draft')
})

it("rejects requests above the rate without parsing them, with one rate for all of a viewer's pages", async () => {
  const viewer = await signedIn('viewer')
  const first = await connected(viewer)
  for (let count = 0; count < 130; count += 1) first.io.engine.write('2["runs.leave",{"run":"run-1"}]')
  expect(await answerTo(first, unparsable('runs.watch'))).toEqual(refused('too-many'))
  const second = await connected(viewer)
  expect(await answerTo(second, unparsable('runs.watch'))).toEqual(refused('too-many'))
  const other = await connected(await signedIn('viewer'))
  expect(await answerTo(other, '29000["runs.watch",{"run":"none"}]')).toEqual(refused('not-allowed'))
})

it('counts a large message as several requests', async () => {
  const operator = await connected(await signedIn('operator'))
  // On a busy machine, tokens would return while the messages are on their way.
  vi.spyOn(performance, 'now').mockReturnValue(performance.now())
  // Messages that are too large count as well.
  for (let id = 1; id <= 12; id += 1) operator.io.engine.write(unparsable('runs.stop', id, 3 * MEGABYTE))
  expect(await answerTo(operator, unparsable('runs.stop', 9000, 3 * MEGABYTE))).toEqual(refused('too-many'))
  vi.restoreAllMocks()
})

it('regression: one connection could connect to the namespace a thousand times', async () => {
  const { cookie, pageKey } = await signedIn('viewer')
  const client: Client = io(`http://127.0.0.1:${port}`, {
    ...{ transports: ['websocket'], extraHeaders: { cookie }, forceNew: true, reconnection: false },
    ...{ auth: { pageKey }, autoConnect: false },
  })
  clients.push(client)
  let joined = 0
  client.io.on('open', () => {
    client.io.engine.on('data', (message: unknown) => {
      if (String(message).startsWith('0{"sid"')) joined += 1
    })
    for (let count = 0; count < 20; count += 1) client.io.engine.write(`0${JSON.stringify({ pageKey })}`)
    // Earlier messages have been handled by then.
    client.io.engine.write('29000["runs.leave",{"run":"run-1"}]')
  })
  const done = new Promise((resolve) => client.io.on('close', resolve))
  client.connect()
  await Promise.race([done, expect.poll(() => joined).toBeGreaterThan(10)])
  expect(joined).toBeLessThanOrEqual(1)
})

it.each([
  ['an event without a name', '2[]'],
  ['an event with a long name', `2["${'a'.repeat(5000)}"]`],
  ['an acknowledgement of megabytes', `31["${'a'.repeat(MEGABYTE)}"]`],
  ['a message with binary parts', '51-["runs.watch",{"_placeholder":true,"num":0}]'],
  ['another namespace of megabytes', `2/${'a'.repeat(MEGABYTE)},["runs.watch"]`],
  ['text that is not a socket.io packet', 'x'.repeat(MEGABYTE)],
])('closes a connection that sends %s', async (_, text) => {
  expect(await answerTo(await connected(await signedIn('viewer')), text)).toBe('closed')
})

it("rejects a viewer's large polling requests, and those without `content-length`", async () => {
  const { cookie } = await signedIn('viewer')
  const polling = '/socket.io/?EIO=4&transport=polling'
  const post = (sid: string, length: number | undefined) =>
    new Promise<number>((resolve, reject) => {
      const headers = length === undefined ? { cookie } : { cookie, 'content-length': length }
      const sent = request(
        { port, host: '127.0.0.1', path: `${polling}&sid=${sid}`, method: 'POST', headers, agent: false },
        (response) => {
          response.resume()
          resolve(response.statusCode ?? 0)
          sent.destroy()
        },
      )
      sent.on('error', reject).flushHeaders()
      if (length === 2) sent.end('40')
    })
  const opened = await fetch(`http://127.0.0.1:${port}${polling}`, { headers: { cookie } })
  const { sid } = JSON.parse((await opened.text()).slice(1))
  expect(await post(sid, 2)).toBe(200)
  expect(await post(sid, MEGABYTE)).toBe(413)
  expect(await post(sid, undefined)).toBe(413)
})
