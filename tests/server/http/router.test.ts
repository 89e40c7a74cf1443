import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createEngine, type Engine } from '@/server/engine'
import { needsPageKey } from '@/server/http/auth/permissions'
import { requestListener } from '@/server/http/request-listener'
import { createRouter } from '@/server/http/router'
import { ROUTES } from '@/server/http/routes'

const MEBIBYTE = 1024 * 1024
const TEXT = 'a line of the audit log\n'.repeat(200)

let data: string
let engine: Engine
let server: Server
let origin: string
let isAuthorized = true
const errors: unknown[] = []

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'router-'))
  engine = createEngine({ data, logLevel: 'silent' })
  vi.spyOn(engine.log, 'error').mockImplementation((...facts: unknown[]) => void errors.push(facts))
  const middleware = {
    handle: async (_: unknown, response: { writeHead(status: number): { end(): unknown } }) => {
      if (!isAuthorized) response.writeHead(401).end()
      return isAuthorized
    },
  }
  const page = async (_: unknown, response: { end(text: string): unknown }) => {
    response.end('a page')
    return true
  }
  server = createServer(
    requestListener(middleware, [createRouter(engine, () => undefined), page], engine.log),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.spyOn(engine.log, 'error').mockImplementation((...facts: unknown[]) => void errors.push(facts))
  errors.length = 0
  isAuthorized = true
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await engine.close()
  await rm(data, { recursive: true })
})

const get = (address: string, method = 'GET', headers: Record<string, string> = {}) =>
  fetch(origin + address, { method, headers })

const withAudit = (text: string) => vi.spyOn(engine.audit, 'read').mockResolvedValue(text)

describe('the table of routes', () => {
  it('contains only paths that need the page key', () => {
    expect(ROUTES.length).toBeGreaterThan(8)
    for (const { method, path } of ROUTES) expect(needsPageKey(method, path), path).toBe(true)
  })

  it('contains each path once, because a path has one method', () => {
    expect(new Set(ROUTES.map(({ path }) => path)).size).toBe(ROUTES.length)
  })
})

describe('a request', () => {
  it('reaches no route if the auth middleware has answered it', async () => {
    isAuthorized = false
    const read = withAudit(TEXT)
    expect((await get('/api/audit')).status).toBe(401)
    expect(read).not.toHaveBeenCalled()
  })

  it('with an unknown path goes to the next handler', async () => {
    for (const address of [
      '/',
      '/api/audit/',
      '/API/audit',
      '/%61pi/audit',
      '/api/runs//log',
      '/api/unknown',
    ])
      expect(await (await get(address)).text(), address).toBe('a page')
  })

  it('with another method is rejected with the allowed ones', async () => {
    const refused = await get('/api/audit', 'POST')
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    const options = await get('/api/clusters/c1/tarball', 'OPTIONS')
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'POST, OPTIONS'])
    expect((await get('/api/clusters/c1/tarball')).status).toBe(405)
  })

  it('receives a download as an uncached attachment', async () => {
    withAudit(TEXT)
    const { status, headers } = await get('/api/audit')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/jsonl; charset=utf-8')
    expect(headers.get('content-disposition')).toBe('attachment; filename="taskbox-audit.jsonl"')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  it.each(['br', 'gzip', 'identity'])('receives the text compressed as it accepts: %s', async (encoding) => {
    withAudit(TEXT)
    const answer = await get('/api/audit', 'GET', { 'accept-encoding': encoding })
    expect(answer.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding)
    expect(await answer.text()).toBe(TEXT)
  })

  it('with HEAD receives only the headers', async () => {
    withAudit(TEXT)
    const answer = await get('/api/audit', 'HEAD')
    expect([answer.status, await answer.text()]).toEqual([200, ''])
    expect(answer.headers.get('content-disposition')).toContain('taskbox-audit.jsonl')
  })
})

describe('a route that fails', () => {
  it('answers with the kind of the failure and its status', async () => {
    const answer = await get('/api/clusters/none/export')
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toContain('application/json')
    expect(await answer.json()).toMatchObject({ ok: false, failure: { kind: 'not-found' } })
  })

  it('unexpectedly answers without details, and logs the error', async () => {
    vi.spyOn(engine.audit, 'read').mockRejectedValue(new Error('a detail'))
    const answer = await get('/api/audit')
    expect([answer.status, await answer.json()]).toEqual([
      500,
      { ok: false, failure: { kind: 'internal', facts: {} } },
    ])
    expect(errors).toEqual([[{ err: new Error('a detail') }, 'request failed']])
  })

  it.each(['%', '%zz', '%E0%A4%A'])('answers 400 to an upload whose name is %s', async (name) => {
    const answer = await fetch(`${origin}/api/clusters/c1/tarball`, {
      method: 'POST',
      headers: { 'x-file-name': name },
      body: 'x',
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ failure: { kind: 'bad-request' } })
  })

  it('closes the connection instead of reading the rest of the body', async () => {
    const address = new URL(`${origin}/api/clusters/c1/tarball`)
    const sending = request(address, { method: 'POST', headers: { 'x-file-name': '%' }, agent: false })
    sending.on('error', () => undefined)
    const chunk = Buffer.alloc(MEBIBYTE)
    const status = new Promise((resolve) => sending.once('response', (answer) => resolve(answer.statusCode)))
    sending.write(chunk)
    expect(await status).toBe(400)
    await new Promise((resolve) => sending.once('close', resolve))
    expect(errors).toEqual([])
  })
})
