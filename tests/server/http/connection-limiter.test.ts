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

const WAITS = { withinMs: 10_000, checkMs: 2_000 }
const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'

let server: Listener | undefined
const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  server?.closeAllConnections()
  server?.close()
})

async function started(made: Listener): Promise<number> {
  server = made
  made.on('request', (_, response) => response.end('here'))
  return listen(made, '127.0.0.1', 0)
}

async function opened(port: number, localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress })
  sockets.push(socket)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

const many = (count: number, port: number, from?: string) =>
  Promise.all(Array.from({ length: count }, () => opened(port, from)))

async function answers(socket: Socket): Promise<boolean> {
  socket.write(REQUEST)
  const told = await Promise.race([once(socket, 'data'), once(socket, 'close').then(() => [''])])
  return String(told[0]).includes(' 200 ')
}

it('takes a new connection while somebody of this machine holds more open than there may be', async () => {
  const port = await started(createListener())
  for (let round = 0; round < 5; round += 1) await many(420, port)
  expect(await answers(await opened(port))).toBe(true)
})

it("closes the oldest of whoever has most of them, and nobody else's", async () => {
  const port = await started(createListener(undefined, WAITS, { most: 20, mostOfOne: 200 }))
  const mine = await opened(port)
  expect(await answers(mine)).toBe(true)
  const theirs = await many(30, port, '127.0.0.9')
  await expect.poll(() => theirs.filter(({ closed }) => closed).length).toBe(11)
  expect(theirs.slice(0, 11).every(({ closed }) => closed)).toBe(true)
  expect(await answers(mine)).toBe(true)
})

it("keeps a session's connections while others come from the same address, over TLS as well", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'connections-'))
  const certificate = await selfSignedCertificate(folder, '127.0.0.1', testVault)
  const made = createListener(certificate, WAITS, { most: 20, mostOfOne: 200 })
  made.on('request', (request) => assignConnection(made, request, 'one'))
  const port = await started(made)
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: certificate.cert })
  const asked = () =>
    new Promise<number | undefined>((resolve, reject) => {
      get({ port, host: '127.0.0.1', agent }, (response) => {
        const { localPort } = response.socket
        response.resume().on('end', () => resolve(localPort))
      }).on('error', reject)
    })
  const before = await asked()
  await many(60, port)
  expect(await asked()).toBe(before)
  agent.destroy()
  await rm(folder, { recursive: true })
})

it("takes no more of one address than it may have, unless it is this machine's", async () => {
  const port = await started(createListener(undefined, WAITS, { most: 20, mostOfOne: 5 }))
  const silent = await many(10, port)
  expect(await answers(await opened(port))).toBe(true)
  expect(silent.every(({ closed }) => !closed)).toBe(true)
})

it('regression: a network that held its share of connections locked out its neighbours', async () => {
  const made = createServer()
  const connections = new ConnectionLimiter(made, { most: 20, mostOfOne: 5 }, () => false)
  made.on(
    'request',
    ({ headers, socket }) => headers.cookie && connections.assignToSession(socket, 'session one'),
  )
  const port = await started(made)
  const session = await opened(port)
  session.write(`${REQUEST.trimEnd()}\r\nCookie: a\r\n\r\n`)
  await once(session, 'data')
  const silent = await many(10, port)
  expect(await answers(await opened(port))).toBe(true)
  await expect.poll(() => silent.filter(({ closed }) => closed).length).toBe(6)
  expect(silent.slice(0, 6).every(({ closed }) => closed)).toBe(true)
  expect(await answers(session)).toBe(true)
})
