import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { Agent, get } from 'node:https'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { selfSignedCertificate } from '@/server/http/certificate'
import { ConnectionLimiter } from '@/server/http/connection-limiter'
import { assignConnection, createListener, type Listener, listen } from '@/server/http/listener'
import { testVault } from '../clusters/drafts'

const TIMEOUTS = { timeoutMs: 10_000, checkIntervalMs: 2_000 }
const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'

let server: Listener | undefined
const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  server?.closeAllConnections()
  server?.close()
})

async function started(listener: Listener): Promise<number> {
  server = listener
  listener.on('request', (_, response) => response.end('here'))
  return listen(listener, '127.0.0.1', 0)
}

async function openSocket(port: number, localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress })
  sockets.push(socket)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

const openMany = (count: number, port: number, from?: string) =>
  Promise.all(Array.from({ length: count }, () => openSocket(port, from)))

async function isAnswered(socket: Socket): Promise<boolean> {
  socket.write(REQUEST)
  const events = await Promise.race([once(socket, 'data'), once(socket, 'close').then(() => [''])])
  return String(events[0]).includes(' 200 ')
}

it('accepts a new connection while programs on this machine exceed the limit', async () => {
  const port = await started(createListener())
  for (let round = 0; round < 5; round += 1) await openMany(420, port)
  expect(await isAnswered(await openSocket(port))).toBe(true)
})

it('closes the oldest connections of the owner with the most, and no others', async () => {
  const port = await started(createListener(undefined, TIMEOUTS, { max: 20, maxPerNetwork: 200 }))
  const first = await openSocket(port)
  expect(await isAnswered(first)).toBe(true)
  const others = await openMany(30, port, '127.0.0.9')
  await expect.poll(() => others.filter(({ closed }) => closed).length).toBe(11)
  expect(others.slice(0, 11).every(({ closed }) => closed)).toBe(true)
  expect(await isAnswered(first)).toBe(true)
})

it("does not close a session's connection because of others from its address, also over TLS", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'connections-'))
  const certificate = await selfSignedCertificate(folder, '127.0.0.1', testVault)
  const listener = createListener(certificate, TIMEOUTS, { max: 20, maxPerNetwork: 200 })
  listener.on('request', (request) => assignConnection(listener, request, 'one'))
  const port = await started(listener)
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: certificate.cert })
  const requestPort = () =>
    new Promise<number | undefined>((resolve, reject) => {
      get({ port, host: '127.0.0.1', agent }, (response) => {
        const { localPort } = response.socket
        response.resume().on('end', () => resolve(localPort))
      }).on('error', reject)
    })
  const firstPort = await requestPort()
  await openMany(60, port)
  expect(await requestPort()).toBe(firstPort)
  agent.destroy()
  await rm(folder, { recursive: true })
})

it('limits the connections per address, except for loopback addresses', async () => {
  const port = await started(createListener(undefined, TIMEOUTS, { max: 20, maxPerNetwork: 5 }))
  const idle = await openMany(10, port)
  expect(await isAnswered(await openSocket(port))).toBe(true)
  expect(idle.every(({ closed }) => !closed)).toBe(true)
})

it('regression: a network at its connection limit locked out its own other clients', async () => {
  const listener = createServer()
  const connections = new ConnectionLimiter(listener, { max: 20, maxPerNetwork: 5 }, () => false)
  listener.on(
    'request',
    ({ headers, socket }) => headers.cookie && connections.assignToSession(socket, 'session one'),
  )
  const port = await started(listener)
  const session = await openSocket(port)
  session.write(`${REQUEST.trimEnd()}\r\nCookie: a\r\n\r\n`)
  await once(session, 'data')
  const idle = await openMany(10, port)
  expect(await isAnswered(await openSocket(port))).toBe(true)
  await expect.poll(() => idle.filter(({ closed }) => closed).length).toBe(6)
  expect(idle.slice(0, 6).every(({ closed }) => closed)).toBe(true)
  expect(await isAnswered(session)).toBe(true)
})
