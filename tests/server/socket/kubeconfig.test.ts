import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { createEngine, type Engine } from '@/server/engine'
import { type Auth, openAuth } from '@/server/http/auth/auth'
import { cookieNames } from '@/server/http/auth/cookies'
import { AuthMiddleware } from '@/server/http/auth/middleware'
import type { Session } from '@/server/http/auth/sessions'
import type { Run } from '@/server/runs/run'
import { attachSocket } from '@/server/socket'
import { type Client, connect, sendRequest } from '../serve'

let data: string
let engine: Engine
let http: Server
let auth: Auth
const clients: Client[] = []

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'kubeconfig-'))
  vi.stubEnv('TASKBOX_KEY', 'a key that is long enough')
  engine = createEngine({ data, logLevel: 'silent' })
  auth = await openAuth(data)
  const options = { audit: engine.audit, tls: false, dev: false, hostNames: [] }
  const middleware = new AuthMiddleware({ ...auth, ...options })
  http = createServer()
  attachSocket(http, engine, { auth, middleware })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const run: Pick<Run, 'kubeconfig'> = { kubeconfig: async () => 'kind: Config\n' }
  vi.spyOn(engine.runs, 'open').mockResolvedValue(run as Run)
})
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})
afterAll(async () => {
  http.closeAllConnections()
  http.close()
  await engine.close()
  vi.unstubAllEnvs()
  await rm(data, { recursive: true, force: true })
})

async function signIn(owner: { role: 'operator' } | { role: 'viewer'; run: string; link: string }) {
  const { session, value, pageKey } = await auth.sessions.create({
    ...owner,
    address: '127.0.0.1',
    agent: '',
  })
  const name = cookieNames(auth.credentials.name, false)[owner.role]
  const port = (http.address() as AddressInfo).port
  const client = connect({ port, cookie: `${name}=${value}`, pageKey })
  clients.push(client)
  await new Promise((resolve, reject) =>
    client.once('connect', () => resolve(0)).once('connect_error', reject),
  )
  return { client, session }
}

const events = async () =>
  (await engine.audit.read()).split('\n').filter((line) => line.includes('kubeconfig'))
const confirm = (session: Session) => auth.sessions.confirm(session)

it('shows the kubeconfig to an operator after a confirmation, which the audit log records', async () => {
  const { client, session } = await signIn({ role: 'operator' })
  await expect(sendRequest(client, 'runs.kubeconfig', { run: 'one' })).rejects.toThrow('confirmation-needed')
  expect(await events()).toEqual([])
  confirm(session)
  expect(await sendRequest(client, 'runs.kubeconfig', { run: 'one' })).toEqual({ text: 'kind: Config\n' })
  expect(await events()).toEqual([expect.stringContaining('"what":"kubeconfig of run one"')])
})

it('shows no kubeconfig to a viewer', async () => {
  const { client } = await signIn({ role: 'viewer', run: 'one', link: 'link' })
  await expect(sendRequest(client, 'runs.kubeconfig', { run: 'one' })).rejects.toThrow('not-allowed')
})
