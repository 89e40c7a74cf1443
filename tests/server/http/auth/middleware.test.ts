import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, request as sendRequest } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AuditLog } from '@/server/audit/audit-log'
import { type Auth, openAuth } from '@/server/http/auth/auth'
import { HttpRateLimiter } from '@/server/http/auth/http-rate-limiter'
import { AuthMiddleware } from '@/server/http/auth/middleware'
import { createSocketServer } from '@/server/socket/server'
import { headersOf, signedIn } from '../../serve'

let folder: string
let auth: Auth
let audit: AuditLog
let port: number
let close: () => void
let token: string
/** The headers of a page with a session. */
let cookie: Record<string, string>

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'middleware-'))
  auth = await openAuth(folder)
  audit = new AuditLog(folder)
  token = await auth.credentials.createToken()
  ;({ port, close } = await serveWith(new AuthMiddleware(options())))
  cookie = signedInHeaders(await get(`/?token=${token}`))
})
afterAll(async () => {
  close()
  await rm(folder, { recursive: true })
})

const options = () => ({ ...auth, audit, tls: false, dev: false, hostNames: ['box.example'] })

/** Serves a page and the socket with the auth middleware, on its own port. */
async function serveWith(middleware: AuthMiddleware): Promise<{ port: number; close: () => void }> {
  const server = createServer(async (request, response) => {
    if (await middleware.handle(request, response)) response.end('protected content')
  })
  createSocketServer(server, middleware)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { port: (server.address() as AddressInfo).port, close }
}

const signedInHeaders = ({ headers, text }: Answer): Record<string, string> =>
  headersOf(signedIn(headers['set-cookie']?.[0] ?? '', text))

/** The path to which the signed-in page navigates. */
const nextPath = ({ text }: Answer): string | undefined => {
  const [, address] = /location\.replace\((".*?")\+/.exec(text) ?? []
  return address === undefined ? undefined : JSON.parse(address)
}

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

function get(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body = '',
  to = port,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = sendRequest({ port: to, host: '127.0.0.1', path, headers, method }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    sent.on('error', reject).end(body)
  })
}

/** The status line of the response to a request line that HTTP libraries reject. */
function statusLine(line: string, more = ['Connection: close'], to = port): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(to, '127.0.0.1', () =>
      socket.write(`${[line, 'Host: localhost', ...more].join('\r\n')}\r\n\r\n`),
    )
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      text += chunk
      // An upgraded connection stays open.
      if (text.startsWith('HTTP/1.1 101')) socket.destroy()
    })
    socket.on('close', () => resolve(text.split('\r\n')[0] ?? ''))
    socket.on('error', reject)
  })
}

/** The status line of the response to a WebSocket upgrade with a session. */
const upgrade = (to: number) =>
  statusLine(
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    [
      `Cookie: ${cookie.cookie}`,
      ...['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ],
    to,
  )

const form = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  get(
    '/login',
    { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    'POST',
    new URLSearchParams(fields).toString(),
  )

describe('the auth middleware', () => {
  it('rejects a missing or wrong cookie', async () => {
    const [name = '', value = ''] = (cookie.cookie ?? '').split('=')
    const cookies = [
      '',
      `${name}=`,
      `${name}=${value.slice(1)}`,
      `${name}=${token}`,
      `x${name}=${value}`,
      `taskbox_00000000=${value}`,
    ]
    for (const wrong of cookies) {
      const { status, text, headers } = await get('/clusters', { cookie: wrong })
      expect(status, wrong).toBe(401)
      expect(text).not.toContain('protected content')
      expect(headers['cache-control']).toBe('no-store')
      expect(headers['set-cookie']).toBeUndefined()
    }
  })

  it('accepts the cookie, also among others', async () => {
    expect((await get('/', cookie)).text).toBe('protected content')
    expect((await get('/', { cookie: `a=b; ${cookie.cookie}; c=d` })).text).toBe('protected content')
  })

  it("regression: the cookie alone authorized Next's image optimizer, which requests any path of the server", async () => {
    const alone = { cookie: cookie.cookie ?? '' }
    for (const address of [
      '/_next/image?url=%2Fapi%2Fruns%2Fended%2Flog&w=64&q=75',
      '/_next/%69mage?url=%2Ficon.svg&w=64&q=75',
      '/%5fnext/image?url=%2Ficon.svg&w=64&q=75',
      '/_next/static/..%2fimage?url=%2Ficon.svg&w=64&q=75',
      '/_next/data/x/api/audit.json',
      '/_next/anything-new',
      '/__nextjs_source-map?filename=x',
      '/x/..%2fapi%2faudit',
      '/x//api/audit',
    ])
      expect((await get(address, alone)).status, address).toBe(403)
    for (const address of [
      ...['/', '/explain', '/security', '/clusters/c-1_A/hosts?run=x', '/runs/R1', '/no/such-page'],
      ...['/_next/static/chunks/a~b.js', '/icon.svg', '/run/ok.svg', '/favicon.ico'],
    ])
      expect((await get(address, alone)).text, address).toBe('protected content')
  })

  it('exchanges the token in the URL for a session, and navigates to the URL without it', async () => {
    const opened = await get(`/clusters/c1/hosts?a=1&token=${token}&b=2`)
    const { status, headers, text } = opened
    expect(status).toBe(200)
    expect(nextPath(opened)).toBe('/clusters/c1/hosts?a=1&b=2')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['cache-control']).toBe('no-store')
    expect(text).not.toContain(token)
    const [set = ''] = headers['set-cookie'] ?? []
    expect(set).toMatch(/^taskbox_[0-9a-f]{8}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/)
    expect(set).not.toContain(token)
  })

  it('rejects a wrong token, and any token in a request other than GET', async () => {
    for (const wrong of ['', token.slice(1), `${token}2`])
      expect((await get(`/?token=${wrong}`)).status, wrong).toBe(401)
    for (const method of ['PUT', 'HEAD', 'OPTIONS'])
      expect((await get(`/?token=${token}`, {}, method)).status, method).toBe(401)
  })

  it('does not count attempts in cross-site fetches, and accepts a cross-site link', async () => {
    const foreign = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
    for (let count = 0; count < 30; count += 1) expect((await get('/?token=wrong', foreign)).status).toBe(403)
    const followed = { ...foreign, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect((await get(`/?token=${token}`, followed)).status).toBe(200)
  })

  it('answers a flood with `retry-after`, and does not delay sessions', async () => {
    const limited = await serveWith(
      new AuthMiddleware(options(), new HttpRateLimiter({ max: 20, windowSeconds: 30 })),
    )
    const withoutSession = async () => (await get('/', {}, 'GET', '', limited.port)).status
    for (let count = 0; count < 20; count += 1) expect(await withoutSession()).toBe(401)
    const { status, headers, text } = await get('/', {}, 'GET', '', limited.port)
    expect(status).toBe(429)
    expect(Number(headers['retry-after'])).toBeGreaterThan(20)
    expect(JSON.parse(text)).toEqual({ ok: false, failure: { kind: 'too-many', facts: {} } })
    for (let count = 0; count < 20; count += 1)
      expect((await get('/', cookie, 'GET', '', limited.port)).status).toBe(200)
    expect((await get('/', cookie, 'GET', '', limited.port)).status).toBe(429)
    expect(await withoutSession()).toBe(429)
    limited.close()
  })

  it('regression: a flood from one address locked out the correct token and share links', async () => {
    const limited = await serveWith(
      new AuthMiddleware(options(), new HttpRateLimiter({ max: 5, windowSeconds: 30 })),
    )
    const send = (address: string, method = 'GET', secret = '') => {
      const type = { 'content-type': 'application/x-www-form-urlencoded' }
      return get(address, method === 'POST' ? type : {}, method, secret && `secret=${secret}`, limited.port)
    }
    for (let count = 0; count < 6; count += 1) await send('/x.js')
    const { key } = await auth.shareLinks.create('run-1')
    expect((await send(`/?token=${token}`)).status).toBe(200)
    expect((await send('/login', 'POST', token)).status).toBe(200)
    expect((await send(`/share?key=${key}`)).status).toBe(200)
    const before = await audit.read()
    for (const throttled of [
      await send('/?token=wrong'),
      await send('/login', 'POST', 'wrong'),
      await send('/share?key=wrong'),
      await send('/x.js'),
    ])
      expect([throttled.status, throttled.headers.connection]).toEqual([429, 'close'])
    expect(await audit.read()).toBe(before)
    limited.close()
  })

  it('regression: requests with only the cookie counted against the rate of its session', async () => {
    const limited = await serveWith(
      new AuthMiddleware(options(), new HttpRateLimiter({ max: 5, windowSeconds: 30 })),
    )
    const alone = { cookie: cookie.cookie ?? '' }
    const statuses = []
    for (let count = 0; count < 6; count += 1)
      statuses.push((await get('/', alone, 'GET', '', limited.port)).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
    expect((await get('/api/audit', cookie, 'GET', '', limited.port)).status).toBe(200)
    limited.close()
  })

  it('counts socket handshakes as requests, and rejects them in a flood', async () => {
    const limited = await serveWith(
      new AuthMiddleware(options(), new HttpRateLimiter({ max: 20, windowSeconds: 30 })),
    )
    // Browsers send no page key with a handshake.
    const alone = { cookie: cookie.cookie ?? '' }
    const handshake = (headers: Record<string, string>) =>
      get('/socket.io/?EIO=4&transport=polling', headers, 'GET', '', limited.port)
    expect(await upgrade(limited.port)).toBe('HTTP/1.1 101 Switching Protocols')
    for (let count = 0; count < 20; count += 1) expect((await handshake({})).status).toBe(403)
    for (let count = 0; count < 19; count += 1) expect((await handshake(alone)).status).toBe(200)
    for (const headers of [{}, alone]) {
      const rejected = await handshake(headers)
      expect(rejected.status).toBe(429)
      expect(Number(rejected.headers['retry-after'])).toBeGreaterThan(20)
      expect((await get('/', headers, 'GET', '', limited.port)).status).toBe(429)
    }
    expect(await upgrade(limited.port)).toBe('')
    limited.close()
  })

  it('accepts the token from the login form, and navigates to the requested page on this server', async () => {
    const page = await get('/clusters/c1/hosts')
    expect(page.text).toContain('name="next" value="/clusters/c1/hosts"')
    const opened = await form({ secret: token, next: '/clusters/c1/hosts' })
    expect([opened.status, nextPath(opened)]).toEqual([200, '/clusters/c1/hosts'])
    const refused = await form({ secret: 'wrong', next: '/clusters/c1/hosts' })
    expect(refused.status).toBe(401)
    expect(refused.text).toContain('role="alert"')
    for (const next of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      '',
      '/a\r\nset-cookie: x=y',
      '/中',
    ])
      expect(nextPath(await form({ secret: token, next })), next).toBe('/')
  })

  it('rejects forms from other origins, large ones, and other content types', async () => {
    const foreign = { origin: 'https://evil.example' }
    const unnamed = { origin: 'null' }
    expect((await form({ secret: token }, unnamed)).status).toBe(403)
    expect((await form({ secret: token }, { ...unnamed, 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await form({ secret: token }, { ...unnamed, 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    expect((await form({ secret: token }, foreign)).status).toBe(403)
    expect((await form({ secret: token }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await form({ secret: 'x'.repeat(9_000) })).status).toBe(400)
    expect((await get('/login', {}, 'POST', `secret=${token}`)).status).toBe(400)
  })

  it('never navigates to another server', async () => {
    for (const path of ['//evil.example/', '/.//evil.example/', '/\\evil.example/', '/%2e//evil.example'])
      expect(nextPath(await get(`${path}?token=${token}`)), path).toMatch(/^\/(?![/\\])/)
  })

  it('answers unusual paths', async () => {
    for (const address of ['//', '///', '//[', '/?a=%'])
      expect(await statusLine(`GET ${address} HTTP/1.1`), address).toBe('HTTP/1.1 401 Unauthorized')
  })

  it('rejects absolute URLs and undecodable paths, with and without a session', async () => {
    for (const headers of [[], [`Cookie: ${cookie.cookie}`]])
      for (const line of [
        'GET http://evil.example/clusters/',
        `GET http://localhost:${port}/clusters/`,
        'GET HTTPS://evil.example//x/',
        'OPTIONS *',
        'GET /%',
        'GET /clusters/%E0%A4%A',
        'GET /api/clusters/%zz/export',
      ])
        expect(await statusLine(`${line} HTTP/1.1`, [...headers, 'Connection: close']), line).toBe(
          'HTTP/1.1 400 Bad Request',
        )
  })

  it('rejects foreign values of Host, which DNS rebinding would cause', async () => {
    for (const host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example', 'a@localhost'])
      expect((await get('/', { ...cookie, host })).status, host).toBe(421)
    for (const host of [
      'localhost',
      `localhost:${port}`,
      '127.0.0.1',
      '192.168.0.9:7878',
      '[::1]:7878',
      'box.example',
    ])
      expect((await get('/', { ...cookie, host })).status, host).toBe(200)
  })

  it('regression: pages at localhost shared their origin with servers of other users at ::1', async () => {
    const loopback = await serveWith(
      new AuthMiddleware({ ...options(), hostNames: ['Box.example'], loopback: '127.0.0.1' }),
    )
    const send = (address: string, headers: Record<string, string>, method = 'GET') =>
      get(address, { ...cookie, ...headers }, method, '', loopback.port)
    for (const name of ['localhost', hostname(), 'LOCALHOST.'])
      for (const address of ['/clusters/c1?a=1', `/?token=${token}`, '//evil.example/']) {
        const { status, headers } = await send(address, { host: `${name}:8000` })
        expect([status, headers.location], name).toEqual([303, `http://127.0.0.1:8000${address}`])
        expect(headers['set-cookie']).toBeUndefined()
      }
    expect((await send('/login', { host: 'localhost' }, 'POST')).status).toBe(421)
    expect((await send('/socket.io/?EIO=4&transport=polling', { host: 'localhost' })).status).toBe(403)
    expect((await send('/', { host: 'evil.example' })).status).toBe(421)
    for (const host of ['127.0.0.1:8000', '[::1]', 'box.example'])
      expect((await send('/', { host })).status, host).toBe(200)
    loopback.close()
  })

  it('rejects requests of other origins with the cookie, even of this machine', async () => {
    const host = `127.0.0.1:${port}`
    const postFrom = (origin: string) => get('/', { ...cookie, host, origin }, 'POST')
    expect((await postFrom(`http://${host}`)).status).toBe(200)
    for (const origin of [
      'http://127.0.0.1:1',
      'http://localhost',
      'https://evil.example',
      `https://${host}`,
      'null',
      '',
    ])
      expect((await postFrom(origin)).status, origin).toBe(401)
    for (const site of ['cross-site', 'same-site'])
      expect((await get('/', { ...cookie, host, 'sec-fetch-site': site })).status, site).toBe(403)
  })

  it("shows the login form in the browser's language", async () => {
    expect((await get('/', { 'accept-language': 'zh-CN,zh;q=0.9' })).text).toContain('访问令牌')
    expect((await get('/')).text).toContain('Open the address that Taskbox printed')
  })

  it('sets the security headers of every response', async () => {
    for (const { headers } of [
      await get('/'),
      await get('/', cookie),
      await get('/', { host: 'evil.example' }),
    ]) {
      const policy = String(headers['content-security-policy'])
      expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]{24}';/)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/script-src[^;]*unsafe/)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['referrer-policy']).toBe('no-referrer')
      expect(headers['strict-transport-security']).toBeUndefined()
    }
    const [one, other] = [await get('/'), await get('/')]
    expect(one.headers['content-security-policy']).not.toBe(other.headers['content-security-policy'])
  })

  it('ends only the session that signs out', async () => {
    const ending = signedInHeaders(await get(`/?token=${token}`))
    const { status, headers } = await get('/logout', ending, 'POST')
    expect([status, headers['set-cookie']?.[0]]).toEqual([204, expect.stringContaining('Max-Age=0')])
    expect((await get('/', ending)).status).toBe(401)
    expect((await get('/', cookie)).status).toBe(200)
  })

  it('shows secrets only after a confirmation, and records it', async () => {
    const own = signedInHeaders(await get(`/?token=${token}`))
    const address = '/api/clusters/c1/files?path=conf/hosts.ini&secrets=1'
    const refused = await get(address, own)
    expect([refused.status, JSON.parse(refused.text).failure.kind]).toEqual([403, 'confirmation-needed'])
    const session = auth.sessions.list().at(0)
    if (!session) throw new Error('nobody is signed in')
    auth.sessions.confirm(session)
    expect((await get(address, own)).status).toBe(200)
    expect(await audit.read()).toContain(`"event":"secrets-shown","session":"${session.id}"`)
  })

  it('accepts a package only after a confirmation, and records it', async () => {
    const own = signedInHeaders(await get(`/?token=${token}`))
    for (const address of ['/api/clusters/c1/tarball', '/api/clusters/c1/%74arball']) {
      const refused = await get(address, own, 'POST')
      expect([refused.status, JSON.parse(refused.text).failure.kind]).toEqual([403, 'confirmation-needed'])
    }
    const session = auth.sessions.list().at(0)
    if (!session) throw new Error('nobody is signed in')
    auth.sessions.confirm(session)
    expect((await get('/api/clusters/c1/tarball', own, 'POST')).status).toBe(200)
    expect(await audit.read()).toContain(`"event":"package-uploaded","session":"${session.id}"`)
  })
})

describe('a share link', () => {
  it('authorizes one run and nothing else, until it is revoked', async () => {
    const { key, link } = await auth.shareLinks.create('run-1')
    const opened = await get(`/share?key=${key}`)
    expect([opened.status, nextPath(opened)]).toEqual([200, '/runs/run-1'])
    const viewer = signedInHeaders(opened)
    expect(viewer.cookie).toMatch(/^taskbox_share_/)
    const own = ['/runs/run-1', '/api/runs/run-1/log', '/api/runs/run-1/log/lines?count=9']
    for (const allowed of [...own, '/_next/static/chunks/a.js', '/icon.svg'])
      expect((await get(allowed, viewer)).status, allowed).toBe(200)
    const others = [
      '/',
      '/security',
      '/clusters/c1/hosts',
      '/runs/run-2',
      '/api/runs/run-2/log',
      '/api/runs/run-2/log/search?q=x',
      '/api/audit',
      '/_next/static/../../x',
    ]
    for (const other of others) expect((await get(other, viewer)).status, other).toBe(403)
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect((await get('/runs/run-1', viewer, method)).status, method).toBe(403)
    expect((await get('/api/runs/run-1/log?secrets=1', viewer)).status).toBe(403)
    await auth.shareLinks.revoke(link.id)
    await auth.sessions.end((session) => session.link === link.id)
    expect((await get('/runs/run-1', viewer)).status).toBe(401)
    expect((await get(`/share?key=${key}`)).status).toBe(401)
  })

  it('is recorded when it is used, also if it is invalid, in files separate from those of operators', async () => {
    const { key, link } = await auth.shareLinks.create('run-3')
    const viewer = signedInHeaders(await get(`/share?key=${key}`))
    await get('/runs/run-3', viewer)
    const session = auth.sessions.list().find((one) => one.link === link.id)?.id
    expect((await get('/share?key=guessed')).status).toBe(401)
    await auth.shareLinks.revoke(link.id)
    await auth.sessions.end((one) => one.link === link.id)
    const lines = (await audit.read())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const actor = { address: '127.0.0.1', role: 'viewer' }
    expect(lines.slice(-2)).toEqual([
      { at: expect.any(String), event: 'signed-in', session, ...actor, run: 'run-3', link: link.id },
      { at: expect.any(String), event: 'sign-in-refused', ...actor },
    ])
    expect(await readFile(path.join(folder, 'audit/audit.log'), 'utf8')).not.toContain('viewer')
    expect(await audit.read()).not.toContain(key)
  })

  it('of an earlier version works at its former path, and with its former cookie', async () => {
    const { key } = await auth.shareLinks.create('run-1')
    const opened = await get(`/watch?key=${key}`)
    expect([opened.status, nextPath(opened)]).toEqual([200, '/runs/run-1'])
    const viewer = signedInHeaders(opened)
    const former = { ...viewer, cookie: (viewer.cookie ?? '').replace('taskbox_share_', 'taskbox_watch_') }
    expect((await get('/runs/run-1', former)).status).toBe(200)
    const { status, headers } = await get('/logout', former, 'POST')
    expect([status, headers['set-cookie']?.length]).toEqual([204, 2])
    expect((await get('/runs/run-1', former)).status).toBe(401)
  })

  it('does not sign out an operator', async () => {
    const { key } = await auth.shareLinks.create('run-1')
    const { headers } = await get(`/share?key=${key}`, cookie)
    expect(headers['set-cookie'] ?? []).toEqual([])
    expect((await get('/security', cookie)).status).toBe(200)
  })
})

describe('failed logins', () => {
  it('must wait after some attempts, without delaying the correct token or sessions', async () => {
    for (let attempt = 0; attempt < 12; attempt += 1) await form({ secret: `guess ${attempt}` })
    const answer = await form({ secret: 'another guess' })
    expect(answer.status).toBe(429)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(30)
    expect((await form({ secret: token })).status).toBe(200)
    expect((await get('/', cookie)).status).toBe(200)
  })
})
