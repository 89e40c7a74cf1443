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

/** Takes some hundredths of a second. */
const COST = { N: 2 ** 14, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
const PASSWORD = 'correct horse battery'
/** Headers of a cross-site navigation without a click. */
const NAVIGATION = {
  'sec-fetch-site': 'cross-site',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
}
const USER_NAVIGATION = { ...NAVIGATION, 'sec-fetch-user': '?1' }

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
  token = await auth.credentials.createToken()
  const middleware = new AuthMiddleware({ ...auth, audit, tls: false, dev: false, hostNames: [] })
  http = createServer(async (incoming, response) => {
    if (await middleware.handle(incoming, response)) response.end('protected content')
  })
  attachSocket(http, engine, { auth, middleware })
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

interface SentRequest {
  headers?: Record<string, string>
  /** Sent as a form. */
  secret?: string
  from?: string
}

/** @returns the status of the response; 0: the connection was closed */
function send(
  address: string,
  { headers = {}, secret, from = '127.0.0.1' }: SentRequest = {},
): Promise<number> {
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

const repeat = <T>(count: number, make: (nth: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, nth) => make(nth)))

it('allows no more attempts in parallel than in sequence', async () => {
  await auth.credentials.setPassword(PASSWORD)
  const statuses = await repeat(25, (nth) => signIn(`guess number ${nth}`))
  expect(statuses.filter((status) => status === 401)).toHaveLength(10)
  expect(statuses.filter((status) => status === 429)).toHaveLength(15)
})

it('never delays the correct token or share link, and records few of the failures', async () => {
  const { key } = await auth.shareLinks.create('run-1')
  await repeat(25, (nth) => send(`/?token=guess-${nth}`))
  await repeat(25, (nth) => send(`/share?key=guess-${nth}`))
  await repeat(25, (nth) => signIn(`guess-${nth}`))
  expect((await audit.read()).split('sign-in-refused').length - 1).toBeLessThanOrEqual(10)
  expect(await send(`/?token=${token}`)).toBe(200)
  expect(await send(`/share?key=${key}`)).toBe(200)
  expect(await signIn(token)).toBe(200)
})

it('neither counts nor records attempts in cross-site navigations without a click', async () => {
  await auth.credentials.setPassword(PASSWORD)
  for (const address of ['/?token=wrong', '/share?key=wrong'])
    expect(new Set(await repeat(20, () => send(address, { headers: NAVIGATION }))), address).toEqual(
      new Set([401]),
    )
  expect(await audit.read()).toBe('')
  expect(await send('/?token=wrong', { headers: USER_NAVIGATION })).toBe(401)
  expect(await audit.read()).toContain('sign-in-refused')
  expect(await signIn(PASSWORD)).toBe(200)
})

it('accepts the correct token in cross-site navigations, with and without a click', async () => {
  for (const headers of [NAVIGATION, USER_NAVIGATION])
    expect(await send(`/?token=${token}`, { headers })).toBe(200)
})

it('rejects the password in a URL, and does not count URLs against the password form', async () => {
  await auth.credentials.setPassword(PASSWORD)
  expect(await send(`/?token=${encodeURIComponent(PASSWORD)}`)).toBe(401)
  await repeat(15, () => send('/?token=wrong', { headers: USER_NAVIGATION }))
  expect(await signIn(PASSWORD)).toBe(200)
})

it('accepts the correct password during guesses from many loopback addresses', async () => {
  await auth.credentials.setPassword(PASSWORD)
  let guesses = 0
  let running = true
  const guess = async (nth: number) => {
    for (let n = 0; running; n += 1) {
      await signIn(`guess ${nth} ${n}`, `127.0.${1 + (n % 200)}.${nth + 1}`)
      guesses += 1
    }
  }
  const guessing = repeat(40, guess)
  await expect.poll(() => guesses).toBeGreaterThan(100)
  const startedAt = performance.now()
  const status = await signIn(PASSWORD)
  const durationMs = performance.now() - startedAt
  running = false
  await guessing
  expect(status).toBe(200)
  expect(durationMs).toBeLessThan(5_000)
})

it('counts the confirmations of a session separately from the logins of its address', async () => {
  await auth.credentials.setPassword(PASSWORD)
  const { value, pageKey } = await auth.sessions.create({ role: 'operator', address: '127.0.0.1', agent: '' })
  const cookie = `${cookieNames(auth.credentials.name, false).operator}=${value}`
  const browser = connect({ port: port(), cookie, pageKey })
  client = browser
  const acks = await repeat(15, (nth) => browser.emitWithAck('session.confirm', { secret: `guess ${nth}` }))
  const kinds = acks.map(({ failure }) => failure.kind)
  expect(kinds.filter((kind) => kind === 'token-wrong')).toHaveLength(10)
  expect(kinds.filter((kind) => kind === 'too-many-attempts')).toHaveLength(5)
  expect(await signIn(PASSWORD)).toBe(200)
})
