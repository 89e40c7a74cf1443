import { createHmac } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunSummary } from '@/lib/contract/run'
import { createEngine, type Engine } from '@/server/engine'
import { RunStore } from '@/server/runs/run-store'
import { endedRecord, storeEndedRun } from '../runs/ended-run'

const KEY = { read: async () => 'a key that is long enough', userProvided: false }
const LOG = `PLAY [all] ***
TASK [etcd : Join] ***
fatal: [h1]: FAILED! => {"msg": "password MARKED-h1-password is wrong"}
`
interface Received {
  headers: IncomingHttpHeaders
  body: string
}
let data: string
let engine: Engine
let server: Server
let url: string
let received: Received[]
/** Statuses of the next responses; 204 afterwards. `hang`: no response. */
let answers: (number | 'hang')[]

beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'webhook-'))
  received = []
  answers = []
  server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    received.push({ headers: request.headers, body })
    const answer = answers.shift() ?? 204
    if (answer !== 'hang') response.writeHead(answer, { location: '/elsewhere' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?token=MARKED-url`
  engine = open()
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await engine.close()
  await rm(data, { recursive: true })
})

const open = (deliveryTiming = { timeout: 500, retryDelays: [1, 1] }) =>
  createEngine({ data, logLevel: 'silent', key: KEY, deliveryTiming })

/** Emits a state of a stored run, as the run does. */
async function emitState(changes: Partial<RunSummary>, from = engine): Promise<void> {
  const { id, clusterId, clusterName, operation, startedAt } = endedRecord()
  from.runs.emit('changed', { id, clusterId, clusterName, operation, startedAt, state: 'failed', ...changes })
}

const storeRun = () => storeEndedRun(new RunStore(path.join(data, 'runs'), engine.vault), LOG)
const bodies = () => received.map(({ body }) => JSON.parse(body))
const untilReceived = (count: number) => expect.poll(() => received.length, { timeout: 10_000 }).toBe(count)
const lastDelivery = async () => (await engine.webhook.store.summary())?.last

describe('an event', () => {
  it('has the run, its failures and no secret, and is signed', async () => {
    await storeRun()
    const secret = await engine.webhook.store.set(url)
    await emitState({ state: 'failed', endedAt: 2 })
    await untilReceived(1)
    const [{ headers, body } = { headers: {}, body: '' }] = received
    expect(JSON.parse(body)).toMatchObject({
      version: 1,
      event: 'failed',
      run: 'run-1',
      cluster: { name: 'Production #1' },
      operation: 'install',
      hosts: 2,
      failures: [{ task: 'etcd : Join', hosts: ['h1'], message: expect.stringContaining('******') }],
    })
    expect(body).not.toContain('MARKED')
    const timestamp = String(headers['x-taskbox-timestamp'])
    expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(60)
    const digest = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
    expect(headers['x-taskbox-signature']).toBe(`sha256=${digest}`)
    expect([headers['content-type'], headers['x-taskbox-event']]).toEqual(['application/json', 'failed'])
    await expect.poll(lastDelivery).toMatchObject({ event: 'failed', status: 204 })
  })

  it.each([
    [{ state: 'preparing', startedAt: Date.now() }, 'started'],
    [{ state: 'waiting' }, 'question'],
    [{ state: 'succeeded', endedAt: 2 }, 'succeeded'],
    [{ state: 'stopped', endedAt: 2 }, 'stopped'],
    [{ state: 'lost', endedAt: 2 }, 'failed'],
  ] as const)('of the state %j is %s', async (change, event) => {
    await storeRun()
    await engine.webhook.store.set(url)
    await emitState(change)
    await untilReceived(1)
    expect(bodies()).toMatchObject([{ event }])
  })

  it('is sent once, by whichever process follows the run, and not for later states of an old run', async () => {
    await storeRun()
    await engine.webhook.store.set(url)
    const other = open()
    await Promise.all([emitState({ endedAt: 2 }), emitState({ endedAt: 2 }, other)])
    await emitState({ state: 'running' })
    await untilReceived(1)
    await Promise.all([other.close(), engine.close()])
    expect(received).toHaveLength(1)
  })

  it('is not sent without a webhook', async () => {
    await storeRun()
    await engine.webhook.store.set(url)
    await engine.webhook.store.remove()
    await emitState({ endedAt: 2 })
    await engine.close()
    expect(received).toEqual([])
  })
})

describe('a delivery', () => {
  it('is repeated a few times after errors that may pass, before the process ends', async () => {
    await storeRun()
    await engine.webhook.store.set(url)
    answers = [503, 'hang']
    await emitState({ endedAt: 2 })
    await untilReceived(3)
    await expect.poll(lastDelivery).toMatchObject({ status: 204 })
  })

  it.each([
    [404, { error: 'status', status: 404 }],
    [302, { error: 'redirect', status: 302 }],
  ] as const)(
    'that is answered with %i is not repeated, and its result is stored',
    async (status, result) => {
      await storeRun()
      await engine.webhook.store.set(url)
      answers = [status]
      await emitState({ endedAt: 2 })
      await expect.poll(lastDelivery).toMatchObject(result)
      expect(received).toHaveLength(1)
    },
  )
})

describe('a test', () => {
  it('is sent once, and returns the result', async () => {
    await engine.webhook.store.set(url)
    expect(await engine.webhook.test()).toEqual({ status: 204 })
    answers = [500]
    expect(await engine.webhook.test()).toEqual({ error: 'status', status: 500 })
    answers = ['hang']
    expect(await engine.webhook.test()).toEqual({ error: 'timeout' })
    expect(bodies().map(({ event }) => event)).toEqual(['test', 'test', 'test'])
  })

  it('names a server that is unreachable or unknown', async () => {
    await engine.webhook.store.set(url)
    await new Promise((resolve) => server.close(resolve))
    expect(await engine.webhook.test()).toEqual({ error: 'refused' })
    await engine.webhook.store.set('http://name.invalid/')
    expect(await engine.webhook.test()).toEqual({ error: 'dns' })
    await engine.webhook.store.remove()
    await expect(engine.webhook.test()).rejects.toMatchObject({ kind: 'not-found' })
  })
})

describe('the setting', () => {
  it.each([
    ['ftp://example.com/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['https://me:secret@example.com/', 'credentials'],
    ['example.com/hook', 'syntax'],
    ['', 'syntax'],
    [`https://example.com/${'x'.repeat(2000)}`, 'syntax'],
  ])('refuses %j', async (text, reason) => {
    await expect(engine.webhook.store.set(text)).rejects.toMatchObject({
      kind: 'webhook-invalid',
      facts: { reason },
    })
    expect(await engine.webhook.store.summary()).toBeUndefined()
  })

  it('is sealed: the file shows the server alone', async () => {
    const secret = await engine.webhook.store.set(url)
    const text = await readFile(path.join(data, 'webhook.json'), 'utf8')
    for (const hidden of [secret, 'MARKED-url', '/hook']) expect(text).not.toContain(hidden)
    expect(await engine.webhook.store.summary()).toEqual({ origin: new URL(url).origin })
  })
})
