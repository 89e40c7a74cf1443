/** The routes of a run's support bundle and its text for an issue. */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createEngine, type Engine } from '@/server/engine'
import type { Session } from '@/server/http/auth/sessions'
import { requestListener } from '@/server/http/request-listener'
import { createRouter } from '@/server/http/router'
import { RunStore } from '@/server/runs/run-store'
import { storeEndedRun } from '../runs/ended-run'

const KEY = { read: async () => 'a key that is long enough', userProvided: false }
const OPERATOR: Session = {
  ...{ id: 's1', role: 'operator', pageKey: '', address: '', agent: '', createdAt: 0, seenAt: 0 },
}
const VIEWER: Session = { ...OPERATOR, id: 's2', role: 'viewer', run: 'run-1', link: 'l1' }
let data: string
let engine: Engine
let server: Server
let session: Session | undefined

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'bundle-route-'))
  engine = createEngine({ data, logLevel: 'silent', key: KEY })
  const store = new RunStore(path.join(data, 'runs'), engine.vault)
  await storeEndedRun(store, 'PLAY [all] ***\npassword is MARKED-h1-password\n')
  const router = createRouter(engine, () => session)
  server = createServer(requestListener({ handle: async () => true }, [router], engine.log))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await engine.close()
  await rm(data, { recursive: true })
})

async function get(route: string, as: Session | undefined): Promise<Response> {
  session = as
  return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/runs/${route}`)
}

async function listBundle(response: Response): Promise<string> {
  const input = Buffer.from(await response.arrayBuffer())
  return execFileSync('tar', ['-tzf', '-'], { input, encoding: 'utf8' })
}

const events = async () =>
  (await engine.audit.read()).split('\n').filter((line) => line.includes('bundle-created'))

it('send an operator the whole bundle, named after cluster and run, and record it in the audit log', async () => {
  const response = await get('run-1/bundle', OPERATOR)
  const { headers } = response
  expect([headers.get('content-type'), headers.get('content-encoding')]).toEqual(['application/gzip', null])
  expect(headers.get('cache-control')).toContain('no-store')
  expect(headers.get('content-disposition')).toMatch(
    /^attachment; filename="taskbox-production-1-run-1-\d{8}T\d{6}Z\.tar\.gz"$/,
  )
  expect(await listBundle(response)).toContain('/cluster.yaml\n')
  expect(await events()).toEqual([expect.stringMatching(/"session":"s1".*"run":"run-1"/)])
})

it('send a viewer what a share link shows, and record its link', async () => {
  const listed = await listBundle(await get('run-1/bundle', VIEWER))
  expect(listed).toContain('/log.txt\n')
  expect(listed).not.toMatch(/cluster\.yaml|commands\.sh|files|checks/)
  expect((await events()).at(-1)).toContain('"role":"viewer","link":"l1"')
})

it('send the text for an issue in the language of the page, with masked secrets', async () => {
  const response = await get('run-1/issue?language=zh-CN', OPERATOR)
  expect(response.headers.get('content-type')).toBe('text/markdown; charset=utf-8')
  const text = await response.text()
  expect(text).toContain('日志的最后几行')
  expect(text).toContain(`password is ${'*'.repeat('MARKED-h1-password'.length)}`)
})

it('answer 404 for an unknown run, and refuse a request without a session', async () => {
  expect((await get('run-2/bundle', OPERATOR)).status).toBe(404)
  for (const route of ['run-1/bundle', 'run-1/issue'])
    expect(await (await get(route, undefined)).json()).toMatchObject({ failure: { kind: 'not-signed-in' } })
})
