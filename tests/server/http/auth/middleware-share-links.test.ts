import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MiddlewareServer, nextPath, signedInHeaders } from './middleware-server'

let server: MiddlewareServer
beforeAll(async () => {
  server = await MiddlewareServer.start()
})
afterAll(() => server.close())

describe('a share link', () => {
  it('authorizes one run and nothing else, until it is revoked', async () => {
    const { key, link } = await server.auth.shareLinks.create('run-1')
    const opened = await server.get(`/share?key=${key}`)
    expect([opened.status, nextPath(opened)]).toEqual([200, '/runs/run-1'])
    const viewer = signedInHeaders(opened)
    expect(viewer.cookie).toMatch(/^taskbox_share_/)
    const own = ['/runs/run-1', '/api/runs/run-1/log', '/api/runs/run-1/log/lines?count=9']
    for (const allowed of [...own, '/_next/static/chunks/a.js', '/icon.svg'])
      expect((await server.get(allowed, viewer)).status, allowed).toBe(200)
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
    for (const other of others) expect((await server.get(other, viewer)).status, other).toBe(403)
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect((await server.get('/runs/run-1', viewer, method)).status, method).toBe(403)
    expect((await server.get('/api/runs/run-1/log?secrets=1', viewer)).status).toBe(403)
    await server.auth.shareLinks.revoke(link.id)
    await server.auth.sessions.end((session) => session.link === link.id)
    expect((await server.get('/runs/run-1', viewer)).status).toBe(401)
    expect((await server.get(`/share?key=${key}`)).status).toBe(401)
  })

  it('is recorded when it is used, also if it is invalid, in files separate from those of operators', async () => {
    await server.get('/logout', signedInHeaders(await server.get(`/?token=${server.token}`)), 'POST')
    const { key, link } = await server.auth.shareLinks.create('run-3')
    const viewer = signedInHeaders(await server.get(`/share?key=${key}`))
    await server.get('/runs/run-3', viewer)
    const session = server.auth.sessions.list().find((one) => one.link === link.id)?.id
    expect((await server.get('/share?key=guessed')).status).toBe(401)
    await server.auth.shareLinks.revoke(link.id)
    await server.auth.sessions.end((one) => one.link === link.id)
    const lines = (await server.audit.read())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const actor = { address: '127.0.0.1', role: 'viewer' }
    expect(lines.slice(-2)).toEqual([
      { at: expect.any(String), event: 'signed-in', session, ...actor, run: 'run-3', link: link.id },
      { at: expect.any(String), event: 'sign-in-refused', ...actor },
    ])
    expect(await readFile(path.join(server.folder, 'audit/audit.log'), 'utf8')).not.toContain('viewer')
    expect(await server.audit.read()).not.toContain(key)
  })

  it('of an earlier version works at its former path, and with its former cookie', async () => {
    const { key } = await server.auth.shareLinks.create('run-1')
    const opened = await server.get(`/watch?key=${key}`)
    expect([opened.status, nextPath(opened)]).toEqual([200, '/runs/run-1'])
    const viewer = signedInHeaders(opened)
    const former = { ...viewer, cookie: (viewer.cookie ?? '').replace('taskbox_share_', 'taskbox_watch_') }
    expect((await server.get('/runs/run-1', former)).status).toBe(200)
    const { status, headers } = await server.get('/logout', former, 'POST')
    expect([status, headers['set-cookie']?.length]).toEqual([204, 2])
    expect((await server.get('/runs/run-1', former)).status).toBe(401)
  })

  it('does not sign out an operator', async () => {
    const { key } = await server.auth.shareLinks.create('run-1')
    const { headers } = await server.get(`/share?key=${key}`, server.session)
    expect(headers['set-cookie'] ?? []).toEqual([])
    expect((await server.get('/security', server.session)).status).toBe(200)
  })
})
