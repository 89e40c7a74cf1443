import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { INSTALL } from '@/lib/cluster/operations/request'
import { type RequestName, requests } from '@/lib/contract/socket'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { keySource, Vault } from '@/server/clusters/vault'
import { type RunRecord, RunStore } from '@/server/runs/run-store'
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
import { otherMethods, type Route, routes } from './endpoints'

const RUN = 'run-1'
const EVENTS = Object.keys(requests) as RequestName[]
/** The requests that a viewer may send for its own run. */
const VIEWER_REQUESTS: readonly string[] = ['runs.watch', 'runs.follow', 'runs.outline', 'runs.leave']
const EVERY_MS = 120_000
/** Longer than a session may be idle. */
const THIRTEEN_HOURS_MS = 13 * 3_600_000

const ack = z.object({ ok: z.boolean(), failure: z.object({ kind: z.string() }).optional() })
const sessionsFile = z.object({
  version: z.literal(2),
  sessions: z.record(z.string(), z.looseObject({ seenAt: z.number() })),
})
const { pages, api, auth, files } = routes()
/** Endpoints that need a session. */
const guarded = [...pages, ...api]
const all = [...guarded, ...auth, ...files]

let data: string
let served: Served
let cluster: string
let viewer: SignedIn
let expired: SignedIn

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'walk-'))
  served = await serve(data)
  const operator = await connected(served)
  const created = await sendRequest(operator, 'clusters.create', { from: 'empty' })
  if (!('id' in created)) throw new Error('not created')
  cluster = created.id
  await endedRun()
  const { path: link } = await sendRequest(operator, 'share.create', { run: RUN })
  viewer = await signIn(`http://127.0.0.1:${served.port}${link}`)
  expired = { cookie: served.cookie, pageKey: served.pageKey }
  operator.close()
  await startAgainAfter(THIRTEEN_HOURS_MS, expired)
}, EVERY_MS)
afterAll(async () => {
  served?.process.kill('SIGTERM')
  await served?.process.ended
  await rm(data, { recursive: true, force: true })
})

async function endedRun(): Promise<void> {
  // The home folder of the tests' command line.
  const store = new RunStore(path.join(data, 'runs'), new Vault(keySource(data, { HOME: tmpdir() }), data))
  const about = { clusterId: cluster, clusterName: 'demo', release: advanced100.id, mode: 'multi-node' }
  const ended = { startedAt: 1, endedAt: 2, state: 'failed' as const, hostNames: [], waivers: [] }
  const record: RunRecord = {
    version: 3,
    operation: INSTALL,
    installer: 'kubesphere',
    sequence: 1,
    id: RUN,
    packageFolder: '/opt/p',
    job: '',
    ...about,
    ...ended,
  }
  await store.create(record, secretDraft())
  await store.artifacts.storeFiles(RUN, [{ path: 'conf/hosts.ini', text: '[all]\n', secrets: [] }])
  await writeFile(store.logPath(RUN), 'PLAY [all] ***\n')
}

/** Makes a session idle for that long and restarts the server, which creates another session. */
async function startAgainAfter(idleMs: number, { cookie }: SignedIn): Promise<void> {
  served.process.kill('SIGTERM')
  await served.process.ended
  const file = path.join(data, 'sessions.json')
  const stored = sessionsFile.parse(JSON.parse(await readFile(file, 'utf8')))
  const hash = createHash('sha256')
    .update(cookie.split('=')[1] ?? '')
    .digest('hex')
  const session = stored.sessions[hash]
  if (!session) throw new Error('the session is not on disk')
  session.seenAt -= idleMs
  await writeFile(file, JSON.stringify(stored))
  served = await serve(data)
}

async function connected(session: SignedIn): Promise<Client> {
  const client = connect({ ...session, port: served.port })
  await new Promise((resolve, reject) =>
    client.once('connect', () => resolve(0)).once('connect_error', reject),
  )
  return client
}

const LOG = '/api/runs/:run/log'
/** Required query parameters. */
const QUERIES: Record<string, string> = {
  [`${LOG}/lines`]: '?count=1',
  [`${LOG}/search`]: '?q=PLAY',
  '/api/runs/:run/artifacts': '?name=conf/hosts.ini',
}

const pathOf = (pattern: string, run = RUN) =>
  pattern
    .replace(/\[id\]|:cluster/, cluster)
    .replace(/\[run\]|:run/, run)
    .replace('[step]', 'hosts') + (QUERIES[pattern] ?? '')

type Headers = Record<string, string>
/** Headers of a browser on this server. */
const ownHeaders = (): Headers => ({ host: `127.0.0.1:${served.port}` })

/** The status of a response. Unlike fetch, it can send any header. */
function status({ method, pattern }: Route, headers: Headers, body = ''): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = {
      port: served.port,
      host: '127.0.0.1',
      path: pathOf(pattern),
      method,
      headers,
      agent: false,
    }
    const sent = request(options, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', reject).end(body)
  })
}

async function statuses(list: readonly Route[], headers: Headers): Promise<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const route of list) found[`${route.method} ${route.pattern}`] = await status(route, headers)
  return found
}

const allWith = (list: readonly Route[], of: number) =>
  Object.fromEntries(list.map(({ method, pattern }) => [`${method} ${pattern}`, of]))

/** Statuses of handshakes by both transports; 200 and 101 open the socket. */
async function handshakes(headers: Headers): Promise<(number | undefined)[]> {
  const polling = { method: 'GET', pattern: '/socket.io/?EIO=4&transport=polling' } as const
  return [await status(polling, headers), await upgrade(headers)]
}

function upgrade(headers: Headers): Promise<number | undefined> {
  const sent = request({
    port: served.port,
    host: '127.0.0.1',
    path: '/socket.io/?EIO=4&transport=websocket',
    headers: {
      ...headers,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    },
  })
  return new Promise((resolve, reject) => {
    sent.on('upgrade', (response, socket) => {
      socket.destroy()
      resolve(response.statusCode)
    })
    sent.on('response', (response) => resolve(response.resume().statusCode))
    sent.on('error', reject).end()
  })
}

/** The contents of the data folder, except for the last use of sessions and the audit log. */
async function state(): Promise<Record<string, string>> {
  const entries = await readdir(data, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
  const stored = paths.filter((file) => !/sessions\.json$|\/audit\//.test(file)).sort()
  return Object.fromEntries(
    await Promise.all(
      stored.map(async (file) => [path.relative(data, file), await readFile(file, 'latin1')]),
    ),
  )
}

async function expectNoChange(work: () => Promise<void>): Promise<void> {
  const before = await state()
  await work()
  expect(await state()).toEqual(before)
}

const payload = (run = RUN) => ({
  ...{ id: cluster, run, session: 'x', link: 'x', host: 'h1', offset: 0, at: 0, request: 'r1' },
  ...{
    from: 'empty',
    text: '',
    patch: { name: 'changed' },
    secrets: true,
    endpoints: [],
    secret: served.token,
  },
  ...{ question: 'q', answer: 'a', line: 'a', folder: '/', tarball: '/x', url: 'x', ref: 'x', revision: 1 },
})

describe('the list of endpoints', () => {
  it('contains existing endpoints only: an operator may request all of them, and all payloads are valid', async () => {
    // Uploading a package needs a confirmed token.
    const operator = await connected(served)
    await sendRequest(operator, 'session.confirm', { secret: served.token })
    operator.close()
    const found = await statuses([...guarded, ...files], { ...ownHeaders(), ...headersOf(served) })
    for (const [route, code] of Object.entries(found))
      expect([401, 403, 404, 405, 421, 500], route).not.toContain(code)
    expect(guarded.length).toBeGreaterThan(10)
    expect([...new Set(auth.map(({ pattern }) => pattern))].sort()).toEqual([
      '/login',
      '/logout',
      '/share',
      '/watch',
    ])
    expect(EVENTS.length).toBeGreaterThan(25)
    for (const name of EVENTS) expect(requests[name][0].safeParse(payload()).success, name).toBe(true)
  })
})

describe.each([
  ['without a session', () => ({ ...ownHeaders() }), 401],
  ['with a session that has expired', () => ({ ...ownHeaders(), ...headersOf(expired) }), 401],
  [
    'with a foreign Origin',
    () => ({ ...ownHeaders(), ...headersOf(served), origin: 'https://evil.example' }),
    401,
  ],
  [
    'from another site',
    () => ({ ...ownHeaders(), ...headersOf(served), 'sec-fetch-site': 'cross-site' }),
    403,
  ],
  ['with a foreign Host', () => ({ host: 'evil.example', ...headersOf(served) }), 421],
] as const)('%s', (_, headers, code) => {
  it(
    'rejects every endpoint with every method, and changes nothing',
    () =>
      expectNoChange(async () => {
        const list = [...all, ...otherMethods([...guarded, ...auth])].filter(
          ({ method, pattern }) => !(method === 'POST' && pattern === '/login'),
        )
        expect(await statuses(list, headers())).toEqual(allWith(list, code))
      }),
    EVERY_MS,
  )

  it('rejects the handshake of the socket', async () => {
    expect(await handshakes({ ...ownHeaders(), cookie: served.cookie })).toEqual([200, 101])
    expect(await handshakes(headers())).toEqual([403, 400])
  })
})

describe('login', () => {
  const login = { method: 'POST', pattern: '/login' } as const
  const form = () => `secret=${served.token}`
  const typed = { 'content-type': 'application/x-www-form-urlencoded' }

  it('rejects the correct token from a foreign origin or host', async () => {
    expect(await status(login, { ...ownHeaders(), ...typed, origin: 'https://evil.example' }, form())).toBe(
      403,
    )
    expect(await status(login, { ...typed, host: 'evil.example' }, form())).toBe(421)
    expect(await status(login, { ...ownHeaders(), ...typed }, 'secret=wrong')).toBe(401)
    expect(await status(login, { ...ownHeaders(), ...typed }, form())).toBe(200)
  })
})

describe('a viewer', () => {
  const cookies = () => ({ ...ownHeaders(), ...headersOf(viewer) })

  it(
    'may request the page, the log and the bundle of its run, and no other endpoint',
    () =>
      expectNoChange(async () => {
        const shared = ['bundle', 'issue'].map((name) => `/api/runs/:run/${name}`)
        const run = ['/runs/[run]', LOG, `${LOG}/lines`, `${LOG}/search`, ...shared]
        const allowed = guarded.filter(({ pattern }) => run.includes(pattern)).concat(files)
        const forbidden = guarded
          .filter((route) => !allowed.includes(route))
          .concat(otherMethods(guarded).filter(({ method }) => method !== 'HEAD'))
        expect(await statuses(allowed, cookies())).toEqual(allWith(allowed, 200))
        expect(await statuses(forbidden, cookies())).toEqual(allWith(forbidden, 403))
        for (const pattern of run) {
          const route = { method: 'GET', pattern: pathOf(pattern, 'run-2') } as const
          expect(await status(route, cookies()), pattern).toBe(403)
        }
        const secrets = { method: 'GET', pattern: `/api/runs/${RUN}/log?secrets=1` } as const
        expect(await status(secrets, cookies())).toBe(403)
      }),
    EVERY_MS,
  )

  it('may send only the socket requests that stream its run', () =>
    expectNoChange(async () => {
      const client = await connected(viewer)
      const failureOf = async (name: string, sent: unknown) =>
        ack.parse(await client.timeout(20_000).emitWithAck(name, sent)).failure?.kind
      for (const name of EVENTS) {
        const kind = await failureOf(name, payload())
        expect(kind === 'not-allowed', `${name}: ${kind}`).toBe(!VIEWER_REQUESTS.includes(name))
        expect(await failureOf(name, payload('run-2')), name).toBe('not-allowed')
      }
      client.close()
    }))
})
