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

/** Three pieces and a bit: nothing fits into one. */
const LONG = 800_003
const bytesFrom = (seed: number, length: number) =>
  Buffer.from(Array.from({ length }, (_, at) => (seed + at * 7 + (at >> 8)) & 255))

/** A log that grows on disk, told of as a run tells it. */
class GrowingLog extends EventEmitter<{ bytes: [] }> {
  readonly id = 'r1'
  /** What the pump reads of it. */
  readonly shown: { read: (offset: number, length: number) => Promise<Buffer>; readonly bytes: number }
  all = Buffer.alloc(0)
  /** How long a read that finds nothing takes to say so. */
  emptyMs = 0

  constructor(readonly log: RunLog) {
    super()
    this.shown = {
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
  /** What came, put where it said that it belongs. */
  bytes: Buffer
  /** Pieces whose offset was not where the one before had ended. */
  gaps: number
  pieces: number
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

/** A client from an offset on, which takes so long over each piece, or until something has happened. */
function read(offset: number, slow: number | Promise<unknown> = 0): Reader {
  const { port } = http.address() as AddressInfo
  const socket = io(`http://127.0.0.1:${port}`, {
    auth: { offset },
    forceNew: true,
    transports: ['websocket'],
  })
  const reader: Reader = { bytes: Buffer.alloc(0), gaps: 0, pieces: 0, socket }
  let at = offset
  const take: ServerEvents['runs.log'] = async (piece, taken) => {
    if (piece.offset !== at) reader.gaps += 1
    at = piece.offset + piece.bytes.length
    reader.pieces += 1
    reader.bytes = Buffer.concat([reader.bytes, Buffer.from(piece.bytes)])
    await (typeof slow === 'number' ? sleep(slow) : slow)
    taken()
  }
  socket.on('runs.log', take)
  return reader
}

async function has(reader: Reader, wanted: () => Buffer): Promise<void> {
  await expect.poll(() => reader.bytes.length, { timeout: 15_000 }).toBe(wanted().length)
  expect(reader.bytes.equals(wanted())).toBe(true)
  expect(reader.gaps).toBe(0)
  reader.socket.close()
}

describe('the log pump', () => {
  it('gives two clients at different offsets what each has not seen, then what comes', async () => {
    await run.grow(bytesFrom(1, LONG))
    const [whole, rest, late] = [read(0), read(500_000), read(LONG)]
    await expect.poll(() => whole.bytes.length, { timeout: 15_000 }).toBe(LONG)
    expect(late.pieces).toBe(0)
    for (let more = 0; more < 50; more += 1) await run.grow(bytesFrom(more, 1 + more * 11))
    await has(whole, () => run.all)
    await has(rest, () => run.all.subarray(500_000))
    await has(late, () => run.all.subarray(LONG))
  })

  it('loses no byte for a slow client, and holds nobody else up for it', async () => {
    let goOn = () => {}
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const [slow, quick] = [read(0, held), read(0)]
    for (let more = 0; more < 40; more += 1) {
      await run.grow(bytesFrom(more, 60_000))
      await sleep(10)
    }
    await expect.poll(() => quick.bytes.length, { timeout: 15_000 }).toBe(run.all.length)
    expect(slow.pieces, 'the slow one still has its first').toBe(1)
    goOn()
    await has(quick, () => run.all)
    await has(slow, () => run.all)
    expect(slow.pieces, 'it gets more at once instead').toBeLessThan(40)
  })

  it('gives a slow client a few whole pieces ahead of what it has taken, and no more', async () => {
    await run.grow(bytesFrom(3, 3 * LONG))
    const slow = read(0, 1000)
    await expect.poll(() => slow.pieces, { timeout: 15_000 }).toBe(4)
    await sleep(200)
    expect(slow.pieces).toBe(4)
    await has(slow, () => run.all)
  })

  it('gives a slow client what trickles in only when it has taken the piece before', async () => {
    await run.grow(bytesFrom(4, 100))
    const slow = read(0, 400)
    await expect.poll(() => slow.pieces, { timeout: 15_000 }).toBe(1)
    for (let more = 0; more < 10; more += 1) await run.grow(bytesFrom(more, 100))
    await sleep(100)
    expect(slow.pieces).toBe(1)
    await has(slow, () => run.all)
    expect(slow.pieces).toBe(2)
  })

  it('misses nothing that comes while it reads the end of what there was', async () => {
    run.emptyMs = 100
    const reader = read(0)
    for (let more = 1; more <= 5; more += 1) {
      await run.grow(Buffer.from([more]))
      await expect.poll(() => reader.bytes.length, { timeout: 5_000, interval: 5 }).toBe(more)
      // The pump looks whether there is more, and does not know yet that there is not.
      await sleep(20)
    }
    await has(reader, () => run.all)
  })

  it('comes back to where a client was, after its connection broke', async () => {
    await run.grow(bytesFrom(5, LONG))
    const first = read(0, 200)
    await expect.poll(() => first.pieces, { timeout: 15_000 }).toBeGreaterThan(0)
    first.socket.close()
    const second = read(first.bytes.length)
    await run.grow(bytesFrom(9, 1000))
    await has(second, () => run.all.subarray(first.bytes.length))
  })

  it('sends nothing more once it was ended', async () => {
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
