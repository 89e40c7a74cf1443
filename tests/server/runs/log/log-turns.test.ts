/** Regression: searches of one viewer blocked the event loop. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createEngine, type Engine } from '@/server/engine'
import type { Session } from '@/server/http/auth/sessions'
import { requestListener } from '@/server/http/request-listener'
import { createRouter } from '@/server/http/router'

const CHUNKS = 40
const CHUNK_MS = 5

let data: string
let engine: Engine
let server: Server
let readChunks: number

beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'log-turns-'))
  engine = createEngine({ data, logLevel: 'silent' })
  readChunks = 0
  vi.spyOn(engine.runs, 'open').mockResolvedValue({ redactedLines: { chunks, window } } as never)
  const router = createRouter(engine, ({ headers }) => sessionOf(String(headers.from)))
  server = createServer(requestListener({ handle: async () => true }, [router], engine.log))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  vi.restoreAllMocks()
  await engine.close()
  await rm(data, { recursive: true })
})

/** `viewer-3` has its own session and the share link of all viewers. */
function sessionOf(id: string): Session {
  const about = { id, pageKey: '', address: '', agent: '', createdAt: 0, seenAt: 0 }
  return id.startsWith('viewer') ? { ...about, role: 'viewer', link: 'l' } : { ...about, role: 'operator' }
}

/** A log whose chunks each block the event loop. */
async function* chunks() {
  for (let line = 0; line < CHUNKS; line += 1) {
    const until = performance.now() + CHUNK_MS
    while (performance.now() < until);
    readChunks += 1
    yield { line, bytes: Buffer.from('a line\n') }
  }
}

const window = async () => ({ from: 0, colours: '', lines: [], end: { lines: 0, offset: 0 } })

const get = (address: string, from: string, signal?: AbortSignal) =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/runs/r/log/${address}`, {
    headers: { from },
    ...(signal && { signal }),
  })

const SEARCH = 'search?q=line'

it('an operator waits for at most one chunk of the searches of viewers', async () => {
  const controller = new AbortController()
  const searches = Array.from({ length: 100 }, (_, nth) =>
    get(SEARCH, `viewer-${nth % 50}`, controller.signal),
  )
  const refused = (await Promise.all(searches)).filter(({ status }) => status === 429)
  expect(refused.length).toBe(76)
  expect(await refused[0]?.json()).toEqual({ ok: false, failure: { kind: 'too-many', facts: {} } })
  const before = readChunks
  expect((await get('lines?count=1', 'operator')).status).toBe(200)
  expect(readChunks - before).toBeLessThan(10)
  expect(before).toBeLessThan((CHUNKS * 24) / 2)
  controller.abort()
})

it('a client that disconnects frees its slot, and its chunks are not read', async () => {
  const controller = new AbortController()
  await Promise.all(Array.from({ length: 24 }, () => get(SEARCH, 'operator', controller.signal)))
  expect((await get(SEARCH, 'operator')).status).toBe(429)
  expect((await get(SEARCH, 'another')).status).toBe(200)
  controller.abort()
  await expect.poll(async () => (await get('lines?count=1', 'operator')).status).toBe(200)
  const text = await (await get(SEARCH, 'operator')).text()
  expect(text.trim().split('\n')).toHaveLength(CHUNKS)
})
