import { EventEmitter } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Server } from 'socket.io'
import { io, type Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ServerEvents } from '@/lib/contract/socket'
import { RunLog } from '@/server/runs/log/run-log'
import { RunStore } from '@/server/runs/run-store'
import { streamLog } from '@/server/socket/log-stream'
import { testVault } from '../clusters/drafts'

/** Slightly more than three chunks. */
const LONG = 800_003
const bytesFrom = (seed: number, length: number) =>
  Buffer.from(Array.from({ length }, (_, at) => (seed + at * 7 + (at >> 8)) & 255))

/** A growing log on disk that emits events like a run. */
class GrowingLog extends EventEmitter<{ bytes: [] }> {
  readonly id = 'r1'
  readonly redactedLog: { read: (offset: number, length: number) => Promise<Buffer>; readonly bytes: number }
  all = Buffer.alloc(0)
  /** Delay of empty reads. */
  emptyMs = 0

  constructor(readonly log: RunLog) {
    super()
    this.redactedLog = {
      read: (offset, length) => this.readLog(offset, length),
      get bytes() {
        return log.bytes
      },
    }
    log.onWritten = () => this.emit('bytes')
  }

  async readLog(offset: number, length: number): Promise<Buffer> {
    const found = await this.log.read(offset, length)
    if (found.length === 0) await sleep(this.emptyMs)
    return found
  }

  async grow(bytes: Buffer): Promise<void> {
    this.all = Buffer.concat([this.all, bytes])
    this.log.append(bytes)
    await this.log.flushed()
  }
}

interface Reader {
  /** The received bytes. */
  bytes: Buffer
  /** Number of chunks that do not continue the previous one. */
  gaps: number
  chunks: number
  socket: Socket
}

let folder: string
let http: HttpServer
let server: Server<Record<string, never>, ServerEvents>
let run: GrowingLog
let runs = 0
const stops: (() => void)[] = []

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'log-pump-'))
  http = createServer()
  server = new Server(http)
  server.on('connection', (client) => {
    const { offset } = client.handshake.auth
    stops.push(streamLog(client, run, Number(offset)))
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})
beforeEach(async () => {
  runs += 1
  run = new GrowingLog(await RunLog.open(await new RunStore(folder, testVault).openLog(`r${runs}`)))
  stops.length = 0
})

afterEach(async () => {
  for (const stop of stops) stop()
  await run.log.close()
})

/** A client that acknowledges each chunk after `slow` milliseconds, or once a promise resolves. */
function read(offset: number, slow: number | Promise<unknown> = 0): Reader {
  const { port } = http.address() as AddressInfo
  const socket = io(`http://127.0.0.1:${port}`, {
    auth: { offset },
    forceNew: true,
    transports: ['websocket'],
  })
  const reader: Reader = { bytes: Buffer.alloc(0), gaps: 0, chunks: 0, socket }
  let at = offset
  const onChunk: ServerEvents['runs.log'] = async (chunk, ack) => {
    if (chunk.offset !== at) reader.gaps += 1
    at = chunk.offset + chunk.bytes.length
    reader.chunks += 1
    reader.bytes = Buffer.concat([reader.bytes, Buffer.from(chunk.bytes)])
    await (typeof slow === 'number' ? sleep(slow) : slow)
    ack()
  }
  socket.on('runs.log', onChunk)
  return reader
}

async function expectBytes(reader: Reader, expected: () => Buffer): Promise<void> {
  await expect.poll(() => reader.bytes.length, { timeout: 15_000 }).toBe(expected().length)
  expect(reader.bytes.equals(expected())).toBe(true)
  expect(reader.gaps).toBe(0)
  reader.socket.close()
}

describe('the log stream', () => {
  it('sends each client the log from its own offset, then new bytes', async () => {
    await run.grow(bytesFrom(1, LONG))
    const [whole, rest, atEnd] = [read(0), read(500_000), read(LONG)]
    await expect.poll(() => whole.bytes.length, { timeout: 15_000 }).toBe(LONG)
    expect(atEnd.chunks).toBe(0)
    for (let count = 0; count < 50; count += 1) await run.grow(bytesFrom(count, 1 + count * 11))
    await expectBytes(whole, () => run.all)
    await expectBytes(rest, () => run.all.subarray(500_000))
    await expectBytes(atEnd, () => run.all.subarray(LONG))
  })

  it('sends a slow client every byte, without delaying others', async () => {
    let resume = () => {}
    const paused = new Promise<void>((resolve) => {
      resume = resolve
    })
    const [slow, fast] = [read(0, paused), read(0)]
    for (let count = 0; count < 40; count += 1) {
      await run.grow(bytesFrom(count, 60_000))
      await sleep(10)
    }
    await expect.poll(() => fast.bytes.length, { timeout: 15_000 }).toBe(run.all.length)
    expect(slow.chunks, 'the slow client has not acknowledged its first chunk').toBe(1)
    resume()
    await expectBytes(fast, () => run.all)
    await expectBytes(slow, () => run.all)
    expect(slow.chunks, 'later chunks are larger').toBeLessThan(40)
  })

  it('sends a slow client at most four unacknowledged chunks', async () => {
    await run.grow(bytesFrom(3, 3 * LONG))
    const slow = read(0, 1000)
    await expect.poll(() => slow.chunks, { timeout: 15_000 }).toBe(4)
    await sleep(200)
    expect(slow.chunks).toBe(4)
    await expectBytes(slow, () => run.all)
  })

  it('sends partial chunks only after the previous acknowledgement', async () => {
    await run.grow(bytesFrom(4, 100))
    const slow = read(0, 400)
    await expect.poll(() => slow.chunks, { timeout: 15_000 }).toBe(1)
    for (let count = 0; count < 10; count += 1) await run.grow(bytesFrom(count, 100))
    await sleep(100)
    expect(slow.chunks).toBe(1)
    await expectBytes(slow, () => run.all)
    expect(slow.chunks).toBe(2)
  })

  it('sends bytes that arrive during an empty read', async () => {
    run.emptyMs = 100
    const reader = read(0)
    for (let count = 1; count <= 5; count += 1) {
      await run.grow(Buffer.from([count]))
      await expect.poll(() => reader.bytes.length, { timeout: 5_000, interval: 5 }).toBe(count)
      // By now, the stream is in its next, empty read.
      await sleep(20)
    }
    await expectBytes(reader, () => run.all)
  })

  it('resumes at the offset of a client that reconnects', async () => {
    await run.grow(bytesFrom(5, LONG))
    const first = read(0, 200)
    await expect.poll(() => first.chunks, { timeout: 15_000 }).toBeGreaterThan(0)
    first.socket.close()
    const second = read(first.bytes.length)
    await run.grow(bytesFrom(9, 1000))
    await expectBytes(second, () => run.all.subarray(first.bytes.length))
  })

  it('sends nothing after its end', async () => {
    const reader = read(0)
    await run.grow(bytesFrom(1, 100))
    await expect.poll(() => reader.bytes.length, { timeout: 15_000 }).toBe(100)
    for (const stop of stops) stop()
    await run.grow(bytesFrom(2, 100))
    await sleep(200)
    expect(reader.bytes.length).toBe(100)
    expect(run.listenerCount('bytes')).toBe(0)
    reader.socket.close()
  })
})
