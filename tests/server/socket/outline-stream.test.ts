import { EventEmitter } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ServerEvents } from '@/lib/contract/socket'
import { Outline } from '@/lib/log/ansible/outline'
import { streamOutline } from '@/server/socket/outline-stream'

type Message = Parameters<ServerEvents['runs.outline']>[0]

const outline = new Outline()
const run = Object.assign(new EventEmitter<{ view: [] }>(), {
  id: 'r1',
  redactedLines: { outline: (at: number) => outline.chunk(at) },
})
let http: HttpServer
let server: Server<Record<string, never>, ServerEvents>

beforeAll(async () => {
  http = createServer()
  server = new Server(http)
  server.on('connection', (client) => streamOutline(client, run, Number(client.handshake.auth.at)))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
})
afterAll(() => server.close())

let line = 0
function grow(entries: number, host: string): void {
  for (let n = 0; n < entries; n++) {
    line += 1
    const rest = {
      item: undefined,
      delegate: undefined,
      message: '',
      changed: undefined,
      detail: undefined,
      fields: undefined,
      isAdHoc: false,
    }
    outline.add({ type: 'result', line, lines: 1, host, status: 'ok', ...rest })
  }
  run.emit('view')
}

/** A client with `at` entries, and what it receives. While `isSlow`, it does not acknowledge. */
function connect(at: number) {
  const socket: Socket = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { auth: { at } })
  const client = { socket, received: [] as Message[], isSlow: false, acknowledge: (): unknown => undefined }
  socket.on('runs.outline', (message: Message, ack: () => void) => {
    client.received.push(message)
    if (client.isSlow) client.acknowledge = ack
    else ack()
  })
  return client
}
const lines = (received: readonly Message[]) => received.flatMap((message) => message.line)

it('sends all entries in order, then new ones, and hosts only when there are new ones', async () => {
  grow(45_000, 'a')
  const client = connect(0)
  await expect.poll(() => lines(client.received).length).toBe(45_000)
  expect(client.received.length).toBeGreaterThan(1)
  grow(10, 'a')
  await expect.poll(() => lines(client.received).length).toBe(45_010)
  grow(1, 'b')
  await expect.poll(() => lines(client.received).length).toBe(45_011)
  expect(lines(client.received)).toEqual(Array.from({ length: 45_011 }, (_, at) => at))
  expect(client.received.flatMap(({ hosts }) => hosts ?? [])).toEqual(['a', 'a', 'b'])
  client.socket.close()
})

it("continues at the client's entry, and waits for each acknowledgement", async () => {
  const client = connect(45_000)
  client.isSlow = true
  await expect.poll(() => client.received.map(({ at }) => at)).toEqual([45_000])
  grow(1, 'a')
  grow(1, 'a')
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(client.received).toHaveLength(1)
  client.isSlow = false
  client.acknowledge()
  await expect.poll(() => lines(client.received).at(-1)).toBe(45_012)
  expect(client.received).toHaveLength(2)
  client.socket.close()
})
