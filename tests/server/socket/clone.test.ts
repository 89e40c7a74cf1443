/** Clones an installer’s repository like the page, from an https server whose certificate git is configured to trust. */
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { createEngine, type Engine } from '@/server/engine'
import { type Auth, openAuth } from '@/server/http/auth/auth'
import { cookieNames } from '@/server/http/auth/cookies'
import { AuthMiddleware } from '@/server/http/auth/middleware'
import type { Session } from '@/server/http/auth/sessions'
import { attachSocket } from '@/server/socket'
import {
  createRepository,
  type GitServer,
  git,
  gitServer,
  loopbackCertificate,
  withoutObjects,
} from '../packages/git-server'
import { TREE_100 } from '../packages/package-tree'
import { type Client, connect, sendRequest } from '../serve'

const DESTINATION = '/opt'
const PREFIX = `taskbox-test-${randomBytes(6).toString('hex')}`
const SECRET = 'Tr0ub4dor'

let folder: string
let engine: Engine
let http: Server
let client: Client
let auth: Auth
let session: Session
let repositories: GitServer
const others: Record<string, RequestListener> = {}
let cluster: string

async function openEngine(): Promise<void> {
  engine = createEngine({ data: path.join(folder, 'data'), logLevel: 'silent' })
  auth = await openAuth(engine.dataFolder)
  const options = { audit: engine.audit, tls: false, dev: false, hostNames: [] }
  http = createServer()
  attachSocket(http, engine, { auth, middleware: new AuthMiddleware({ ...auth, ...options }) })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const signedIn = await auth.sessions.create({ role: 'operator', address: '127.0.0.1', agent: '' })
  session = signedIn.session
  const cookie = `${cookieNames(auth.credentials.name, false).operator}=${signedIn.value}`
  client = connect({ port: (http.address() as AddressInfo).port, cookie, pageKey: signedIn.pageKey })
  await new Promise((resolve, reject) =>
    client.once('connect', () => resolve(0)).once('connect_error', reject),
  )
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'clone-'))
  for (const name of ['home', 'data', 'repositories']) await mkdir(path.join(folder, name))
  const tls = await loopbackCertificate(folder)
  await writeFile(path.join(folder, 'home/.gitconfig'), `[http]\nsslCAInfo = ${tls.file}\n`)
  vi.stubEnv('HOME', path.join(folder, 'home'))
  vi.stubEnv('TASKBOX_KEY', 'a key that is long enough')
  repositories = await gitServer(path.join(folder, 'repositories'), { tls, others })
  await git(await createRepository(path.join(folder, 'repositories'), PREFIX, TREE_100), 'tag', 'v1.0')
  await openEngine()
})
beforeEach(async () => {
  cluster = (await engine.clusters.create(engine.emptyDraft())).id
})
afterAll(async () => {
  client.close()
  http.closeAllConnections()
  http.close()
  await engine.close()
  repositories.close()
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
  for (const name of (await readdir(DESTINATION)).filter((one) => one.startsWith(PREFIX)))
    await rm(path.join(DESTINATION, name), { recursive: true })
})

const clone = (url: string, ref = 'v1.0') => sendRequest(client, 'packages.clone', { id: cluster, url, ref })

it('a session alone cannot bring code that root runs', async () => {
  await expect(clone(repositories.url(PREFIX))).rejects.toThrow('confirmation-needed')
})

it('an address with a password is refused and recorded nowhere', async () => {
  await expect(clone(`https://me:${SECRET}@git.example.com/x`)).rejects.toThrow(
    'repository-refused {"reason":"credentials"}',
  )
  await expect(clone('file:///etc')).rejects.toThrow('repository-refused {"reason":"scheme"}')
  expect(await engine.audit.read()).not.toContain(SECRET)
})

it('the clone is detected, its progress is sent, and its commit is recorded', async () => {
  auth.sessions.confirm(session)
  const progress: unknown[] = []
  client.on('packages.progress', (message) => progress.push(message))
  const url = repositories.url(PREFIX)
  const at = path.join(DESTINATION, `${PREFIX}-v1.0`)
  expect(await clone(url)).toMatchObject({ folder: at, release: 'advanced-1.0.0' })
  expect(progress).toContainEqual({ id: cluster, phase: 'receiving', done: 100, total: 100 })
  const commit = await git(at, 'rev-parse', 'HEAD')
  const events = (await engine.audit.read()).split('\n').filter((line) => line.includes('source-cloned'))
  expect(events.map((line) => JSON.parse(line))).toMatchObject([
    { cluster, url, ref: 'v1.0', commit, folder: at, session: session.id },
  ])
})

it('a clone can be stopped, and a second one does not start before', async () => {
  auth.sessions.confirm(session)
  const started = new Promise((resolve) => {
    others[PREFIX] = withoutObjects(path.join(folder, 'repositories'), resolve)
  })
  const first = clone(repositories.url(PREFIX), 'main')
  const stopped = expect(first).rejects.toThrow('"reason":"stopped"')
  await started
  await expect(clone(repositories.url(PREFIX), 'main')).rejects.toThrow('conflict {"what":"clone"}')
  await sendRequest(client, 'packages.stop-clone', { id: cluster })
  await stopped
})
