import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AuditLog } from '@/server/audit/audit-log'
import { type Client, connect, type Served, type SignedIn, sendRequest, serve, signIn } from '../../serve'

const ack = z.object({ ok: z.boolean(), failure: z.object({ kind: z.string() }).optional() })
const sessionsFile = z.object({
  version: z.literal(2),
  sessions: z.record(z.string(), z.looseObject({ seenAt: z.number() })),
})

let data: string
let served: Served
let operator: Client

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'served-'))
  served = await serve(data)
  operator = await connected(served)
})
afterAll(async () => {
  operator?.close()
  served?.process.kill('SIGTERM')
  await served?.process.ended
  await rm(data, { recursive: true, force: true })
})

const newSession = () => signIn(`http://127.0.0.1:${served.port}/?token=${served.token}`)

async function connected(to: SignedIn & Pick<Served, 'port'>): Promise<Client> {
  const client = connect(to)
  await new Promise((resolve, reject) =>
    client.once('connect', () => resolve(0)).once('connect_error', reject),
  )
  return client
}

const send = async (client: Client, name: string, payload: unknown) =>
  ack.parse(await client.timeout(20_000).emitWithAck(name, payload))

/** The status of a response. Unlike fetch, it can send any `Host`. */
const status = (address: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    request({ port: served.port, host: '127.0.0.1', path: address, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })

describe('a session', () => {
  it('must confirm its token before a secret is shown', async () => {
    const cluster = await sendRequest(operator, 'clusters.create', { from: 'empty' })
    if (!('id' in cluster)) throw new Error('not created')
    const exportRequest = { id: cluster.id, secrets: true }
    expect((await send(operator, 'clusters.export', exportRequest)).failure?.kind).toBe('confirmation-needed')
    expect((await send(operator, 'session.confirm', { secret: 'wrong' })).failure?.kind).toBe('token-wrong')
    expect((await send(operator, 'session.confirm', { secret: served.token })).ok).toBe(true)
    expect((await send(operator, 'clusters.export', exportRequest)).ok).toBe(true)
    const audit = await new AuditLog(data).read()
    for (const event of ['signed-in', 'confirmation-refused', 'token-confirmed', 'secrets-shown'])
      expect(audit, event).toContain(`"event":"${event}"`)
    expect(audit).not.toContain(served.token)
  })

  it('ends with all others: sockets are closed and cookies rejected', async () => {
    const other = { port: served.port, ...(await newSession()) }
    const client = await connected(other)
    const disconnected = new Promise((resolve) => client.once('disconnect', resolve))
    operator.emit('session.end-all', {}, () => undefined)
    await disconnected
    expect(await status('/', { cookie: other.cookie, host: '127.0.0.1' })).toBe(401)
    expect(await status('/', { cookie: served.cookie, host: '127.0.0.1' })).toBe(401)
  })

  it('is accepted only at the literal loopback address', async () => {
    const { cookie } = await newSession()
    const address = `http://127.0.0.1:${served.port}/`
    expect((await fetch(address, { headers: { cookie } })).status).toBe(200)
    expect(await status('/', { cookie, host: `localhost:${served.port}` })).toBe(303)
  })

  it('survives a restart, unless it has expired', async () => {
    const { cookie: expired } = await newSession()
    const file = path.join(data, 'sessions.json')
    const ids = async () => Object.keys(sessionsFile.parse(JSON.parse(await readFile(file, 'utf8'))).sessions)
    const before = await ids()
    const { cookie: valid } = await newSession()
    served.process.kill('SIGTERM')
    await served.process.ended
    const stored = sessionsFile.parse(JSON.parse(await readFile(file, 'utf8')))
    for (const id of before) {
      const session = stored.sessions[id]
      if (session) session.seenAt -= 13 * 3_600_000
    }
    await writeFile(file, JSON.stringify(stored))
    served = await serve(data)
    expect(await status('/', { cookie: valid, host: '127.0.0.1' })).toBe(200)
    expect(await status('/', { cookie: expired, host: '127.0.0.1' })).toBe(401)
  })
})
