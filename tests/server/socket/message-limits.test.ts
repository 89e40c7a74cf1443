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
import { ask, type Client } from '../serve'

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
  const door = new AuthMiddleware({ ...auth, audit: engine.audit, tls: false, dev: false, hostNames: [] })
  http = createServer()
  attachSocket(http, engine, { auth, door })
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

type Role = 'operator' | 'watcher'

async function signedIn(role: Role): Promise<SignedIn> {
  const watching = role === 'watcher' ? { run: 'run-1', link: 'link-1' } : {}
  const { value, pageKey } = await auth.sessions.create({
    role,
    ...watching,
    address: '127.0.0.1',
    agent: '',
  })
  return { cookie: `${cookieNames(auth.access.name, false)[role]}=${value}`, pageKey }
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

/** Sends text that socket.io's client would not send. @returns the answer with that id, or `closed` */
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

/** If this were parsed, the connection would be closed. */
const unparsable = (name: string, id = 9000, length = 0) =>
  `2${id}["${name}",${'{'.repeat(Math.max(1, length))}`

const refused = (kind: string) => ({ ok: false, failure: expect.objectContaining({ kind }) })

it("refuses a watcher's message without parsing it, whatever its size", async () => {
  for (const name of ['clusters.save', 'hosts.import', 'constructor', 'made-up'])
    expect(
      await answerTo(await connected(await signedIn('watcher')), unparsable(name, 9000, 3 * MEGABYTE)),
      name,
    ).toEqual(refused('not-allowed'))
})

it("refuses a watcher's message that is larger than a watcher's ever are, and says how large it may be", async () => {
  const text = unparsable('runs.watch', 9000, 2000)
  expect(await answerTo(await connected(await signedIn('watcher')), text)).toEqual({
    ok: false,
    failure: { kind: 'message-too-large', facts: { request: 'runs.watch', most: 1024, length: text.length } },
  })
})

it.each([
  ['runs.stop', 40_000],
  ['session.confirm', 40_000],
  ['checks.run', MEGABYTE],
])("refuses an operator's %s of a size that it never has, without parsing it", async (name, length) => {
  const answer = await answerTo(await connected(await signedIn('operator')), unparsable(name, 9000, length))
  expect(answer).toEqual(refused('message-too-large'))
})

it('parses what is as large as a page sends it', async () => {
  const operator = await connected(await signedIn('operator'))
  const text = `[all]\n${'# a comment\n'.repeat(250_000)}`
  expect(await ask(operator, 'hosts.import', { text })).toHaveProperty('draft')
})

it('refuses what comes too fast without parsing it, and lets all pages of a watcher share one rate', async () => {
  const watcher = await signedIn('watcher')
  const first = await connected(watcher)
  for (let count = 0; count < 130; count += 1) first.io.engine.write('2["runs.leave",{"run":"run-1"}]')
  expect(await answerTo(first, unparsable('runs.watch'))).toEqual(refused('too-many'))
  const second = await connected(watcher)
  expect(await answerTo(second, unparsable('runs.watch'))).toEqual(refused('too-many'))
  const other = await connected(await signedIn('watcher'))
  expect(await answerTo(other, '29000["runs.watch",{"run":"none"}]')).toEqual(refused('not-allowed'))
})

it('counts a large message as many', async () => {
  const operator = await connected(await signedIn('operator'))
  // What is refused for its size counts as well.
  for (let id = 1; id <= 12; id += 1) operator.io.engine.write(unparsable('runs.stop', id, 3 * MEGABYTE))
  expect(await answerTo(operator, unparsable('runs.stop', 9000, 3 * MEGABYTE))).toEqual(refused('too-many'))
})

it('regression: one connection joined as a thousand pages', async () => {
  const { cookie, pageKey } = await signedIn('watcher')
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
    // Those that were sent before it have been handled by then.
    client.io.engine.write('29000["runs.leave",{"run":"run-1"}]')
  })
  const done = new Promise((resolve) => client.io.on('close', resolve))
  client.connect()
  await Promise.race([done, expect.poll(() => joined).toBeGreaterThan(10)])
  expect(joined).toBeLessThanOrEqual(1)
})

it.each([
  ['an event without a name', '2[]'],
  ['an event whose name is long', `2["${'a'.repeat(5000)}"]`],
  ['an acknowledgement of megabytes', `31["${'a'.repeat(MEGABYTE)}"]`],
  ['a message with binary parts', '51-["runs.watch",{"_placeholder":true,"num":0}]'],
  ['another namespace of megabytes', `2/${'a'.repeat(MEGABYTE)},["runs.watch"]`],
  ['no message of socket.io', 'x'.repeat(MEGABYTE)],
])('closes the connection of %s', async (_, text) => {
  expect(await answerTo(await connected(await signedIn('watcher')), text)).toBe('closed')
})

it('takes no large request without a WebSocket from a watcher, nor one that does not say its size', async () => {
  const { cookie } = await signedIn('watcher')
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
