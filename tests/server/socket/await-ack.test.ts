import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { io } from 'socket.io-client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ServerEvents } from '@/lib/contract/socket'
import { awaitAck } from '@/server/socket/await-ack'

const TIMEOUT_MS = 100
let http: HttpServer
let server: Server<Record<string, never>, ServerEvents>

beforeEach(async () => {
  http = createServer()
  server = new Server(http)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
})
afterEach(() => server.close())

it.each(['websocket', 'polling'])(
  'a page that does not acknowledge in time connects again, over %s',
  async (transport) => {
    const failures: unknown[] = []
    let connections = 0
    server.on('connection', (client) => {
      connections += 1
      if (connections > 1) return
      const ack = client.emitWithAck('runs.log', { run: 'r1', offset: 0, bytes: new Uint8Array() })
      awaitAck(client, ack, TIMEOUT_MS).catch((error: unknown) => failures.push(error))
    })
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
    const socket = io(url, { transports: [transport], forceNew: true, reconnectionDelay: 10 })
    await expect.poll(() => connections, { timeout: 10_000 }).toBe(2)
    expect(failures).toHaveLength(1)
    await expect.poll(() => socket.connected).toBe(true)
    socket.close()
  },
)
