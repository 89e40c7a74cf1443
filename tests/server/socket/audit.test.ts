import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { createEngine, type Engine } from '@/server/engine'
import { openAuth } from '@/server/http/auth/auth'
import { cookieNames } from '@/server/http/auth/cookies'
import { AuthMiddleware } from '@/server/http/auth/middleware'
import { attachSocket } from '@/server/socket'
import { type Client, connect, sendRequest } from '../serve'

const KEY = `SHA256:${'a'.repeat(43)}`
/** A complete cluster whose taskbox refuses connections. */
const CLUSTER = {
  version: 1,
  name: 'demo',
  installer: { source: '/opt/package', version: advanced100.id, mode: 'all-in-one' },
  taskbox: { address: '127.0.0.1', port: 1, user: 'root', password: 'MARKED', hostKey: KEY },
  hosts: [
    {
      name: 'ks-allinone',
      address: '127.0.0.1',
      port: 1,
      user: 'root',
      password: 'MARKED',
      ip: '10.9.9.9',
      taskbox: true,
      roles: ['master', 'etcd', 'node'],
    },
  ],
  network: {
    plugin: advanced100.defaults.plugin,
    serviceCidr: advanced100.defaults.serviceCidr,
    podCidr: advanced100.defaults.podCidr,
  },
  storage: { class: 'local', parameters: {} },
}

let data: string
let engine: Engine
let http: Server
let client: Client
let session: string

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'audited-'))
  vi.stubEnv('TASKBOX_KEY', 'a key that is long enough')
  engine = createEngine({ data, logLevel: 'silent' })
  const auth = await openAuth(data)
  const middleware = new AuthMiddleware({
    ...auth,
    audit: engine.audit,
    tls: false,
    dev: false,
    hostNames: [],
  })
  http = createServer()
  attachSocket(http, engine, { auth, middleware })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  // A session that began at another address.
  const signedIn = await auth.sessions.create({ role: 'operator', address: '192.0.2.1', agent: '' })
  session = signedIn.session.id
  const cookie = `${cookieNames(auth.credentials.name, false).operator}=${signedIn.value}`
  client = connect({ port: (http.address() as AddressInfo).port, cookie, pageKey: signedIn.pageKey })
  await new Promise((resolve, reject) =>
    client.once('connect', () => resolve(0)).once('connect_error', reject),
  )
})
afterAll(async () => {
  client.close()
  http.closeAllConnections()
  http.close()
  await engine.close()
  vi.unstubAllEnvs()
  await rm(data, { recursive: true, force: true })
})

/** The events of the audit log, from an index. */
const events = async (from = 0): Promise<Record<string, unknown>[]> =>
  (await engine.audit.read())
    .trim()
    .split('\n')
    .slice(from)
    .map((line) => JSON.parse(line))

async function createCluster(name: string): Promise<string> {
  const answer = await sendRequest(client, 'clusters.create', {
    from: 'file',
    text: JSON.stringify({ ...CLUSTER, name }),
  })
  if (!('id' in answer)) throw new Error(JSON.stringify(answer))
  return answer.id
}

/** Runs something while the audit log cannot be written. */
async function withoutAuditLog<T>(work: () => Promise<T>): Promise<T> {
  const [folder, backup] = [path.join(data, 'audit'), path.join(data, 'audit-aside')]
  await rename(folder, backup)
  await writeFile(folder, '')
  try {
    return await work()
  } finally {
    await rm(folder)
    await rename(backup, folder)
  }
}

it('records the address of the request, not of the session', async () => {
  await sendRequest(client, 'session.end', { session: 'none' })
  expect(await events()).toEqual([
    { at: expect.any(String), event: 'signed-out', session, address: '127.0.0.1', ended: 'none' },
  ])
})

it('does not run actions that cannot be recorded', async () => {
  vi.spyOn(engine.checks, 'assertInstallAllowed').mockResolvedValue()
  const id = await createCluster('unchanged')
  const before = await engine.clusters.open(id)
  const count = (await engine.clusters.list()).length
  await withoutAuditLog(async () => {
    for (const [name, payload] of [
      ['clusters.save', { id, patch: { waivers: [{ check: 'cpu', host: '', reason: 'small' }] } }],
      ['clusters.create', { from: 'file', text: JSON.stringify({ ...CLUSTER, name: 'another' }) }],
      ['clusters.remove', { id }],
      ['clusters.delete-secrets', { id }],
      ['runs.start', { id }],
      // Recorded before the run is looked up.
      ['runs.answer', { run: 'none', question: 'q', answer: 'a' }],
      ['runs.send-line', { run: 'none', line: 'a' }],
      ['runs.stop', { run: 'none' }],
      ['runs.verify', { run: 'none' }],
    ] as const)
      await expect(sendRequest(client, name, payload), name).rejects.toThrow('internal')
  })
  expect(await engine.clusters.open(id)).toEqual(before)
  expect((await engine.clusters.openWithSecrets(id)).taskbox.password).toBe('MARKED')
  expect(await engine.clusters.list()).toHaveLength(count)
  expect(await engine.runs.list(id)).toEqual([])
})

it('records actions before they run, and failures in a second event', async () => {
  vi.spyOn(engine.checks, 'assertInstallAllowed').mockResolvedValue()
  const from = (await events()).length
  const id = await createCluster('started')
  const { run } = await sendRequest(client, 'runs.start', { id, request: 'once' })
  expect(await sendRequest(client, 'runs.start', { id, request: 'once' })).toEqual({ run })
  await (await engine.runs.open(run)).ended
  const answering = sendRequest(client, 'runs.answer', { run, question: 'q', answer: 'a' })
  await expect(answering).rejects.toThrow('run-ended')
  const sending = sendRequest(client, 'runs.send-line', { run, line: 'not for the audit log' })
  await expect(sending).rejects.toThrow('run-ended')
  const actor = { at: expect.any(String), session, address: '127.0.0.1' }
  const accepted = { event: 'host-key-accepted', cluster: id, host: 'taskbox', key: KEY }
  expect(await events(from)).toEqual([
    expect.objectContaining(accepted),
    { ...actor, event: 'run-started', cluster: id, operation: 'install', run },
    { ...actor, event: 'run-answered', run },
    { ...actor, event: 'run-answered', run, failed: 'run-ended' },
    { ...actor, event: 'run-line-sent', run },
    { ...actor, event: 'run-line-sent', run, failed: 'run-ended' },
  ])
})
