import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type RequestName, requests } from '@/lib/contract/socket'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { keySource, Vault } from '@/server/clusters/vault'
import { type RunRecord, RunStore } from '@/server/runs/run-store'
import { secretDraft } from '../../clusters/drafts'
import { ask, type Client, connect, headersOf, type Served, type SignedIn, serve, signIn } from '../../serve'
import { otherMethods, type Route, routes } from './endpoints'

const RUN = 'run-1'
const EVENTS = Object.keys(requests) as RequestName[]
/** What a watcher may ask of its own run. */
const WATCHERS: readonly string[] = ['runs.watch', 'runs.follow', 'runs.outline', 'runs.leave']
const EVERY_MS = 120_000
/** Longer than a session may be idle. */
const THIRTEEN_HOURS_MS = 13 * 3_600_000

const ack = z.object({ ok: z.boolean(), failure: z.object({ kind: z.string() }).optional() })
const sessionsFile = z.object({
  version: z.literal(2),
  sessions: z.record(z.string(), z.looseObject({ seenAt: z.number() })),
})
const { pages, api, door, files } = routes()
/** What needs a session. */
const guarded = [...pages, ...api]
const all = [...guarded, ...door, ...files]

let data: string
let served: Served
let cluster: string
let watcher: SignedIn
let expired: SignedIn

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'walk-'))
  served = await serve(data)
  const operator = await connected(served)
  const created = await ask(operator, 'clusters.create', { from: 'empty' })
  if (!('id' in created)) throw new Error('not created')
  cluster = created.id
  await endedRun()
  const { path: link } = await ask(operator, 'watch.make', { run: RUN })
  watcher = await signIn(`http://127.0.0.1:${served.port}${link}`)
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
  // The tests' command line has its home there.
  const store = new RunStore(path.join(data, 'runs'), new Vault(keySource(data, { HOME: tmpdir() }), data))
  const about = { clusterId: cluster, clusterName: 'demo', release: advanced100.id, mode: 'multi-node' }
  const ended = { startedAt: 1, endedAt: 2, state: 'failed' as const, hostNames: [], waivers: [] }
  const record: RunRecord = {
    version: 1,
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

/** One session was not used for so long; the server starts again, and with it another session. */
async function startAgainAfter(idleMs: number, { cookie }: SignedIn): Promise<void> {
  served.process.kill('SIGTERM')
  await served.process.ended
  const file = path.join(data, 'sessions.json')
  const kept = sessionsFile.parse(JSON.parse(await readFile(file, 'utf8')))
  const hash = createHash('sha256')
    .update(cookie.split('=')[1] ?? '')
    .digest('hex')
  const session = kept.sessions[hash]
  if (!session) throw new Error('the session is not on disk')
  session.seenAt -= idleMs
  await writeFile(file, JSON.stringify(kept))
  served = await serve(data)
}

async function connected(halves: SignedIn): Promise<Client> {
  const client = connect({ ...halves, port: served.port })
  await new Promise((resolve, reject) =>
    client.once('connect', () => resolve(0)).once('connect_error', reject),
  )
  return client
}

const LOG = '/api/runs/:run/log'
/** What these have to be asked with. */
const ASKED: Record<string, string> = {
  [`${LOG}/lines`]: '?count=1',
  [`${LOG}/search`]: '?q=PLAY',
  '/api/runs/:run/papers': '?name=conf/hosts.ini',
}

const filled = (pattern: string, run = RUN) =>
  pattern
    .replace(/\[id\]|:cluster/, cluster)
    .replace(/\[run\]|:run/, run)
    .replace('[step]', 'hosts') + (ASKED[pattern] ?? '')

type Headers = Record<string, string>
/** What a browser of this server would send. */
const own = (): Headers => ({ host: `127.0.0.1:${served.port}` })

/** The status of an answer, to headers that fetch would not send. */
function status({ method, pattern }: Route, headers: Headers, body = ''): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = {
      port: served.port,
      host: '127.0.0.1',
      path: filled(pattern),
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

const expected = (list: readonly Route[], of: number) =>
  Object.fromEntries(list.map(({ method, pattern }) => [`${method} ${pattern}`, of]))

/** Statuses of attempts to open the socket, by both of its ways: 200 and 101 open it. */
async function handshakes(headers: Headers): Promise<(number | undefined)[]> {
  const polling = { method: 'GET', pattern: '/socket.io/?EIO=4&transport=polling' } as const
  return [await status(polling, headers), await upgrade(headers)]
}

function upgrade(headers: Headers): Promise<number | undefined> {
  const asked = request({
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
    asked.on('upgrade', (response, socket) => {
      socket.destroy()
      resolve(response.statusCode)
    })
    asked.on('response', (response) => resolve(response.resume().statusCode))
    asked.on('error', reject).end()
  })
}

/** All that the data folder says, but for when somebody was last seen and what was attempted. */
async function state(): Promise<Record<string, string>> {
  const entries = await readdir(data, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
  const kept = paths.filter((file) => !/sessions\.json$|\/audit\//.test(file)).sort()
  return Object.fromEntries(
    await Promise.all(kept.map(async (file) => [path.relative(data, file), await readFile(file, 'latin1')])),
  )
}

async function changingNothing(work: () => Promise<void>): Promise<void> {
  const before = await state()
  await work()
  expect(await state()).toEqual(before)
}

const payload = (run = RUN) => ({
  ...{ id: cluster, run, session: 'x', link: 'x', host: 'h1', offset: 0, at: 0, request: 'r1' },
  ...{ from: 'empty', text: '', patch: { name: 'changed' }, secrets: true, places: [], secret: served.token },
  ...{ question: 'q', answer: 'a', folder: '/', tarball: '/x', revision: 1 },
})

describe('the walk', () => {
  it('knows addresses that there are: an operator gets each of them, and each request is understood', async () => {
    // A package is taken after the token was entered again.
    const operator = await connected(served)
    await ask(operator, 'session.confirm', { secret: served.token })
    operator.close()
    const given = await statuses([...guarded, ...files], { ...own(), ...headersOf(served) })
    for (const [route, code] of Object.entries(given))
      expect([401, 403, 404, 405, 421, 500], route).not.toContain(code)
    expect(guarded.length).toBeGreaterThan(10)
    expect([...new Set(door.map(({ pattern }) => pattern))].sort()).toEqual(['/login', '/logout', '/watch'])
    expect(EVENTS.length).toBeGreaterThan(25)
    for (const name of EVENTS) expect(requests[name][0].safeParse(payload()).success, name).toBe(true)
  })
})

describe.each([
  ['without a session', () => ({ ...own() }), 401],
  ['with a session that has expired', () => ({ ...own(), ...headersOf(expired) }), 401],
  ['with a foreign Origin', () => ({ ...own(), ...headersOf(served), origin: 'https://evil.example' }), 401],
  [
    'from a page of another site',
    () => ({ ...own(), ...headersOf(served), 'sec-fetch-site': 'cross-site' }),
    403,
  ],
  ['with a foreign Host', () => ({ host: 'evil.example', ...headersOf(served) }), 421],
] as const)('%s', (_, headers, code) => {
  it(
    'every address is refused, by whatever method, and changes nothing',
    () =>
      changingNothing(async () => {
        const list = [...all, ...otherMethods([...guarded, ...door])].filter(
          ({ method, pattern }) => !(method === 'POST' && pattern === '/login'),
        )
        expect(await statuses(list, headers())).toEqual(expected(list, code))
      }),
    EVERY_MS,
  )

  it('the socket is refused at the handshake', async () => {
    expect(await handshakes({ ...own(), cookie: served.cookie })).toEqual([200, 101])
    expect(await handshakes(headers())).toEqual([403, 400])
  })
})

describe('signing in', () => {
  const login = { method: 'POST', pattern: '/login' } as const
  const form = () => `secret=${served.token}`
  const typed = { 'content-type': 'application/x-www-form-urlencoded' }

  it('is for our own page alone, be the token right', async () => {
    expect(await status(login, { ...own(), ...typed, origin: 'https://evil.example' }, form())).toBe(403)
    expect(await status(login, { ...typed, host: 'evil.example' }, form())).toBe(421)
    expect(await status(login, { ...own(), ...typed }, 'secret=wrong')).toBe(401)
    expect(await status(login, { ...own(), ...typed }, form())).toBe(200)
  })
})

describe('somebody who was given a link to watch a run', () => {
  const cookies = () => ({ ...own(), ...headersOf(watcher) })

  it(
    'gets the page and the log of that run, and no other address',
    () =>
      changingNothing(async () => {
        const run = ['/runs/[run]', LOG, `${LOG}/lines`, `${LOG}/search`]
        const may = guarded.filter(({ pattern }) => run.includes(pattern)).concat(files)
        const mayNot = guarded
          .filter((route) => !may.includes(route))
          .concat(otherMethods(guarded).filter(({ method }) => method !== 'HEAD'))
        expect(await statuses(may, cookies())).toEqual(expected(may, 200))
        expect(await statuses(mayNot, cookies())).toEqual(expected(mayNot, 403))
        for (const pattern of run) {
          const route = { method: 'GET', pattern: filled(pattern, 'run-2') } as const
          expect(await status(route, cookies()), pattern).toBe(403)
        }
        const secrets = { method: 'GET', pattern: `/api/runs/${RUN}/log?secrets=1` } as const
        expect(await status(secrets, cookies())).toBe(403)
      }),
    EVERY_MS,
  )

  it('may ask nothing of the socket but to watch that run', () =>
    changingNothing(async () => {
      const client = await connected(watcher)
      const said = async (name: string, sent: unknown) =>
        ack.parse(await client.timeout(20_000).emitWithAck(name, sent)).failure?.kind
      for (const name of EVENTS) {
        const kind = await said(name, payload())
        expect(kind === 'not-allowed', `${name}: ${kind}`).toBe(!WATCHERS.includes(name))
        expect(await said(name, payload('run-2')), name).toBe('not-allowed')
      }
      client.close()
    }))
})
