/** `taskbox verify`. The console runs in this process, and the taskbox is this machine. */
import { readdir, readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keySource, Vault } from '@/server/clusters/vault'
import { RunStore } from '@/server/runs/run-store'
import { endedDraft, storeEndedRun } from '../server/runs/ended-run'
import { BANNER } from './lab'
import { taskbox, testFolder } from './taskbox'

const folder = testFolder()
const data = path.join(folder, 'data')
let server: Server

beforeAll(async () => {
  server = createServer((_, response) => response.end('console')).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const vault = new Vault(keySource(data, { HOME: tmpdir() }), data)
  const store = new RunStore(path.join(data, 'runs'), vault)
  const draft = endedDraft()
  const local = { ...draft, taskbox: { ...draft.taskbox, kind: 'local' as const } }
  const banner = BANNER.split('\n').slice(1, -1).join('\n').replace('32130', String(port))
  const silent = { id: 'silent', state: 'succeeded' as const, exitStatus: 0, reachable: false }
  await storeEndedRun(store, `${banner}\n`, { record: silent, draft: local })
  const failed = { id: 'failed', clusterId: 'c2', reason: 'exit-status' }
  await storeEndedRun(store, 'PLAY [all] ***\n', { record: failed, draft: local })
})
afterAll(() => server.close())

it('probes a console again that did not answer, and then refuses a further verification', async () => {
  const { code, stdout, stderr } = await taskbox(['verify', 'silent', '--json', '--data', data])
  expect(code, stderr).toBe(0)
  const console = { account: 'admin', reachable: true }
  expect(JSON.parse(stdout.toString())).toMatchObject({ state: 'succeeded', run: 'silent', console })
  const audit = await Promise.all(
    (await readdir(path.join(data, 'audit'))).map((name) => readFile(path.join(data, 'audit', name), 'utf8')),
  )
  expect(audit.join('').match(/"event":"[^"]*"/g)).toEqual([
    '"event":"run-verification-started"',
    '"event":"run-verified"',
  ])
  const again = await taskbox(['verify', 'silent', '--data', data])
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('is already verified')])
})

it('verifies no cluster whose installer failed, and names an unknown run', async () => {
  const failed = await taskbox(['verify', 'failed', '--data', data])
  expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining('nothing can be verified')])
  const unknown = await taskbox(['verify', 'other', '--data', data])
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('Run other does not exist')])
})
