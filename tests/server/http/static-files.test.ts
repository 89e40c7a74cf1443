import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveStaticFiles } from '@/server/http/static-files'

const SCRIPT = 'console.log(1)'
let folder: string
let server: Server
let port: number

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'taskbox-static-'))
  const chunks = join(folder, '.next/static/chunks')
  mkdirSync(chunks, { recursive: true })
  writeFileSync(join(chunks, 'a-1.js.br'), brotliCompressSync(SCRIPT))
  writeFileSync(join(chunks, 'a-1.js.gz'), gzipSync(SCRIPT))
  writeFileSync(join(folder, 'secret.js.br'), brotliCompressSync('secret'))
  writeFileSync(join(folder, '.next/secret.js.br'), brotliCompressSync('secret'))
  const serve = serveStaticFiles(folder)
  server = createServer(async (request, response) => {
    if (!(await serve(request, response))) response.writeHead(404).end('left to Next')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

const get = (path: string, accepts = 'gzip, deflate, br', method = 'GET') =>
  fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { 'accept-encoding': accepts } })

it.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
])('serves a compressed asset: %s', async (accepts, encoding) => {
  for (let time = 0; time < 2; time += 1) {
    const answer = await get('/_next/static/chunks/a-1.js', accepts)
    expect(await answer.text()).toBe(SCRIPT)
    expect(answer.headers.get('content-encoding')).toBe(encoding)
    expect(answer.headers.get('content-type')).toContain('javascript')
    expect(answer.headers.get('cache-control')).toContain('immutable')
    expect(answer.headers.get('vary')).toBe('Accept-Encoding')
  }
})

it('answers HEAD without a body', async () => {
  const answer = await get('/_next/static/chunks/a-1.js', 'br', 'HEAD')
  expect([answer.status, await answer.text()]).toEqual([200, ''])
})

it('leaves unknown files and clients without compression to Next', async () => {
  for (const path of ['/_next/static/chunks/b.js', '/_next/static/chunks/', '/other/a-1.js'])
    expect((await get(path)).status).toBe(404)
  expect((await get('/_next/static/chunks/a-1.js', 'identity')).status).toBe(404)
  expect((await get('/_next/static/chunks/a-1.js', 'br', 'POST')).status).toBe(404)
})

/** Sends an unnormalized path, because `fetch` resolves dots itself. */
const raw = (path: string) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk.toString()
    })
    socket.on('end', () => resolve(received)).on('error', reject)
    socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\naccept-encoding: br\r\nconnection: close\r\n\r\n`)
  })

it('serves nothing outside its folder', async () => {
  for (const path of [
    '../secret.js',
    '../../secret.js',
    'chunks/../../secret.js',
    '..%2fsecret.js',
    './/../secret.js',
  ])
    expect(await raw(`/_next/static/${path}`)).toContain('404')
})
