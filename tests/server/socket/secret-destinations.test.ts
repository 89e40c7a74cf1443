/** Regression: with a session alone, an attacker could redirect stored secrets to another destination. */

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import ssh2 from 'ssh2'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { emptyBastion } from '@/lib/cluster/bastion'
import type { DraftPatch } from '@/lib/cluster/draft/draft'
import { type Draft, SECRET_PLACEHOLDER } from '@/lib/cluster/draft/draft'
import { emptyHost } from '@/lib/cluster/draft/empty-draft'
import { validateDraft } from '@/lib/cluster/draft/validate-draft'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { createEngine, type Engine } from '@/server/engine'
import { openAuth } from '@/server/http/auth/auth'
import { cookieNames } from '@/server/http/auth/cookies'
import { AuthMiddleware } from '@/server/http/auth/middleware'
import { attachSocket } from '@/server/socket'
import { readHostKey } from '@/server/ssh/host-key'
import { newKey, type SshServer, sshServer } from '../machine/servers'
import { type Client, connect, sendRequest } from '../serve'

const ADDRESS = '127.0.0.1'

/** An SSH server that records the passwords it receives. */
interface Listener {
  server: SshServer
  key: string
  passwords: string[]
}

async function startListener(): Promise<Listener> {
  const pair = newKey()
  const parsed = ssh2.utils.parseKey(pair.public)
  if (parsed instanceof Error) throw parsed
  const passwords: string[] = []
  const server = await sshServer({
    hostKeys: [pair.private],
    authenticate: (context) => {
      if (context.method !== 'password') return context.reject(['password'])
      passwords.push(context.password)
      context.accept()
    },
  })
  return { server, key: readHostKey(parsed.getPublicSSH()).fingerprint, passwords }
}

const endpointOf = ({ server, key }: Listener) => ({
  address: ADDRESS,
  port: String(server.port),
  hostKey: key,
})

let data: string
let engine: Engine
let http: Server
let client: Client
let token: string
let original: Listener
let attacker: Listener

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'destinations-'))
  vi.stubEnv('TASKBOX_KEY', 'a key that is long enough')
  engine = createEngine({ data, logLevel: 'silent' })
  const auth = await openAuth(data)
  token = await auth.credentials.createToken()
  const middleware = new AuthMiddleware({
    ...auth,
    audit: engine.audit,
    tls: false,
    dev: false,
    hostNames: [],
  })
  http = createServer()
  attachSocket(http, engine, { auth, middleware })
  await new Promise<void>((resolve) => http.listen(0, ADDRESS, resolve))
  const signedIn = await auth.sessions.create({ role: 'operator', address: ADDRESS, agent: '' })
  const cookie = `${cookieNames(auth.credentials.name, false).operator}=${signedIn.value}`
  client = connect({ port: (http.address() as AddressInfo).port, cookie, pageKey: signedIn.pageKey })
  await new Promise((resolve) => client.once('connect', () => resolve(0)))
  original = await startListener()
  attacker = await startListener()
})
beforeEach(() => {
  original.passwords.length = 0
  attacker.passwords.length = 0
})
afterAll(async () => {
  client.close()
  http.closeAllConnections()
  http.close()
  await engine.close()
  await Promise.all([original.server.close(), attacker.server.close()])
  vi.unstubAllEnvs()
  await rm(data, { recursive: true, force: true })
})

/** A taskbox, a host with its own login, and one with the shared login, all at the original server. */
function draft(): Draft {
  const empty = engine.emptyDraft()
  return {
    ...empty,
    name: 'demo',
    installer: { ...empty.installer, source: '/opt/package', version: advanced100.id },
    taskbox: { ...empty.taskbox, kind: 'ssh', ...endpointOf(original), password: 'MARKED-taskbox' },
    login: { ...empty.login, password: 'MARKED-login' },
    hosts: [
      emptyHost('h1', {
        name: 'h1',
        ...endpointOf(original),
        sharedLogin: false,
        password: 'MARKED-h1',
        roles: ['master'],
      }),
      emptyHost('h2', { name: 'h2', ...endpointOf(original), roles: ['etcd', 'node'] }),
    ],
    storage: {
      class: 'ceph-rbd',
      parameters: { ceph_rbd_monitors: '10.0.0.1:6789', ceph_rbd_admin_secret: 'MARKED-storage' },
    },
  }
}

/** Stores a draft and returns it as a page receives it, with its id. */
async function createCluster(initial = draft()) {
  const { id } = await engine.clusters.create(initial)
  const { draft: received } = await sendRequest(client, 'clusters.open', { id })
  return { id, received }
}
const save = (id: string, patch: DraftPatch) => sendRequest(client, 'clusters.save', { id, patch })
const changeHost = (received: Draft, change: Partial<Draft['hosts'][number]>, id = 'h1'): DraftPatch => ({
  hosts: received.hosts.map((host) => (host.id === id ? { ...host, ...change } : host)),
})
const testHost = (id: string, host: string) =>
  sendRequest(client, 'hosts.test-connection', { id, host }).catch((error: Error) => error.message)
const findProblems = async (id: string) => {
  const { draft: loaded } = await sendRequest(client, 'clusters.open', { id })
  return validateDraft(loaded, advanced100, CHECK_IDS)
    .filter(({ code }) => code.startsWith('secret-'))
    .map(({ code, path: field }) => `${code} ${field.join('.')}`)
}

describe('a stored secret is not sent to a changed destination:', () => {
  const attacks: [string, (received: Draft) => DraftPatch, (id: string) => Promise<unknown>, string[]][] = [
    [
      "a host's port",
      (received) => changeHost(received, endpointOf(attacker)),
      (id) => testHost(id, 'h1'),
      ['hosts.0.password'],
    ],
    [
      "a host's port, its key no longer pinned",
      (received) => changeHost(received, { ...endpointOf(attacker), hostKey: '' }),
      (id) => testHost(id, 'h1'),
      ['hosts.0.password'],
    ],
    [
      "a host's key",
      (received) => changeHost(received, { hostKey: attackerKey() }),
      (id) => testHost(id, 'h1'),
      ['hosts.0.password'],
    ],
    [
      "a host's user",
      (received) => changeHost(received, { user: 'another' }),
      (id) => testHost(id, 'h1'),
      ['hosts.0.password'],
    ],
    [
      "a host's route",
      (received) =>
        changeHost(received, {
          bastion: { ...emptyBastion(), ...endpointOf(attacker), password: 'of the attacker' },
        }),
      (id) => testHost(id, 'h1'),
      ['hosts.0.password'],
    ],
    [
      'a host that joins the shared login',
      (received) => ({
        hosts: [...received.hosts, emptyHost('h3', { name: 'h3', ip: '10.9.9.9', ...endpointOf(attacker) })],
      }),
      (id) => testHost(id, 'h3'),
      ['login.password'],
    ],
    [
      "the taskbox's port",
      (received) => ({ taskbox: { ...received.taskbox, ...endpointOf(attacker) } }),
      (id) => sendRequest(client, 'taskbox.test-connection', { id }).catch(() => undefined),
      ['taskbox.password', 'hosts.0.password', 'login.password', 'storage.parameters.ceph_rbd_admin_secret'],
    ],
    [
      "the taskbox's port, when packages are searched",
      (received) => ({ taskbox: { ...received.taskbox, ...endpointOf(attacker) } }),
      (id) => sendRequest(client, 'packages.find', { id }).catch(() => undefined),
      ['taskbox.password', 'hosts.0.password', 'login.password', 'storage.parameters.ceph_rbd_admin_secret'],
    ],
    [
      'a taskbox with its own password, to which files with all secrets are written',
      (received) => ({
        taskbox: { ...received.taskbox, ...endpointOf(attacker), password: 'of the attacker' },
      }),
      (id) => sendRequest(client, 'review.files', { id }).catch(() => undefined),
      ['hosts.0.password', 'login.password', 'storage.parameters.ceph_rbd_admin_secret'],
    ],
    [
      'another package, to which files with all secrets are written',
      (received) => ({ installer: { ...received.installer, source: '/tmp/package' } }),
      (id) => sendRequest(client, 'review.files', { id }).catch(() => undefined),
      ['hosts.0.password', 'login.password', 'storage.parameters.ceph_rbd_admin_secret'],
    ],
    [
      'storage servers',
      (received) => ({
        storage: {
          ...received.storage,
          parameters: { ...received.storage.parameters, ceph_rbd_monitors: '10.0.0.66:6789' },
        },
      }),
      (id) => sendRequest(client, 'review.files', { id }).catch(() => undefined),
      ['storage.parameters.ceph_rbd_admin_secret'],
    ],
  ]
  const attackerKey = () => attacker.key

  it.each(attacks)('%s', async (_, change, use, fields) => {
    const { id, received } = await createCluster()
    await save(id, change(received))
    await use(id)
    expect(attacker.passwords.filter((password) => password !== 'of the attacker')).toEqual([])
    expect(original.passwords).toEqual([])
    expect((await findProblems(id)).sort()).toEqual(fields.map((field) => `secret-withheld ${field}`).sort())
    await expect(sendRequest(client, 'checks.run', { id })).rejects.toThrow('problems')
    await expect(sendRequest(client, 'review.files', { id })).rejects.toThrow('problems')
  })

  it('even if its host key is removed first, or its address changes in steps', async () => {
    const { id, received } = await createCluster()
    await save(id, changeHost(received, { hostKey: '' }))
    await save(id, changeHost(received, { ...endpointOf(attacker), hostKey: '' }))
    await save(id, changeHost(received, endpointOf(attacker)))
    expect(await testHost(id, 'h1')).toContain('secret-withheld')
    expect(attacker.passwords).toEqual([])
  })

  it.each<[string, (received: Draft) => DraftPatch]>([
    [
      'two rows with one id, of which one has the original address',
      (received) => ({
        hosts: [{ ...emptyHost('h1'), ...received.hosts[0], ...endpointOf(attacker) }, ...received.hosts],
      }),
    ],
    [
      "a row whose id names the secrets of another row's bastion",
      (received) => ({ hosts: [...received.hosts, emptyHost('h1.bastion', endpointOf(attacker))] }),
    ],
  ])('%s cannot be saved', async (_, change) => {
    const { id, received } = await createCluster()
    await expect(save(id, change(received))).rejects.toThrow('bad-request')
    await testHost(id, 'h1')
    expect(attacker.passwords).toEqual([])
  })

  it('a row without an address is never dialed', async () => {
    const { id, received } = await createCluster()
    const local = await startListener()
    const { port, hostKey } = endpointOf(local)
    await save(id, { hosts: [...received.hosts, emptyHost('h3', { port, hostKey, address: ' ' })] })
    expect(await testHost(id, 'h3')).toContain('problems')
    expect(local.passwords).toEqual([])
    await local.server.close()
  })

  it("the bastion's port", async () => {
    const initial = {
      ...draft(),
      bastion: { ...emptyBastion(), ...endpointOf(original), password: 'MARKED-bastion' },
    }
    const { id, received } = await createCluster(initial)
    await save(id, { bastion: { ...emptyBastion(), ...received.bastion, ...endpointOf(attacker) } })
    await testHost(id, 'h1')
    expect(attacker.passwords).toEqual([])
    expect(await findProblems(id)).toContain('secret-withheld bastion.password')
  })
})

describe('a withheld secret', () => {
  it('is used again when its original destination is restored', async () => {
    const { id, received } = await createCluster()
    expect((await save(id, changeHost(received, endpointOf(attacker)))).secrets).toEqual({
      'host:h1.password': 'withheld',
    })
    expect((await save(id, { hosts: received.hosts })).secrets).toEqual({})
    expect(await testHost(id, 'h1')).toMatchObject({ state: 'reached' })
  })

  it('does not exist if the tab in which it was entered redirects it, without sending it again', async () => {
    const tabKey = 'random'.repeat(6)
    const { id } = await engine.clusters.create(engine.emptyDraft())
    const patch = { ...draft(), ...changeHost(draft(), { password: 'MARKED-moved' }) }
    await sendRequest(client, 'clusters.save', { id, patch, tabKey })
    const { draft: received } = await sendRequest(client, 'clusters.open', { id })
    const saved = await sendRequest(client, 'clusters.save', {
      id,
      patch: changeHost(received, endpointOf(attacker)),
      tabKey,
    })
    expect(saved.secrets).toEqual({})
    await testHost(id, 'h1')
    expect(attacker.passwords).toEqual(['MARKED-moved'])
    expect((await save(id, { hosts: received.hosts })).secrets).toEqual({ 'host:h1.password': 'withheld' })
  })

  it('is replaced by a newly entered one', async () => {
    const { id, received } = await createCluster()
    await save(id, changeHost(received, endpointOf(attacker)))
    expect(
      (await save(id, changeHost(received, { ...endpointOf(attacker), password: 'typed' }))).secrets,
    ).toEqual({})
    await testHost(id, 'h1')
    expect(attacker.passwords).toEqual(['typed'])
  })

  it('is approved only after a confirmation, for the displayed revision, and recorded', async () => {
    const { id, received } = await createCluster()
    const { revision } = await save(id, changeHost(received, endpointOf(attacker)))
    await expect(sendRequest(client, 'clusters.approve', { id, revision })).rejects.toThrow(
      'confirmation-needed',
    )
    await sendRequest(client, 'session.confirm', { secret: token })
    await expect(sendRequest(client, 'clusters.approve', { id, revision: revision - 1 })).rejects.toThrow(
      'conflict',
    )
    expect(attacker.passwords).toEqual([])
    await sendRequest(client, 'clusters.approve', { id, revision })
    await testHost(id, 'h1')
    expect(attacker.passwords).toEqual(['MARKED-h1'])
    expect(await findProblems(id)).toEqual([])
    const log = await readFile(path.join(data, 'audit', 'owner.log'), 'utf8')
    const line = log
      .split('\n')
      .findLast((one) => one.includes('secrets-redirected') && !one.includes('failed'))
    expect(JSON.parse(line ?? '')).toMatchObject({
      cluster: id,
      secrets: ['host:h1.password'],
      destinations: [expect.stringContaining(String(attacker.server.port))],
    })
  })

  it('does not exist if a host without a pinned key gets one', async () => {
    const { id, received } = await createCluster()
    const unpinned = { ...draft(), hosts: draft().hosts.map((host) => ({ ...host, hostKey: '' })) }
    const other = await createCluster(unpinned)
    await save(other.id, changeHost(other.received, { hostKey: original.key }))
    expect(await findProblems(other.id)).toEqual([])
    await save(other.id, changeHost(other.received, { hostKey: attacker.key }))
    expect(await findProblems(other.id)).toEqual(['secret-withheld hosts.0.password'])
    expect(received.hosts[0]?.password).toBe(SECRET_PLACEHOLDER)
    await sendRequest(client, 'clusters.remove', { id })
  })
})

describe('the secret of a removed row', () => {
  it('returns with the row', async () => {
    const { id, received } = await createCluster()
    await save(id, { hosts: received.hosts.slice(1) })
    expect((await save(id, { hosts: received.hosts })).secrets).toEqual({})
    expect(await testHost(id, 'h1')).toMatchObject({ state: 'reached' })
    await sendRequest(client, 'session.confirm', { secret: token })
    expect((await sendRequest(client, 'clusters.export', { id, secrets: true })).text).toContain('MARKED-h1')
  })

  it('is an error at its field if it has been deleted', async () => {
    const { id, received } = await createCluster()
    await save(id, changeHost(received, { password: '' }))
    expect((await save(id, { hosts: received.hosts })).secrets).toEqual({ 'host:h1.password': 'missing' })
    expect(await findProblems(id)).toEqual(['secret-missing hosts.0.password'])
    expect(await testHost(id, 'h1')).toContain('secret-missing')
    expect(original.passwords).toEqual([])
  })
})
