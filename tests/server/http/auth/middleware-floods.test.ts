import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HttpRateLimiter } from '@/server/http/http-rate-limiter'
import { MiddlewareServer } from './middleware-server'

let server: MiddlewareServer
beforeAll(async () => {
  server = await MiddlewareServer.start()
})
afterAll(() => server.close())

describe('the auth middleware in a flood', () => {
  it('does not count attempts in cross-site fetches, and accepts a cross-site link', async () => {
    const foreign = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
    for (let count = 0; count < 30; count += 1)
      expect((await server.get('/?token=wrong', foreign)).status).toBe(403)
    const followed = { ...foreign, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect((await server.get(`/?token=${server.token}`, followed)).status).toBe(200)
  })

  it('answers a flood with `retry-after`, and does not delay sessions', async () => {
    const limited = await server.serveAlso({}, new HttpRateLimiter({ max: 20, windowSeconds: 30 }))
    const withoutSession = async () => (await server.get('/', {}, 'GET', '', limited.port)).status
    for (let count = 0; count < 20; count += 1) expect(await withoutSession()).toBe(401)
    const { status, headers, text } = await server.get('/', {}, 'GET', '', limited.port)
    expect(status).toBe(429)
    expect(Number(headers['retry-after'])).toBeGreaterThan(20)
    expect(JSON.parse(text)).toEqual({ ok: false, failure: { kind: 'too-many', facts: {} } })
    for (let count = 0; count < 20; count += 1)
      expect((await server.get('/', server.session, 'GET', '', limited.port)).status).toBe(200)
    expect((await server.get('/', server.session, 'GET', '', limited.port)).status).toBe(429)
    expect(await withoutSession()).toBe(429)
    limited.close()
  })

  it('regression: a flood from one address locked out the correct token and share links', async () => {
    const limited = await server.serveAlso({}, new HttpRateLimiter({ max: 5, windowSeconds: 30 }))
    const send = (address: string, method = 'GET', secret = '') => {
      const type = { 'content-type': 'application/x-www-form-urlencoded' }
      return server.get(
        address,
        method === 'POST' ? type : {},
        method,
        secret && `secret=${secret}`,
        limited.port,
      )
    }
    for (let count = 0; count < 6; count += 1) await send('/x.js')
    const { key } = await server.auth.shareLinks.create('run-1')
    expect((await send(`/?token=${server.token}`)).status).toBe(200)
    expect((await send('/login', 'POST', server.token)).status).toBe(200)
    expect((await send(`/share?key=${key}`)).status).toBe(200)
    const before = await server.audit.read()
    for (const throttled of [
      await send('/?token=wrong'),
      await send('/login', 'POST', 'wrong'),
      await send('/share?key=wrong'),
      await send('/x.js'),
    ])
      expect([throttled.status, throttled.headers.connection]).toEqual([429, 'close'])
    expect(await server.audit.read()).toBe(before)
    limited.close()
  })

  it('regression: requests with only the cookie counted against the rate of its session', async () => {
    const limited = await server.serveAlso({}, new HttpRateLimiter({ max: 5, windowSeconds: 30 }))
    const alone = { cookie: server.session.cookie ?? '' }
    const statuses = []
    for (let count = 0; count < 6; count += 1)
      statuses.push((await server.get('/', alone, 'GET', '', limited.port)).status)
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
    expect((await server.get('/api/audit', server.session, 'GET', '', limited.port)).status).toBe(200)
    limited.close()
  })

  it('counts socket handshakes as requests, and rejects them in a flood', async () => {
    const limited = await server.serveAlso({}, new HttpRateLimiter({ max: 20, windowSeconds: 30 }))
    // Browsers send no page key with a handshake.
    const alone = { cookie: server.session.cookie ?? '' }
    const handshake = (headers: Record<string, string>) =>
      server.get('/socket.io/?EIO=4&transport=polling', headers, 'GET', '', limited.port)
    expect(await server.upgrade(limited.port)).toBe('HTTP/1.1 101 Switching Protocols')
    for (let count = 0; count < 20; count += 1) expect((await handshake({})).status).toBe(403)
    for (let count = 0; count < 19; count += 1) expect((await handshake(alone)).status).toBe(200)
    for (const headers of [{}, alone]) {
      const rejected = await handshake(headers)
      expect(rejected.status).toBe(429)
      expect(Number(rejected.headers['retry-after'])).toBeGreaterThan(20)
      expect((await server.get('/', headers, 'GET', '', limited.port)).status).toBe(429)
    }
    expect(await server.upgrade(limited.port)).toBe('')
    limited.close()
  })
})
