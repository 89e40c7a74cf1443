import { hostname } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MiddlewareServer, nextPath } from './middleware-server'

let server: MiddlewareServer
beforeAll(async () => {
  server = await MiddlewareServer.start()
})
afterAll(() => server.close())

describe('the auth middleware', () => {
  it("regression: the cookie alone authorized Next's image optimizer, which requests any path of the server", async () => {
    const alone = { cookie: server.session.cookie ?? '' }
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
      expect((await server.get(address, alone)).status, address).toBe(403)
    for (const address of [
      ...['/', '/explain', '/security', '/clusters/c-1_A/hosts?run=x', '/runs/R1', '/no/such-page'],
      ...['/_next/static/chunks/a~b.js', '/icon.svg', '/run/ok.svg', '/favicon.ico'],
    ])
      expect((await server.get(address, alone)).text, address).toBe('protected content')
  })

  it('rejects forms from other origins, large ones, and other content types', async () => {
    const foreign = { origin: 'https://evil.example' }
    const unnamed = { origin: 'null' }
    expect((await server.form({ secret: server.token }, unnamed)).status).toBe(403)
    expect(
      (await server.form({ secret: server.token }, { ...unnamed, 'sec-fetch-site': 'cross-site' })).status,
    ).toBe(403)
    expect(
      (await server.form({ secret: server.token }, { ...unnamed, 'sec-fetch-site': 'same-origin' })).status,
    ).toBe(200)
    expect((await server.form({ secret: server.token }, foreign)).status).toBe(403)
    expect((await server.form({ secret: server.token }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await server.form({ secret: 'x'.repeat(9_000) })).status).toBe(400)
    expect((await server.get('/login', {}, 'POST', `secret=${server.token}`)).status).toBe(400)
  })

  it('never navigates to another server', async () => {
    for (const path of ['//evil.example/', '/.//evil.example/', '/\\evil.example/', '/%2e//evil.example'])
      expect(nextPath(await server.get(`${path}?token=${server.token}`)), path).toMatch(/^\/(?![/\\])/)
  })

  it('answers unusual paths', async () => {
    for (const address of ['//', '///', '//[', '/?a=%'])
      expect(await server.statusLine(`GET ${address} HTTP/1.1`), address).toBe('HTTP/1.1 401 Unauthorized')
  })

  it('rejects absolute URLs and undecodable paths, with and without a session', async () => {
    for (const headers of [[], [`Cookie: ${server.session.cookie}`]])
      for (const line of [
        'GET http://evil.example/clusters/',
        `GET http://localhost:${server.port}/clusters/`,
        'GET HTTPS://evil.example//x/',
        'OPTIONS *',
        'GET /%',
        'GET /clusters/%E0%A4%A',
        'GET /api/clusters/%zz/export',
      ])
        expect(await server.statusLine(`${line} HTTP/1.1`, [...headers, 'Connection: close']), line).toBe(
          'HTTP/1.1 400 Bad Request',
        )
  })

  it('rejects foreign values of Host, which DNS rebinding would cause', async () => {
    for (const host of [
      'evil.example',
      `evil.example:${server.port}`,
      'localhost.evil.example',
      'a@localhost',
    ])
      expect((await server.get('/', { ...server.session, host })).status, host).toBe(421)
    for (const host of [
      'localhost',
      `localhost:${server.port}`,
      '127.0.0.1',
      '192.168.0.9:7878',
      '[::1]:7878',
      'box.example',
    ])
      expect((await server.get('/', { ...server.session, host })).status, host).toBe(200)
  })

  it('regression: pages at localhost shared their origin with servers of other users at ::1', async () => {
    const loopback = await server.serveAlso({ hostNames: ['Box.example'], loopback: '127.0.0.1' })
    const send = (address: string, headers: Record<string, string>, method = 'GET') =>
      server.get(address, { ...server.session, ...headers }, method, '', loopback.port)
    for (const name of ['localhost', hostname(), 'LOCALHOST.'])
      for (const address of ['/clusters/c1?a=1', `/?token=${server.token}`, '//evil.example/']) {
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
    const host = `127.0.0.1:${server.port}`
    const postFrom = (origin: string) => server.get('/', { ...server.session, host, origin }, 'POST')
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
      expect((await server.get('/', { ...server.session, host, 'sec-fetch-site': site })).status, site).toBe(
        403,
      )
  })

  it('sets the security headers of every response', async () => {
    for (const { headers } of [
      await server.get('/'),
      await server.get('/', server.session),
      await server.get('/', { host: 'evil.example' }),
    ]) {
      const policy = String(headers['content-security-policy'])
      expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]{24}';/)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/script-src[^;]*unsafe/)
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['referrer-policy']).toBe('no-referrer')
      expect(headers['strict-transport-security']).toBeUndefined()
    }
    const [one, other] = [await server.get('/'), await server.get('/')]
    expect(one.headers['content-security-policy']).not.toBe(other.headers['content-security-policy'])
  })
})
