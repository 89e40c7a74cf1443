import { once } from 'node:events'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { downloadScript, parseDownloads } from '@/lib/checks/probe/downloads'
import type { ProbeItem } from '@/lib/checks/probe/item'
import { buildProbe } from '@/lib/checks/probe/probe'
import { parseProbeOutput } from '@/lib/checks/probe/result'

const BINARY = { 'content-type': 'application/octet-stream' }

/** A web server with the behaviour of mirrors, by path. */
function respond({ url, method }: IncomingMessage, response: ServerResponse): void {
  if (url === '/redirect') response.writeHead(302, { location: '/file' }).end()
  else if (url === '/page') response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end()
  else if (url === '/get-only') response.writeHead(method === 'HEAD' ? 405 : 206, BINARY).end()
  else if (url === '/refused') response.writeHead(403).end()
  else if (url?.startsWith('/file')) response.writeHead(200, BINARY).end()
  else if (url?.startsWith('http://mirror.invalid/')) response.writeHead(200, BINARY).end()
  else if (url !== '/silent') response.writeHead(404).end()
}

let server: Server
let base: string
let closed: string
/** A PATH with curl and without Python. */
let withoutPython: string

beforeAll(async () => {
  server = createServer(respond).listen(0, '127.0.0.1')
  const other = createServer().listen(0, '127.0.0.1')
  await Promise.all([once(server, 'listening'), once(other, 'listening')])
  base = urlOf(server)
  closed = urlOf(other)
  other.close()
  withoutPython = await mkdtemp(join(tmpdir(), 'taskbox-downloads-'))
  for (const program of ['curl', 'uname', 'sed', 'awk', 'timeout'])
    await symlink(`/usr/bin/${program}`, join(withoutPython, program))
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await rm(withoutPython, { recursive: true })
})

const urlOf = (one: Server) => `http://127.0.0.1:${(one.address() as AddressInfo).port}`

async function request(urls: readonly string[], variables: Record<string, string> = {}, path = '') {
  const item: ProbeItem<unknown> = {
    name: 'downloads',
    script: downloadScript({ request: 0.5, total: 2 }),
    parse: parseDownloads,
  }
  const all = { nonce: 'nonce-1', package: '', download_urls: urls.join(' '), ...variables }
  const script = `${Object.entries(all)
    .map(([name, value]) => `${name}='${value}'`)
    .join('\n')}\n${buildProbe([{ probeItems: [item] }])}`
  const { stdout } = await execa('sh', ['-c', path ? script.replace(/^PATH=.*$/m, `PATH=${path}`) : script], {
    encoding: 'buffer',
    stripFinalNewline: false,
    env: { http_proxy: '', no_proxy: '' },
  })
  return parseDownloads(parseProbeOutput(stdout, 'nonce-1').get('downloads') ?? '')
}

describe.each([
  ['Python', () => ''],
  ['curl', () => withoutPython],
])('requests with %s', (_, path) => {
  it('distinguish files, pages, statuses and servers that do not respond', async () => {
    const paths = ['file', 'redirect', 'get-only', 'page', 'absent', 'refused', 'silent']
    const urls = [...paths.map((one) => `${base}/${one}`), `${closed}/file`, 'http://nothing.invalid/file']
    const results = await request(urls, {}, path())
    expect(urls.map((url) => results?.response(url))).toEqual([
      { status: 200, contentType: 'application/octet-stream' },
      { status: 200, contentType: 'application/octet-stream' },
      { status: 206, contentType: 'application/octet-stream' },
      { status: 200, contentType: 'text/html' },
      expect.objectContaining({ status: 404 }),
      expect.objectContaining({ status: 403 }),
      { cause: 'silent' },
      { cause: 'refused' },
      { cause: 'noName' },
    ])
  })

  it('use the proxy of the settings, except for its exceptions', async () => {
    const urls = ['http://mirror.invalid/file', `${base}/file`]
    const variables = { download_proxies: 'set', download_http_proxy: base, download_no_proxy: '127.0.0.1' }
    const results = await request(urls, variables, path())
    expect(urls.map((url) => results?.response(url))).toEqual([
      { status: 200, contentType: 'application/octet-stream' },
      { status: 200, contentType: 'application/octet-stream' },
    ])
  })

  it('use the architecture of the host', async () => {
    const results = await request([`${base}/file-{arch}`], {}, path())
    const { architecture = '' } = results ?? {}
    expect(['amd64', 'arm64']).toContain(architecture)
    expect(results?.response(`${base}/file-${architecture}`)).toMatchObject({ status: 200 })
  })
})

it('are undefined without Python and curl, and if the text is truncated', async () => {
  expect(parseDownloads('architecture amd64\nno program\ncomplete')).toBeUndefined()
  expect(parseDownloads('architecture amd64\nstatus 200 - http://a/b')).toBeUndefined()
  expect(await request([])).toBeDefined()
})
