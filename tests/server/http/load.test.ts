import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { connect as connectTcp, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { TOO_MANY_PAGES } from '@/lib/contract/handshake'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { Credentials } from '@/server/http/auth/credentials'
import { FULL } from '../../scale'
import { type Client, connect, type Served, sendRequest, serve, signIn } from '../serve'

const EACH_MS = 3 * 60_000
/** Checking a host that refuses connections takes a second or two. */
const CHECKED_WITHIN_MS = 60_000
const MEBIBYTE = 1024 * 1024
const BODY_BYTES = 100 * MEBIBYTE
const MAX_GROWTH_BYTES = 400 * MEBIBYTE
const PASSWORD = 'correct horse battery staple'

let data: string
let served: Served
let client: Client
let cluster: string
const openClients: { destroy: () => unknown }[] = []

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'load-'))
  served = await serve(data)
  client = await signedIn()
  const created = await sendRequest(client, 'clusters.create', { from: 'file', text: clusterFile() })
  if (!('id' in created)) throw new Error(JSON.stringify(created))
  cluster = created.id
}, EACH_MS)
afterEach(() => {
  for (const openClient of openClients.splice(0)) openClient.destroy()
})
afterAll(async () => {
  client?.close()
  served?.process.kill('SIGTERM')
  await served?.process.ended
  await rm(data, { recursive: true, force: true })
})

/** This machine, and a host that refuses connections, so that checks are quick. */
function clusterFile(): string {
  const host = (name: string, address: string) => ({
    name,
    address,
    password: 'pw',
    roles: ['node'],
    port: 1,
  })
  return JSON.stringify({
    version: 1,
    name: 'load',
    installer: {
      id: 'kubesphere',
      source: `/opt/${advanced100.folder}`,
      version: advanced100.id,
      mode: 'multi-node',
    },
    hosts: [
      { name: 'here', address: '192.168.77.1', taskbox: true, roles: ['master', 'etcd'] },
      { ...host('away', '127.0.0.1'), ip: '192.168.77.2' },
    ],
    storage: { class: 'nfs-server' },
  })
}

async function signedIn(): Promise<Client> {
  const client = connect(served)
  await new Promise((resolve, reject) =>
    client.once('connect', () => resolve(0)).once('connect_error', reject),
  )
  return client
}

/** Runs all checks from a second browser, over a new connection. */
async function checkFinishes(): Promise<void> {
  const other = await signedIn()
  const until = Date.now() + CHECKED_WITHIN_MS
  const before = (await sendRequest(other, 'checks.view', { id: cluster })).startedAt
  await sendRequest(other, 'checks.run', { id: cluster })
  for (;;) {
    const { progress, startedAt, hosts } = await sendRequest(other, 'checks.view', { id: cluster })
    if (progress === undefined && startedAt !== before && Object.keys(hosts).length === 2) break
    expect(Date.now(), 'the check has not ended').toBeLessThan(until)
    await sleep(200)
  }
  other.close()
}

const track = <S extends { destroy: () => unknown }>(socket: S): S => {
  openClients.push(socket)
  return socket
}

function tcp(text: string): Socket {
  const socket = track(connectTcp(served.port, '127.0.0.1'))
  socket.on('error', () => undefined).resume()
  socket.once('connect', () => socket.write(text))
  return socket
}

const memory = async () => {
  const status = await readFile(`/proc/${served.process.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024
}

/** Sends a body as long as the server reads it. @returns the number of bytes that were read, and the status */
function push(
  address: string,
  headers: Record<string, string>,
): Promise<{ sentBytes: number; status: number | undefined }> {
  const chunk = Buffer.alloc(MEBIBYTE, 'x')
  return new Promise((resolve) => {
    let status: number | undefined
    let sentBytes = 0
    const sent = track(
      request({ port: served.port, host: '127.0.0.1', path: address, method: 'POST', headers, agent: false }),
    )
    const end = () => resolve({ sentBytes, status })
    sent.on('response', (response) => {
      status = response.statusCode
      response.resume()
    })
    sent.on('error', end).on('close', end)
    const sendMore = () => {
      if (sent.destroyed || sentBytes >= BODY_BYTES) return void sent.end()
      sent.write(chunk, (error) => {
        if (error) return
        sentBytes += chunk.length
        sendMore()
      })
    }
    sendMore()
  })
}

describe("a second client's checks finish", () => {
  it(
    'while three hundred clients send their headers byte by byte',
    async () => {
      const slow = Array.from({ length: 300 }, () => tcp('GET / HTTP/1.1\r\nHost: localhost\r\nX: '))
      const slowWriter = setInterval(() => {
        for (const socket of slow) if (socket.writable) socket.write('x')
      }, 500)
      await checkFinishes()
      // They are closed after ten seconds; the listener's tests cover this with shorter timeouts.
      if (FULL)
        await expect.poll(() => slow.filter(({ closed }) => !closed).length, { timeout: 30_000 }).toBe(0)
      clearInterval(slowWriter)
    },
    EACH_MS,
  )

  it(
    'while a thousand connections are open, and a session opens a hundred sockets above its limit',
    async () => {
      const idle = Array.from({ length: 1000 }, () => tcp(''))
      await Promise.all(idle.slice(0, 10).map((socket) => socket.connecting && once(socket, 'connect')))
      const address = `http://127.0.0.1:${served.port}/?token=${served.token}`
      const another = { port: served.port, ...(await signIn(address)) }
      const errors: string[] = []
      const greedy = Array.from({ length: 150 }, () => {
        const socket = connect(another)
        socket.on('connect_error', ({ message }) => errors.push(message))
        track({ destroy: () => socket.close() })
        return socket
      })
      await checkFinishes()
      await expect.poll(() => errors.length).toBeGreaterThanOrEqual(100)
      expect(new Set(errors)).toEqual(new Set([TOO_MANY_PAGES]))
      await expect.poll(() => greedy.filter(({ connected }) => connected).length).toBeLessThanOrEqual(50)
    },
    EACH_MS,
  )

  it(
    'while clients send bodies of a hundred mebibytes, which are not buffered',
    async () => {
      const before = await memory()
      const form = { 'content-type': 'application/x-www-form-urlencoded' }
      const pushing = Promise.all([
        ...[push('/login', form), push('/', {}), push(`/api/clusters/${cluster}/tarball`, {})],
        ...[push('/socket.io/?EIO=4&transport=polling', { cookie: served.cookie }), push('/logout', form)],
      ])
      await checkFinishes()
      const pushed = await pushing
      for (const { sentBytes, status } of pushed) {
        expect(sentBytes).toBeLessThan(BODY_BYTES)
        expect([undefined, 400, 401, 403, 413]).toContain(status)
      }
      expect((await memory()) - before).toBeLessThan(MAX_GROWTH_BYTES)
    },
    EACH_MS,
  )

  it(
    'while fifty clients guess passwords, each of which needs a hash',
    async () => {
      await (await Credentials.open(data)).setPassword(PASSWORD)
      const stop = new AbortController()
      let [answered, accepted] = [0, 0]
      const guess = async (nth: number) => {
        for (let n = 0; !stop.signal.aborted; n += 1) {
          const body = new URLSearchParams({ secret: `guess ${nth} ${n} of many` })
          const answer = await fetch(`http://127.0.0.1:${served.port}/login`, {
            method: 'POST',
            body,
            redirect: 'manual',
            signal: stop.signal,
          })
          answered += 1
          if (answer.status === 200) accepted += 1
          await answer.arrayBuffer()
        }
      }
      const guesses = Promise.allSettled(Array.from({ length: 50 }, (_, nth) => guess(nth)))
      await checkFinishes()
      await expect.poll(() => answered, { timeout: 30_000 }).toBeGreaterThan(100)
      stop.abort()
      const failures = (await guesses).flatMap((one) => (one.status === 'rejected' ? [one.reason.name] : []))
      expect(new Set(failures)).toEqual(new Set(['AbortError']))
      expect(accepted).toBe(0)
    },
    EACH_MS,
  )
})
