import { request as ask, createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { guard } from '@/server/auth/guard'
import type { Access } from '@/server/auth/token'

const access: Access = { token: 'the-token', session: 'the-session', cookie: 'taskbox_1' }
let server: Server
let port: number

beforeAll(async () => {
  server = createServer((request, response) => {
    if (guard(request, response, access)) response.end('behind the door')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = ask({ port, host: '127.0.0.1', path, headers, method }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    sent.on('error', reject).end()
  })
}

/** The first line that the server answers to a line that no HTTP library would send. */
function answerTo(line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`${line}\r\nHost: x\r\nConnection: close\r\n\r\n`),
    )
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      text += chunk
    })
    socket.on('close', () => resolve(text.split('\r\n')[0] ?? ''))
    socket.on('error', reject)
  })
}

const cookie = { cookie: 'taskbox_1=the-session' }

describe('the door', () => {
  it('refuses whoever brings no cookie, or a wrong one, and shows nothing of what is behind', async () => {
    const cookies = [
      '',
      'taskbox_1=',
      'taskbox_1=the-sessio',
      'taskbox_1=the-token',
      'taskbox_2=the-session',
      'xtaskbox_1=the-session',
    ]
    for (const given of cookies) {
      const { status, text, headers } = await get('/clusters', { cookie: given })
      expect(status, given).toBe(401)
      expect(text).not.toContain('behind')
      expect(headers['cache-control']).toBe('no-store')
      expect(headers['set-cookie']).toBeUndefined()
    }
  })

  it('lets the cookie through, among others too', async () => {
    expect((await get('/', cookie)).text).toBe('behind the door')
    expect((await get('/', { cookie: 'a=b; taskbox_1=the-session; c=d' })).text).toBe('behind the door')
  })

  it('takes the token from the address once, hands out the cookie and leads to the address without it', async () => {
    const { status, headers, text } = await get('/clusters/c1/hosts?a=1&token=the-token&b=2')
    expect(status).toBe(303)
    expect(headers.location).toBe('/clusters/c1/hosts?a=1&b=2')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(text).toBe('')
    const [set = ''] = headers['set-cookie'] ?? []
    expect(set.split('; ')).toEqual([
      'taskbox_1=the-session',
      'Path=/',
      'HttpOnly',
      'SameSite=Strict',
      'Max-Age=2592000',
    ])
  })

  it('takes no wrong token, none in anything but a GET, and no session in its place', async () => {
    for (const token of ['', 'the-toke', 'the-token2', 'the-session'])
      expect((await get(`/?token=${token}`)).status, token).toBe(401)
    for (const method of ['POST', 'PUT', 'HEAD', 'OPTIONS'])
      expect((await get('/?token=the-token', {}, method)).status, method).toBe(401)
  })

  it('never leads to another server', async () => {
    for (const path of ['//evil.example/', '/.//evil.example/', '/\\evil.example/', '/%2e//evil.example'])
      expect((await get(`${path}?token=the-token`)).headers.location, path).toMatch(/^\/(?![/\\])/)
  })

  it('answers addresses that are none', async () => {
    for (const address of ['//', '///', '*', '/%', '/%zz', '//[', '/?token=%'])
      expect(await answerTo(`${address === '*' ? 'OPTIONS' : 'GET'} ${address} HTTP/1.1`), address).toBe(
        'HTTP/1.1 401 Unauthorized',
      )
  })

  it('admits no page of another server, be it on this machine, though the browser sends the cookie', async () => {
    const host = `127.0.0.1:${port}`
    const asked = (origin: string) => get('/', { ...cookie, host, origin }, 'POST')
    expect((await asked(`http://${host}`)).status).toBe(200)
    for (const origin of ['http://127.0.0.1:1', 'http://localhost', 'https://evil.example', 'null', ''])
      expect((await asked(origin)).status, origin).toBe(401)
  })

  it("refuses in the browser's language", async () => {
    expect((await get('/', { 'accept-language': 'zh-CN,zh;q=0.9' })).text).toContain('访问令牌')
    expect((await get('/')).text).toContain('Open the address that Taskbox printed')
  })
})
