/** Regression: searches of one viewer blocked the event loop for everybody. */
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

const PIECES = 40
const PIECE_MS = 5

let data: string
let engine: Engine
let server: Server
let pieces: number

beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'log-turns-'))
  engine = createEngine({ data, logLevel: 'silent' })
  pieces = 0
  vi.spyOn(engine.runs, 'open').mockResolvedValue({ lines: { stretches, window } } as never)
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

/** `viewer-3` has a session of its own, and the link of all viewers. */
function sessionOf(id: string): Session {
  const about = { id, pageKey: '', address: '', agent: '', createdAt: 0, seenAt: 0 }
  return id.startsWith('viewer') ? { ...about, role: 'watcher', link: 'l' } : { ...about, role: 'operator' }
}

/** A log each piece of which occupies the event loop. */
async function* stretches() {
  for (let line = 0; line < PIECES; line += 1) {
    const until = performance.now() + PIECE_MS
    while (performance.now() < until);
    pieces += 1
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

it('an operator waits for one piece, however many searches the viewers of a link have begun', async () => {
  const leaving = new AbortController()
  const searches = Array.from({ length: 100 }, (_, nth) => get(SEARCH, `viewer-${nth % 50}`, leaving.signal))
  const refused = (await Promise.all(searches)).filter(({ status }) => status === 429)
  expect(refused.length).toBe(76)
  expect(await refused[0]?.json()).toEqual({ ok: false, failure: { kind: 'too-many', facts: {} } })
  const before = pieces
  expect((await get('lines?count=1', 'operator')).status).toBe(200)
  expect(pieces - before).toBeLessThan(10)
  expect(before).toBeLessThan((PIECES * 24) / 2)
  leaving.abort()
})

it('a client that leaves makes room for another response, and its pieces are not read', async () => {
  const leaving = new AbortController()
  await Promise.all(Array.from({ length: 24 }, () => get(SEARCH, 'operator', leaving.signal)))
  expect((await get(SEARCH, 'operator')).status).toBe(429)
  expect((await get(SEARCH, 'another')).status).toBe(200)
  leaving.abort()
  await expect.poll(async () => (await get('lines?count=1', 'operator')).status).toBe(200)
  const text = await (await get(SEARCH, 'operator')).text()
  expect(text.trim().split('\n')).toHaveLength(PIECES)
})
