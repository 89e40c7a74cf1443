import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MiddlewareServer, nextPath, signedInHeaders } from './middleware-server'

let server: MiddlewareServer
beforeAll(async () => {
  server = await MiddlewareServer.start()
})
afterAll(() => server.close())

describe('the auth middleware', () => {
  it('rejects a missing or wrong cookie', async () => {
    const [name = '', value = ''] = (server.session.cookie ?? '').split('=')
    const cookies = [
      '',
      `${name}=`,
      `${name}=${value.slice(1)}`,
      `${name}=${server.token}`,
      `x${name}=${value}`,
      `taskbox_00000000=${value}`,
    ]
    for (const wrong of cookies) {
      const { status, text, headers } = await server.get('/clusters', { cookie: wrong })
      expect(status, wrong).toBe(401)
      expect(text).not.toContain('protected content')
      expect(headers['cache-control']).toBe('no-store')
      expect(headers['set-cookie']).toBeUndefined()
    }
  })

  it('accepts the cookie, also among others', async () => {
    expect((await server.get('/', server.session)).text).toBe('protected content')
    expect((await server.get('/', { cookie: `a=b; ${server.session.cookie}; c=d` })).text).toBe(
      'protected content',
    )
  })

  it('exchanges the token in the URL for a session, and navigates to the URL without it', async () => {
    const opened = await server.get(`/clusters/c1/hosts?a=1&token=${server.token}&b=2`)
    const { status, headers, text } = opened
    expect(status).toBe(200)
    expect(nextPath(opened)).toBe('/clusters/c1/hosts?a=1&b=2')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['cache-control']).toBe('no-store')
    expect(text).not.toContain(server.token)
    const [set = ''] = headers['set-cookie'] ?? []
    expect(set).toMatch(/^taskbox_[0-9a-f]{8}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/)
    expect(set).not.toContain(server.token)
  })

  it('rejects a wrong token, and any token in a request other than GET', async () => {
    for (const wrong of ['', server.token.slice(1), `${server.token}2`])
      expect((await server.get(`/?token=${wrong}`)).status, wrong).toBe(401)
    for (const method of ['PUT', 'HEAD', 'OPTIONS'])
      expect((await server.get(`/?token=${server.token}`, {}, method)).status, method).toBe(401)
  })

  it('accepts the token from the login form, and navigates to the requested page on this server', async () => {
    const page = await server.get('/clusters/c1/hosts')
    expect(page.text).toContain('name="next" value="/clusters/c1/hosts"')
    const opened = await server.form({ secret: server.token, next: '/clusters/c1/hosts' })
    expect([opened.status, nextPath(opened)]).toEqual([200, '/clusters/c1/hosts'])
    const refused = await server.form({ secret: 'wrong', next: '/clusters/c1/hosts' })
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
      expect(nextPath(await server.form({ secret: server.token, next })), next).toBe('/')
  })

  it("shows the login form in the browser's language", async () => {
    expect((await server.get('/', { 'accept-language': 'zh-CN,zh;q=0.9' })).text).toContain('访问令牌')
    expect((await server.get('/')).text).toContain('Open the address that Taskbox printed')
  })

  it('ends only the session that signs out', async () => {
    const ending = signedInHeaders(await server.get(`/?token=${server.token}`))
    const { status, headers } = await server.get('/logout', ending, 'POST')
    expect([status, headers['set-cookie']?.[0]]).toEqual([204, expect.stringContaining('Max-Age=0')])
    expect((await server.get('/', ending)).status).toBe(401)
    expect((await server.get('/', server.session)).status).toBe(200)
  })

  it('shows secrets only after a confirmation, and records it', async () => {
    const browser = signedInHeaders(await server.get(`/?token=${server.token}`))
    const address = '/api/clusters/c1/files?path=conf/hosts.ini&secrets=1'
    const refused = await server.get(address, browser)
    expect([refused.status, JSON.parse(refused.text).failure.kind]).toEqual([403, 'confirmation-needed'])
    const session = server.auth.sessions.list().at(0)
    if (!session) throw new Error('nobody is signed in')
    server.auth.sessions.confirm(session)
    expect((await server.get(address, browser)).status).toBe(200)
    expect(await server.audit.read()).toContain(`"event":"secrets-shown","session":"${session.id}"`)
  })

  it('accepts a package only after a confirmation, and records it', async () => {
    const browser = signedInHeaders(await server.get(`/?token=${server.token}`))
    for (const address of ['/api/clusters/c1/tarball', '/api/clusters/c1/%74arball']) {
      const refused = await server.get(address, browser, 'POST')
      expect([refused.status, JSON.parse(refused.text).failure.kind]).toEqual([403, 'confirmation-needed'])
    }
    const session = server.auth.sessions.list().at(0)
    if (!session) throw new Error('nobody is signed in')
    server.auth.sessions.confirm(session)
    expect((await server.get('/api/clusters/c1/tarball', browser, 'POST')).status).toBe(200)
    expect(await server.audit.read()).toContain(`"event":"package-uploaded","session":"${session.id}"`)
  })
})

describe('failed logins', () => {
  it('must wait after some attempts, without delaying the correct token or sessions', async () => {
    for (let attempt = 0; attempt < 12; attempt += 1) await server.form({ secret: `guess ${attempt}` })
    const answer = await server.form({ secret: 'another guess' })
    expect(answer.status).toBe(429)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(30)
    expect((await server.form({ secret: server.token })).status).toBe(200)
    expect((await server.get('/', server.session)).status).toBe(200)
  })
})
