import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AuditLog } from '@/server/audit/audit-log'
import { createEngine, type Engine } from '@/server/engine'
import { type Auth, openAuth } from '@/server/http/auth/auth'
import { cookieNames } from '@/server/http/auth/cookies'
import { AuthMiddleware } from '@/server/http/auth/middleware'
import { attachSocket } from '@/server/socket'
import { type Client, connect } from '../../serve'

/** A hash of some hundredths of a second. */
const COST = { N: 2 ** 14, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
const PASSWORD = 'correct horse battery'
/** What a browser says when a page elsewhere leads it here, without a click. */
const LED = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
const CLICKED = { ...LED, 'sec-fetch-user': '?1' }

let folder: string
let auth: Auth
let audit: AuditLog
let engine: Engine
let http: Server
let token: string
let client: Client | undefined

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'guessing-'))
  auth = await openAuth(folder, COST)
  engine = createEngine({ data: folder, logLevel: 'silent' })
  audit = engine.audit
  token = await auth.access.createToken()
  const door = new AuthMiddleware({ ...auth, audit, tls: false, dev: false, hostNames: [] })
  http = createServer(async (asked, response) => {
    if (await door.handle(asked, response)) response.end('behind')
  })
  attachSocket(http, engine, { auth, door })
  await new Promise<void>((resolve) => http.listen(0, '0.0.0.0', resolve))
})
afterEach(async () => {
  client?.close()
  client = undefined
  http.closeAllConnections()
  http.close()
  await engine.close()
  await rm(folder, { recursive: true })
})

const port = () => (http.address() as AddressInfo).port

interface Sent {
  headers?: Record<string, string>
  /** Sent as a form. */
  secret?: string
  from?: string
}

/** @returns the status of the answer; 0: the connection was cut */
function send(address: string, { headers = {}, secret, from = '127.0.0.1' }: Sent = {}): Promise<number> {
  const form = secret === undefined ? undefined : new URLSearchParams({ secret }).toString()
  const type = form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }
  return new Promise((resolve) => {
    const to = { port: port(), host: '127.0.0.1', localAddress: from, path: address, agent: false }
    request(
      { ...to, method: form === undefined ? 'GET' : 'POST', headers: { ...headers, ...type } },
      (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0))
      },
    )
      .on('error', () => resolve(0))
      .end(form)
  })
}

const signIn = (secret: string, from?: string) => send('/login', { secret, ...(from && { from }) })

const times = <T>(count: number, make: (nth: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, nth) => make(nth)))

it('judges no more passwords in parallel than one after another', async () => {
  await auth.access.setPassword(PASSWORD)
  const statuses = await times(25, (nth) => signIn(`guess number ${nth}`))
  expect(statuses.filter((status) => status === 401)).toHaveLength(10)
  expect(statuses.filter((status) => status === 429)).toHaveLength(15)
})

it('never holds up the right token or the right link, and records few of the wrong ones', async () => {
  const { key } = await auth.links.create('run-1')
  await times(25, (nth) => send(`/?token=guess-${nth}`))
  await times(25, (nth) => send(`/watch?key=guess-${nth}`))
  await times(25, (nth) => signIn(`guess-${nth}`))
  expect((await audit.read()).split('sign-in-refused').length - 1).toBeLessThanOrEqual(10)
  expect(await send(`/?token=${token}`)).toBe(200)
  expect(await send(`/watch?key=${key}`)).toBe(200)
  expect(await signIn(token)).toBe(200)
})

it("lets no page elsewhere use up its browser's attempts by leading it here without a click", async () => {
  await auth.access.setPassword(PASSWORD)
  for (const address of ['/?token=wrong', '/watch?key=wrong'])
    expect(new Set(await times(20, () => send(address, { headers: LED }))), address).toEqual(new Set([401]))
  expect(await audit.read()).toBe('')
  expect(await send('/?token=wrong', { headers: CLICKED })).toBe(401)
  expect(await audit.read()).toContain('sign-in-refused')
  expect(await signIn(PASSWORD)).toBe(200)
})

it('follows a right link from elsewhere, clicked or not', async () => {
  for (const headers of [LED, CLICKED]) expect(await send(`/?token=${token}`, { headers })).toBe(200)
})

it('takes no password from an address, and counts no address among the attempts at a password', async () => {
  await auth.access.setPassword(PASSWORD)
  expect(await send(`/?token=${encodeURIComponent(PASSWORD)}`)).toBe(401)
  await times(15, () => send('/?token=wrong', { headers: CLICKED }))
  expect(await signIn(PASSWORD)).toBe(200)
})

it('lets the right password in while guesses come from changing addresses of the loopback', async () => {
  await auth.access.setPassword(PASSWORD)
  let guesses = 0
  let going = true
  const guess = async (nth: number) => {
    for (let n = 0; going; n += 1) {
      await signIn(`guess ${nth} ${n}`, `127.0.${1 + (n % 200)}.${nth + 1}`)
      guesses += 1
    }
  }
  const guessing = times(40, guess)
  await expect.poll(() => guesses).toBeGreaterThan(100)
  const startedAt = performance.now()
  const status = await signIn(PASSWORD)
  const took = performance.now() - startedAt
  going = false
  await guessing
  expect(status).toBe(200)
  expect(took).toBeLessThan(5_000)
})

it('counts guesses of a session apart from those of its address', async () => {
  await auth.access.setPassword(PASSWORD)
  const { value, pageKey } = await auth.sessions.create({ role: 'operator', address: '127.0.0.1', agent: '' })
  const cookie = `${cookieNames(auth.access.name, false).operator}=${value}`
  const browser = connect({ port: port(), cookie, pageKey })
  client = browser
  const answers = await times(15, (nth) => browser.emitWithAck('session.confirm', { secret: `guess ${nth}` }))
  const kinds = answers.map(({ failure }) => failure.kind)
  expect(kinds.filter((kind) => kind === 'token-wrong')).toHaveLength(10)
  expect(kinds.filter((kind) => kind === 'too-many-attempts')).toHaveLength(5)
  expect(await signIn(PASSWORD)).toBe(200)
})
