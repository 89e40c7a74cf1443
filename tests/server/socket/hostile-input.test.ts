import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Draft, SECRET_FIELDS, SECRET_PLACEHOLDER } from '@/lib/cluster/draft/draft'
import { emptyHost } from '@/lib/cluster/draft/empty-draft'
import { type RequestName, requests } from '@/lib/contract/socket'
import { createMachines } from '@/server/machine/machines'
import { answerJob } from '@/server/runs/job/answers'
import { follow } from '@/server/runs/job/follow'
import { startJob } from '@/server/runs/job/job'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { HostKeys } from '@/server/ssh/host-keys'
import { BANNER, scriptedPackage } from '../../cli/lab'
import { copyPackage } from '../../lab/package'
import { hostOf, labSandbox, rootOf } from '../../lab/sandbox'
import { generateKey } from '../../lib/cluster/generate-key'
import { startChecked } from '../checked-run'
import { CANARY, HOSTILE, MEBIBYTE } from '../hostile-strings'
import { type Client, connect, headersOf, type Served, sendRequest, serve } from '../serve'

const EACH_MS = 5 * 60_000
const ANSWER_MS = 60_000
const HOSTILE_TEXTS = Object.entries(HOSTILE)
/** A terminal interprets control characters as keys. */
const CONTROL_TEXTS = HOSTILE_TEXTS.filter(([, text]) => /\p{Cc}/u.test(text))
const PRINTABLE_TEXTS = HOSTILE_TEXTS.filter(([, text]) => !/\p{Cc}/u.test(text))
const ack = z.object({
  ok: z.boolean(),
  failure: z.object({ kind: z.string() }).optional(),
  value: z.unknown().optional(),
})

const sandbox = labSandbox('master', 'node1')
const KEY = generateKey('').privateKey
let data: string
let served: Served
let client: Client
let packageFolder: string

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'hostile-'))
  packageFolder = await copyPackage(sandbox())
  served = await serve(data)
  client = connect(served)
  await new Promise((resolve, reject) =>
    client.once('connect', () => resolve(0)).once('connect_error', reject),
  )
  await sendRequest(client, 'session.confirm', { secret: served.token })
}, EACH_MS)
afterAll(async () => {
  client?.close()
  served?.process.kill('SIGTERM')
  await served?.process.ended
  await rm(data, { recursive: true, force: true })
})

/** The outcome of a request: `ok`, or the kind of its failure. */
async function outcome(name: RequestName, payload: unknown): Promise<string> {
  const answer = ack.parse(await client.timeout(ANSWER_MS).emitWithAck(name, payload))
  if (answer.ok) requests[name][1].parse(answer.value)
  return answer.ok ? 'ok' : (answer.failure?.kind ?? '')
}

async function created(from: object): Promise<{ id: string; draft: Draft }> {
  const answer = await sendRequest(client, 'clusters.create', from as never)
  if (!('id' in answer)) throw new Error(JSON.stringify(answer))
  return answer
}

/** A draft with this text in every field. */
function fillDraft(draft: Draft, text: string): Draft {
  const login = { user: text, password: text, privateKey: text, passphrase: text, sudoPassword: text }
  const endpoint = { address: text, port: text, hostKey: text, allowSha1: false, ...login }
  const { sudoPassword: _, ...bastion } = endpoint
  return {
    ...draft,
    name: text,
    installer: { ...draft.installer, source: text },
    taskbox: { kind: 'ssh', ...endpoint },
    login,
    bastion: { ...bastion, route: 'custom' },
    hosts: [emptyHost('h1', { name: text, ip: text, ip6: text, sharedLogin: false, ...endpoint })],
    network: {
      plugin: text,
      families: 'dual',
      serviceCidr: text,
      podCidr: text,
      serviceCidrIpv6: text,
      podCidrIpv6: text,
      loadBalancer: { address: text, port: text, domain: text },
    },
    storage: { class: text, parameters: { nfs_server: text, ceph_rbd_admin_secret: text } },
    addons: { harbor: { enabled: true, domain: text } },
    waivers: [{ check: 'os', host: text, reason: text }],
  }
}

/** A cluster of the practice host with some changes. */
async function practice(change: (draft: Draft) => Partial<Draft>, folder = packageFolder): Promise<string> {
  const { id, draft } = await created({
    from: 'file',
    text: JSON.stringify(sandboxCluster(sandbox(), folder)),
  })
  await sendRequest(client, 'clusters.save', { id, patch: change(draft) })
  return id
}

/** Expects an upload in /opt of the practice host, under a name that needs no shell quoting. */
async function expectUploaded(id: string, text: string): Promise<void> {
  const body = `no tarball, but of ${text}`
  const uploaded = await fetch(`http://127.0.0.1:${served.port}/api/clusters/${id}/tarball`, {
    method: 'POST',
    headers: { ...headersOf(served), 'x-file-name': encodeURIComponent(`${toUtf8(text)}.tar.gz`) },
    body,
  })
  const answer = ack.parse(await uploaded.json())
  expect(answer.failure?.kind).toBe(/[A-Za-z0-9]/.test(text) ? undefined : 'tarball-broken')
  if (!answer.ok) return
  const { tarball } = z.object({ tarball: z.string() }).parse(answer.value)
  expect(tarball).toMatch(/^\/opt\/[A-Za-z0-9][\w.+-]*\.tar\.gz$/)
  const uploadedText = await readFile(path.join(hostOf(sandbox(), 0).rootFolder, tarball), 'utf8')
  expect(uploadedText).toBe(toUtf8(body))
}

/** The text after UTF-8 encoding, which replaces lone surrogates. */
const toUtf8 = (text: string) => Buffer.from(text).toString()

/** The id of the prompt that waits for a user's answer. */
async function pendingPrompt(run: string): Promise<string> {
  let id = ''
  const pollPrompt = async () => {
    const { question, state } = await sendRequest(client, 'runs.watch', { run })
    expect(state).not.toBe('failed')
    if (question && question.known === undefined) id = question.id
    return id
  }
  await expect.poll(pollPrompt, { timeout: ANSWER_MS, interval: 100 }).not.toBe('')
  return id
}

/** A script that reads and stores `count` lines. */
const reads = (count: number) => `for n in $(seq ${count}); do
  printf 'Text %s? ' "$n"
  IFS= read -r text || exit 1
  printf '%s\\n' "$text" >>/root/answers
done`

async function answersRead(): Promise<string[]> {
  const read = await readFile(path.join(hostOf(sandbox(), 0).rootFolder, 'root/answers'), 'utf8')
  return read.split('\n').slice(0, -1)
}

async function expectNothingRan(): Promise<void> {
  expect(existsSync(CANARY), 'a canary on this machine').toBe(false)
  const { exitCode } = await hostOf(sandbox(), 0).exec(`[ -e ${CANARY} ]`)
  expect(exitCode, 'a canary on the practice host').not.toBe(0)
}

describe('hostile text in every field', () => {
  it.each(HOSTILE_TEXTS)(
    '%s is stored unchanged, also through a cluster file, or rejected',
    async (_, text) => {
      const { id, draft } = await created({ from: 'empty' })
      const filled = fillDraft(draft, text)
      await sendRequest(client, 'clusters.save', { id, patch: filled })
      const { draft: loaded } = await sendRequest(client, 'clusters.open', { id })
      const redacted = fillDraft(draft, text)
      for (const owner of [redacted.login, redacted.taskbox, ...redacted.hosts])
        for (const field of SECRET_FIELDS) owner[field] = SECRET_PLACEHOLDER
      if (redacted.bastion)
        Object.assign(redacted.bastion, placeholders('password', 'privateKey', 'passphrase'))
      Object.assign(redacted.storage.parameters, placeholders('ceph_rbd_admin_secret'))
      // JSON over the socket is UTF-8, which replaces lone surrogates.
      expect(loaded).toEqual(JSON.parse(Buffer.from(JSON.stringify(redacted)).toString()))
      const { text: file } = await sendRequest(client, 'clusters.export', { id, secrets: true })
      const again = await sendRequest(client, 'clusters.create', { from: 'file', text: file })
      if ('problems' in again) return expect(again.problems.length).toBeGreaterThan(0)
      const second = (await sendRequest(client, 'clusters.export', { id: again.id, secrets: true })).text
      // References are exported as such, and never resolved for a browser.
      if (text.startsWith('${')) expect(second).not.toContain('root:')
      else expect(second).toBe(file)
    },
    EACH_MS,
  )

  it('is rejected if it has a mebibyte, and the server continues', async () => {
    const { id, draft } = await created({ from: 'empty' })
    for (const patch of [{ name: MEBIBYTE }, { login: { ...draft.login, password: MEBIBYTE } }])
      expect(await outcome('clusters.save', { id, patch })).toBe('bad-request')
    for (const [name, payload] of [
      ['packages.detect', { id, folder: MEBIBYTE }],
      ['session.confirm', { secret: MEBIBYTE }],
      ['runs.answer', { run: 'r1', question: 'q', answer: MEBIBYTE }],
      ['hosts.test-connection', { id, host: MEBIBYTE }],
    ] as const)
      expect(await outcome(name, payload), name).toBe('message-too-large')
    expect((await sendRequest(client, 'clusters.open', { id })).draft.name).toBe(draft.name)
  })

  const placeholders = (...names: string[]) =>
    Object.fromEntries(names.map((name) => [name, SECRET_PLACEHOLDER]))
})

describe('hostile text for a machine', () => {
  it.each(HOSTILE_TEXTS)(
    '%s is never executed as a path, name, address, user or file name',
    async (_, text) => {
      const asPackage = await practice(({ installer }) => ({ installer: { ...installer, source: text } }))
      const asHost = await practice(({ hosts }) => ({
        hosts: [
          ...hosts,
          emptyHost('h9', {
            name: text,
            address: text,
            user: text,
            password: text,
            sharedLogin: false,
            port: '22',
          }),
        ],
      }))
      // With a key, because sshd delays the rejection of a password by seconds.
      const asLogin = await practice(({ taskbox }) => ({
        taskbox: { ...taskbox, user: text, password: '', privateKey: KEY },
      }))
      const requestsWithText: [RequestName, object][] = [
        ['packages.find', { id: asPackage }],
        ['packages.detect', { id: asPackage, folder: text }],
        ['packages.unpack', { id: asPackage, tarball: text }],
        ['packages.unpack', { id: asPackage, tarball: `/tmp/${text}.tar.gz` }],
        ['review.files', { id: asPackage }],
        ['runs.start', { id: asPackage }],
        ['hosts.test-connection', { id: asHost, host: 'h9' }],
        ['runs.start', { id: asHost }],
        ['taskbox.test-connection', { id: asLogin }],
        ['hosts.import', { text }],
        ['hosts.import', { text: `[all]\n${text} ansible_host=${text}\n` }],
        ['hosts.keys', { text: `${text} ssh-ed25519 AAAA`, endpoints: [{ address: text, port: 22 }] }],
        ['clusters.create', { from: 'file', text }],
      ]
      for (const [name, payload] of requestsWithText)
        expect(await outcome(name, payload), `${name} ${JSON.stringify(payload)}`).not.toBe('internal')
      await expectUploaded(asPackage, text)
      await expectNothingRan()
    },
    EACH_MS,
  )

  it('of any kind reaches the installer unchanged as an answer, or is rejected', async () => {
    const folder = await scriptedPackage(sandbox(), 'hostile', `${reads(1)}\n${BANNER}`)
    const run = await startChecked(client, await practice(() => ({}), folder))
    const question = await pendingPrompt(run)
    const answered = (id: string, answer: string) => outcome('runs.answer', { run, question: id, answer })
    for (const [name, text] of HOSTILE_TEXTS)
      expect(await answered(text, text), `${name}, to a question of that name`).toBe('conflict')
    for (const [name, text] of CONTROL_TEXTS) expect(await answered(question, text), name).toBe('bad-request')
    // Detecting a prompt takes seconds, so one answer contains every text; the next test sends them one by one.
    const all = PRINTABLE_TEXTS.map(([, text]) => text).join(' ')
    expect(await answered(question, all)).toBe('ok')
    const view = () => sendRequest(client, 'runs.watch', { run })
    await expect
      .poll(async () => (await view()).state, { timeout: ANSWER_MS, interval: 100 })
      .toBe('succeeded')
    expect(await answersRead()).toEqual([toUtf8(all)])
    await expectNothingRan()
  })

  it('of any kind reaches a job as a separate answer', async () => {
    const { address } = hostOf(sandbox(), 0)
    const machines = createMachines(new HostKeys(path.join(data, 'pins.json')), { acceptUnknown: true })
    const login = rootOf(hostOf(sandbox(), 0))
    const machine = await machines.taskbox({ kind: 'ssh', address, port: 22, login })
    const command = `rm -f /root/answers; ${reads(PRINTABLE_TEXTS.length)}`
    const job = await startJob(machine, {
      runId: 'hostile',
      steps: [{ workingDirectory: '/', command }],
    })
    let answerCount = 0
    let log = ''
    const onBytes = (chunk: Buffer) => {
      log += chunk
      if (answerCount === PRINTABLE_TEXTS.length || !log.endsWith(`Text ${answerCount + 1}? `)) return
      const [, text = ''] = PRINTABLE_TEXTS[answerCount] ?? []
      answerCount += 1
      const entry = { question: '', answer: '', by: 'user' as const, at: answerCount }
      void answerJob(machine, job, { id: `q${answerCount}`, text, entry })
    }
    expect((await follow(machine, job, 0, { onBytes })).exitStatus).toBe(0)
    expect(PRINTABLE_TEXTS.length).toBeGreaterThan(HOSTILE_TEXTS.length / 2)
    expect(await answersRead()).toEqual(PRINTABLE_TEXTS.map(([, text]) => toUtf8(text)))
    for (const [name, text] of CONTROL_TEXTS) {
      const entry = { question: '', answer: '', by: 'user' as const, at: 0 }
      await expect(answerJob(machine, job, { id: 'q', text, entry }), name).rejects.toMatchObject({
        kind: 'bad-request',
      })
    }
    await machines.close()
    await expectNothingRan()
  })

  it('of any kind is escaped in a report', async () => {
    const texts = HOSTILE_TEXTS.map(([, text]) => text)
    const id = await practice(({ hosts }) => ({
      name: texts.join(' '),
      hosts: [...hosts, ...texts.map((text, at) => emptyHost(`x${at}`, { name: text, address: text }))],
      waivers: texts.map((text) => ({ check: 'os', host: '', reason: text })),
    }))
    const report = await fetch(`http://127.0.0.1:${served.port}/api/clusters/${id}/report?as=html`, {
      headers: headersOf(served),
    })
    const page = await report.text()
    expect(report.status, page.slice(0, 300)).toBe(200)
    expect(page).toContain('&lt;script&gt;window.canary')
    expect(page).not.toMatch(/<script|<img|<b>|href="javascript/i)
    expect(report.headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/)
  })
})
