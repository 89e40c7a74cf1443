import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect, type Served, serve } from '../serve'

const root = path.resolve(import.meta.dirname, '../../..')
let data: string
let served: Served

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'access-'))
  served = await serve(data)
})
afterAll(async () => {
  served?.process.kill('SIGTERM')
  await served?.process.ended
  await rm(data, { recursive: true, force: true })
})

/** Every page and route handler that there is, as its folder in `app` says. */
function routes(): string[] {
  const files = execFileSync('git', ['ls-files', 'app'], { cwd: root, encoding: 'utf8' }).trim().split('\n')
  const found = files.filter((file) => /\/(page\.tsx|route\.ts)$|^app\/page\.tsx$/.test(file))
  return found.map((file) =>
    path
      .dirname(file)
      .replace(/^app\/?/, '/')
      .replaceAll(/\[\w+\]/g, 'x'),
  )
}

/** Files that a page loads. */
function assets(): string[] {
  const files = execFileSync('find', ['.next/static', 'public', '-type', 'f'], {
    cwd: root,
    encoding: 'utf8',
  })
  const addresses = files
    .trim()
    .split('\n')
    .map((file) => file.replace(/^public/, '').replace(/^\.next/, '/_next'))
  return [...addresses.slice(0, 5), ...addresses.slice(-5)]
}

const get = (address: string, init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${served.port}${address}`, { redirect: 'manual', ...init })

describe('without the cookie', () => {
  it('no page, no route and no file is answered, by whatever method', async () => {
    const all = [
      ...routes(),
      ...assets(),
      '/_next/image?url=/a',
      '/_next/data/x.json',
      '/socket.io',
      '/nothing',
    ]
    expect(all.length).toBeGreaterThan(12)
    for (const address of all)
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH']) {
        const answer = await get(address, { method })
        expect(answer.status, `${method} ${address}`).toBe(401)
        expect(answer.headers.get('set-cookie')).toBeNull()
      }
  })

  it('the same are answered with it', async () => {
    const headers = { cookie: served.cookie }
    expect((await get('/', { headers })).status).toBe(200)
    for (const address of assets()) expect((await get(address, { headers })).status, address).toBe(200)
    for (const address of routes()) expect((await get(address, { headers })).status, address).not.toBe(401)
  })

  it('no socket is opened, by polling or by an upgrade', async () => {
    for (const transport of ['polling', 'websocket'])
      for (const cookie of ['', 'a=b', `${served.cookie.split('=')[0]}=wrong`]) {
        const answer = await get(`/socket.io/?EIO=4&transport=${transport}`, { headers: { cookie } })
        // An upgrade that is none is refused before anybody asks for a cookie.
        expect(answer.status, `${transport} ${cookie}`).toBe(transport === 'polling' ? 403 : 400)
        expect(await answer.text()).not.toMatch(/"sid"/)
      }
    for (const address of ['/socket.io/?EIO=4&transport=websocket', '/', '/_next/webpack-hmr'])
      expect(await upgrade(address, {}), address).not.toBe(101)
    const evil = { cookie: served.cookie, origin: 'http://127.0.0.1:1' }
    expect(await upgrade('/socket.io/?EIO=4&transport=websocket', evil)).not.toBe(101)
  })

  it('one is opened with it', async () => {
    expect(await upgrade('/socket.io/?EIO=4&transport=websocket', { cookie: served.cookie })).toBe(101)
    const client = connect(served)
    await new Promise((resolve, reject) =>
      client.once('connect', () => resolve(0)).once('connect_error', reject),
    )
    client.close()
    const stranger = connect({ port: served.port, cookie: '' })
    await expect(
      new Promise((resolve, reject) =>
        stranger.once('connect', () => resolve(0)).once('connect_error', reject),
      ),
    ).rejects.toThrow()
    stranger.close()
  })

  it('what it serves is on the loopback alone', () => {
    const listening = execFileSync('ss', ['-Hltn', `sport = :${served.port}`], { encoding: 'utf8' })
    expect(listening.trim().split('\n')).toHaveLength(1)
    expect(listening).toContain(`127.0.0.1:${served.port}`)
  })
})

/** The status of the answer to an upgrade; 0 where the connection was closed without one. */
function upgrade(address: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const sent = request({
      port: served.port,
      host: '127.0.0.1',
      path: address,
      timeout: 5_000,
      headers: {
        ...headers,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      },
    })
    const end = (status: number) => {
      sent.destroy()
      resolve(status)
    }
    sent.on('response', (response) => end(response.statusCode ?? 0))
    sent.on('upgrade', (_, socket) => {
      socket.destroy()
      end(101)
    })
    sent.on('error', () => resolve(0))
    sent.on('timeout', () => end(0))
    sent.end()
  })
}
