/**
 * Regression: browsers send a cookie to every server with the same host name, on any port, so another server there could hijack
 * a session. The cookie alone now authorizes only pages without data.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { INSTALL } from '@/lib/cluster/operations/request'
import { NOT_SIGNED_IN } from '@/lib/contract/handshake'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { keySource, Vault } from '@/server/clusters/vault'
import { RunStore } from '@/server/runs/run-store'
import { secretDraft } from '../../clusters/drafts'
import {
  type Client,
  connect,
  headersOf,
  type Served,
  type SignedIn,
  sendRequest,
  serve,
  signIn,
} from '../../serve'
import { otherMethods, routes } from './endpoints'

const RUN = 'run-1'
const NAME = 'telltale-cluster'
const LINE = 'telltale-line'
const { pages, api } = routes()

let data: string
let served: Served
let operator: Client
let cluster: string
/** The cookie that another server on this host receives from the operator's browser. */
let captured: string

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'page-key-'))
  served = await serve(data)
  operator = connect(served)
  const created = await sendRequest(operator, 'clusters.create', { from: 'empty' })
  if (!('id' in created)) throw new Error('not created')
  cluster = created.id
  await sendRequest(operator, 'clusters.save', { id: cluster, patch: { name: NAME } })
  await endedRun()
  // The server reads the runs when it starts.
  operator.close()
  served.process.kill('SIGTERM')
  await served.process.ended
  served = await serve(data)
  operator = connect(served)
  captured = await receivedElsewhere(served.cookie)
}, 60_000)
afterAll(async () => {
  operator?.close()
  served?.process.kill('SIGTERM')
  await served?.process.ended
  await rm(data, { recursive: true, force: true })
})

async function endedRun(): Promise<void> {
  const store = new RunStore(path.join(data, 'runs'), new Vault(keySource(data, { HOME: tmpdir() }), data))
  const about = {
    clusterId: cluster,
    clusterName: NAME,
    operation: INSTALL,
    release: advanced100.id,
    mode: 'multi-node' as const,
  }
  const ended = { startedAt: 1, endedAt: 2, state: 'failed' as const, hostNames: [], waivers: [] }
  await store.create(
    {
      version: 3,
      installer: 'kubesphere',
      sequence: 1,
      id: RUN,
      packageFolder: '/opt/p',
      job: '',
      ...about,
      ...ended,
    },
    secretDraft(),
  )
  await writeFile(store.logPath(RUN), `${LINE}\n`)
}

/** Browsers send a cookie to every server on its host, on any port. */
async function receivedElsewhere(cookie: string): Promise<string> {
  let received = ''
  const elsewhere = createServer(({ headers }, response) => {
    received = headers.cookie ?? ''
    response.end()
  })
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  await fetch(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`, { headers: { cookie } })
  elsewhere.closeAllConnections()
  elsewhere.close()
  return received
}

const pathOf = (pattern: string) =>
  pattern
    .replace(/\[id\]|:cluster/, cluster)
    .replace(/\[run\]|:run/, RUN)
    .replace('[step]', 'install')

const send = (address: string, headers: Record<string, string>, method = 'GET') =>
  fetch(`http://127.0.0.1:${served.port}${address}`, { method, headers, redirect: 'manual' })

async function kindOf(answer: Response): Promise<string> {
  const { failure } = (await answer.json()) as { failure: { kind: string } }
  return `${answer.status} ${failure.kind}`
}

/** @returns `connected`, or the connect error */
function join(
  { cookie, pageKey }: { cookie: string; pageKey?: unknown },
  transport: string,
): Promise<string> {
  const client = io(`http://127.0.0.1:${served.port}`, {
    ...{ extraHeaders: { cookie }, transports: [transport], forceNew: true, reconnection: false },
    ...(pageKey !== undefined && { auth: { pageKey } }),
  })
  return new Promise<string>((resolve) => {
    client.on('connect', () => resolve('connected'))
    client.on('connect_error', ({ message }) => resolve(message))
  }).finally(() => client.close())
}

describe('regression: another server on this host receives the cookie, which alone', () => {
  it('authorizes pages, which contain no data of clusters or runs', async () => {
    for (const { pattern } of pages)
      for (const headers of [{}, { rsc: '1' }] as Record<string, string>[]) {
        const address = `${pathOf(pattern)}${pattern.includes('[step]') ? `?run=${RUN}` : ''}`
        const answer = await send(address, { cookie: captured, ...headers })
        expect([200, 307], pattern).toContain(answer.status)
        const text = await answer.text()
        expect(text, pattern).not.toContain(NAME)
        expect(text, pattern).not.toContain(LINE)
        if (pattern === '/') expect(text).not.toContain(cluster)
      }
  })

  it('authorizes no data and no actions', async () => {
    expect(api.length).toBeGreaterThan(8)
    for (const { method, pattern } of [...api, ...otherMethods([...pages, ...api])].filter(
      ({ method }) => method !== 'HEAD',
    )) {
      if (method === 'GET' && !pattern.startsWith('/api/')) continue
      const answer = await send(pathOf(pattern), { cookie: captured }, method)
      expect(await kindOf(answer), `${method} ${pattern}`).toBe('403 not-signed-in')
    }
    for (const address of [
      '/%61pi/audit',
      '//api/audit',
      '/ap%69/audit',
      '/API/audit',
      '/./api/audit',
      '/api',
    ])
      expect((await send(address, { cookie: captured })).status, address).toBe(403)
    expect((await send('/explain?secrets=1', { cookie: captured })).status).toBe(403)
    expect(await kindOf(await send('/logout', { cookie: captured }, 'POST'))).toBe('403 not-signed-in')
    expect((await send('/api/audit', headersOf(served))).status).toBe(200)
  })

  it('opens no socket, with either transport', async () => {
    for (const transport of ['websocket', 'polling']) {
      expect(await join(served, transport), transport).toBe('connected')
      for (const pageKey of [undefined, '', 'x'.repeat(43), 1, [served.pageKey], { length: 43 }])
        expect(await join({ cookie: captured, pageKey }, transport)).toBe(NOT_SIGNED_IN)
    }
  })
})

describe('a session', () => {
  it('needs its own cookie with its own page key', async () => {
    const other: SignedIn = await signIn(`http://127.0.0.1:${served.port}/?token=${served.token}`)
    const mixed = { cookie: other.cookie, pageKey: served.pageKey }
    expect(await kindOf(await send('/api/audit', headersOf(mixed)))).toBe('403 not-signed-in')
    expect(await join(mixed, 'websocket')).toBe(NOT_SIGNED_IN)
    expect((await send('/api/audit', headersOf({ cookie: '', pageKey: served.pageKey }))).status).toBe(401)
    expect((await send('/api/audit', headersOf(other))).status).toBe(200)
  })

  it('survives a cookie of the same name from another server on this host', async () => {
    const [name = ''] = served.cookie.split('=')
    // Browsers send the cookie with the longer path first.
    for (const cookie of [`${name}=foreign; ${served.cookie}`, `${name}=; ${name}=a; ${served.cookie}`]) {
      expect((await send('/clusters/x/hosts', { cookie })).status).toBe(200)
      expect((await send('/api/audit', headersOf({ ...served, cookie }))).status).toBe(200)
      expect(await join({ ...served, cookie }, 'websocket')).toBe('connected')
    }
  })

  it('is identified by its page key among several cookies', async () => {
    const other = await signIn(`http://127.0.0.1:${served.port}/?token=${served.token}`)
    const cookie = `${other.cookie}; ${served.cookie}`
    expect((await send('/api/audit', headersOf({ ...served, cookie }))).status).toBe(200)
  })

  it('without its page key receives the login form, which leads to this server only', async () => {
    const { cookie } = served
    const login = async (to: string) =>
      (await send(`/login?next=${encodeURIComponent(to)}`, { cookie })).text()
    expect(await login('/clusters/c1/hosts?a=1#L5')).toContain('value="/clusters/c1/hosts?a=1#L5"')
    for (const foreign of ['//evil.example', 'https://evil.example', '/\\evil.example'])
      expect(await login(foreign), foreign).toContain('name="next" value="/"')
  })
})

describe('a share link', () => {
  it('rotates the page key each time it is opened', async () => {
    const { path: link } = await sendRequest(operator, 'share.create', { run: RUN })
    const address = `http://127.0.0.1:${served.port}${link}`
    const first = await signIn(address)
    const again = await (await fetch(address, { headers: { cookie: first.cookie } })).text()
    const [, pageKey = ''] = /"([\w-]{43})"/.exec(again) ?? []
    const log = `/api/runs/${RUN}/log`
    expect((await send(log, headersOf(first))).status).toBe(403)
    const renewed = await send(log, headersOf({ cookie: first.cookie, pageKey }))
    expect([renewed.status, await renewed.text()]).toEqual([200, `${LINE}\n`])
  })

  it('shows an error without a login form if it is invalid', async () => {
    for (const [language, text] of [
      ['en', 'This link is not valid'],
      ['zh-CN', '此链接无效'],
    ] as const) {
      const answer = await send('/share?key=guessed', { 'accept-language': language })
      const page = await answer.text()
      expect([answer.status, page.includes(text), page.includes('<form')]).toEqual([401, true, false])
    }
  })
})
