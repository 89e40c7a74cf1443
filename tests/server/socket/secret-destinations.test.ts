/** Issue 14, number 1: with a session alone, stored secrets followed a changed destination. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import ssh2 from 'ssh2'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { emptyBastion } from '@/lib/cluster/bastion'
import { emptyHost } from '@/lib/cluster/defaults'
import { type Draft, SECRET_PLACEHOLDER } from '@/lib/cluster/draft'
import { validateDraft } from '@/lib/cluster/validate-draft'
import type { DraftPatch } from '@/lib/contract/socket'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { createEngine, type Engine } from '@/server/engine'
import { openAuth } from '@/server/http/auth/auth'
import { cookieNames } from '@/server/http/auth/cookies'
import { AuthMiddleware } from '@/server/http/auth/middleware'
import { attachSocket } from '@/server/socket'
import { readHostKey } from '@/server/ssh/host-key'
import { newKey, type SshServer, sshServer } from '../machine/servers'
import { ask, type Client, connect } from '../serve'

const ADDRESS = '127.0.0.1'

/** An SSH server that writes down the passwords that it is sent. */
interface Listener {
  server: SshServer
  key: string
  passwords: string[]
}

async function listener(): Promise<Listener> {
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

const at = ({ server, key }: Listener) => ({ address: ADDRESS, port: String(server.port), hostKey: key })

let data: string
let engine: Engine
let http: Server
let client: Client
let token: string
let home: Listener
let thief: Listener

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'destinations-'))
  vi.stubEnv('TASKBOX_KEY', 'a key that is long enough')
  engine = createEngine({ data, logLevel: 'silent' })
  const auth = await openAuth(data)
  token = await auth.access.createToken()
  const door = new AuthMiddleware({ ...auth, audit: engine.audit, tls: false, dev: false, hostNames: [] })
  http = createServer()
  attachSocket(http, engine, { auth, door })
  await new Promise<void>((resolve) => http.listen(0, ADDRESS, resolve))
  const begun = await auth.sessions.create({ role: 'operator', address: ADDRESS, agent: '' })
  const cookie = `${cookieNames(auth.access.name, false).operator}=${begun.value}`
  client = connect({ port: (http.address() as AddressInfo).port, cookie, pageKey: begun.pageKey })
  await new Promise((resolve) => client.once('connect', () => resolve(0)))
  home = await listener()
  thief = await listener()
})
beforeEach(() => {
  home.passwords.length = 0
  thief.passwords.length = 0
})
afterAll(async () => {
  client.close()
  http.closeAllConnections()
  http.close()
  await engine.close()
  await Promise.all([home.server.close(), thief.server.close()])
  vi.unstubAllEnvs()
  await rm(data, { recursive: true, force: true })
})

/** All at home: a taskbox, a host with a login of its own, one with the shared login. */
function draft(): Draft {
  const empty = engine.emptyDraft()
  return {
    ...empty,
    name: 'demo',
    installer: { ...empty.installer, package: '/opt/package', release: advanced100.id },
    taskbox: { ...empty.taskbox, kind: 'ssh', ...at(home), password: 'MARKED-taskbox' },
    login: { ...empty.login, password: 'MARKED-login' },
    hosts: [
      emptyHost('h1', {
        name: 'h1',
        ...at(home),
        sharedLogin: false,
        password: 'MARKED-h1',
        roles: ['master'],
      }),
      emptyHost('h2', { name: 'h2', ...at(home), roles: ['etcd', 'node'] }),
    ],
    storage: {
      class: 'ceph-rbd',
      parameters: { ceph_rbd_monitors: '10.0.0.1:6789', ceph_rbd_admin_secret: 'MARKED-storage' },
    },
  }
}

/** A draft as the browser has it after a save, and its id. */
async function opened(given = draft()) {
  const { id } = await engine.clusters.create(given)
  const { draft: shown } = await ask(client, 'clusters.open', { id })
  return { id, shown }
}
const save = (id: string, patch: DraftPatch) => ask(client, 'clusters.save', { id, patch })
const hosts = (shown: Draft, change: Partial<Draft['hosts'][number]>, id = 'h1'): DraftPatch => ({
  hosts: shown.hosts.map((host) => (host.id === id ? { ...host, ...change } : host)),
})
const reachH = (id: string, host: string) =>
  ask(client, 'hosts.reach', { id, host }).catch((error: Error) => error.message)
const found = async (id: string) => {
  const { draft: now } = await ask(client, 'clusters.open', { id })
  return validateDraft(now, advanced100)
    .filter(({ code }) => code.startsWith('secret-'))
    .map(({ code, path: place }) => `${code} ${place.join('.')}`)
}

describe('a stored secret is not sent to another destination than it was entered for', () => {
  const attacks: [string, (shown: Draft) => DraftPatch, (id: string) => Promise<unknown>, string[]][] = [
    ["a host's port", (shown) => hosts(shown, at(thief)), (id) => reachH(id, 'h1'), ['hosts.0.password']],
    [
      "a host's port, its key no longer pinned",
      (shown) => hosts(shown, { ...at(thief), hostKey: '' }),
      (id) => reachH(id, 'h1'),
      ['hosts.0.password'],
    ],
    [
      "a host's key",
      (shown) => hosts(shown, { hostKey: thiefKey() }),
      (id) => reachH(id, 'h1'),
      ['hosts.0.password'],
    ],
    [
      "a host's user",
      (shown) => hosts(shown, { user: 'another' }),
      (id) => reachH(id, 'h1'),
      ['hosts.0.password'],
    ],
    [
      "a host's route",
      (shown) => hosts(shown, { bastion: { ...emptyBastion(), ...at(thief), password: 'of the thief' } }),
      (id) => reachH(id, 'h1'),
      ['hosts.0.password'],
    ],
    [
      'a host that joins the shared login',
      (shown) => ({ hosts: [...shown.hosts, emptyHost('h3', { name: 'h3', ip: '10.9.9.9', ...at(thief) })] }),
      (id) => reachH(id, 'h3'),
      ['login.password'],
    ],
    [
      "the taskbox's port",
      (shown) => ({ taskbox: { ...shown.taskbox, ...at(thief) } }),
      (id) => ask(client, 'taskbox.reach', { id }).catch(() => undefined),
      ['taskbox.password', 'hosts.0.password', 'login.password', 'storage.parameters.ceph_rbd_admin_secret'],
    ],
    [
      "the taskbox's port, when packages are looked for",
      (shown) => ({ taskbox: { ...shown.taskbox, ...at(thief) } }),
      (id) => ask(client, 'packages.find', { id }).catch(() => undefined),
      ['taskbox.password', 'hosts.0.password', 'login.password', 'storage.parameters.ceph_rbd_admin_secret'],
    ],
    [
      'a taskbox with a password of its own, which files with all secrets are written to',
      (shown) => ({ taskbox: { ...shown.taskbox, ...at(thief), password: 'of the thief' } }),
      (id) => ask(client, 'review.files', { id }).catch(() => undefined),
      ['hosts.0.password', 'login.password', 'storage.parameters.ceph_rbd_admin_secret'],
    ],
    [
      'another package, which files with all secrets are written into',
      (shown) => ({ installer: { ...shown.installer, package: '/tmp/package' } }),
      (id) => ask(client, 'review.files', { id }).catch(() => undefined),
      ['hosts.0.password', 'login.password', 'storage.parameters.ceph_rbd_admin_secret'],
    ],
    [
      'storage servers',
      (shown) => ({
        storage: {
          ...shown.storage,
          parameters: { ...shown.storage.parameters, ceph_rbd_monitors: '10.0.0.66:6789' },
        },
      }),
      (id) => ask(client, 'review.files', { id }).catch(() => undefined),
      ['storage.parameters.ceph_rbd_admin_secret'],
    ],
  ]
  const thiefKey = () => thief.key

  it.each(attacks)('%s', async (_, change, use, fields) => {
    const { id, shown } = await opened()
    await save(id, change(shown))
    await use(id)
    expect(thief.passwords.filter((password) => password !== 'of the thief')).toEqual([])
    expect(home.passwords).toEqual([])
    expect((await found(id)).sort()).toEqual(fields.map((field) => `secret-withheld ${field}`).sort())
    await expect(ask(client, 'checks.run', { id })).rejects.toThrow('problems')
    await expect(ask(client, 'review.files', { id })).rejects.toThrow('problems')
  })

  it('and not by way of a key that is forgotten first, or of an address in between', async () => {
    const { id, shown } = await opened()
    await save(id, hosts(shown, { hostKey: '' }))
    await save(id, hosts(shown, { ...at(thief), hostKey: '' }))
    await save(id, hosts(shown, at(thief)))
    expect(await reachH(id, 'h1')).toContain('secret-withheld')
    expect(thief.passwords).toEqual([])
  })

  it.each<[string, (shown: Draft) => DraftPatch]>([
    [
      'two rows of one id, of which one names the known address',
      (shown) => ({ hosts: [{ ...emptyHost('h1'), ...shown.hosts[0], ...at(thief) }, ...shown.hosts] }),
    ],
    [
      "a row whose id makes its secrets those of another row's bastion",
      (shown) => ({ hosts: [...shown.hosts, emptyHost('h1.bastion', at(thief))] }),
    ],
  ])('and %s cannot be saved', async (_, change) => {
    const { id, shown } = await opened()
    await expect(save(id, change(shown))).rejects.toThrow('bad-request')
    await reachH(id, 'h1')
    expect(thief.passwords).toEqual([])
  })

  it('and a row without an address is not dialed, at this machine or anywhere', async () => {
    const { id, shown } = await opened()
    const local = await listener()
    const { port, hostKey } = at(local)
    await save(id, { hosts: [...shown.hosts, emptyHost('h3', { port, hostKey, address: ' ' })] })
    expect(await reachH(id, 'h3')).toContain('problems')
    expect(local.passwords).toEqual([])
    await local.server.close()
  })

  it('the bastion included', async () => {
    const given = { ...draft(), bastion: { ...emptyBastion(), ...at(home), password: 'MARKED-bastion' } }
    const { id, shown } = await opened(given)
    await save(id, { bastion: { ...emptyBastion(), ...shown.bastion, ...at(thief) } })
    await reachH(id, 'h1')
    expect(thief.passwords).toEqual([])
    expect(await found(id)).toContain('secret-withheld bastion.password')
  })
})

describe('a secret that is withheld', () => {
  it('is used again once its destination is what it was', async () => {
    const { id, shown } = await opened()
    expect((await save(id, hosts(shown, at(thief)))).secrets).toEqual({ 'host:h1.password': 'withheld' })
    expect((await save(id, { hosts: shown.hosts })).secrets).toEqual({})
    expect(await reachH(id, 'h1')).toMatchObject({ state: 'reached' })
  })

  it('is none where the tab that it was typed in redirects it, which does not send it again', async () => {
    const tabKey = 'random'.repeat(6)
    const { id } = await engine.clusters.create(engine.emptyDraft())
    const patch = { ...draft(), ...hosts(draft(), { password: 'MARKED-moved' }) }
    await ask(client, 'clusters.save', { id, patch, tabKey })
    const { draft: shown } = await ask(client, 'clusters.open', { id })
    const saved = await ask(client, 'clusters.save', { id, patch: hosts(shown, at(thief)), tabKey })
    expect(saved.secrets).toEqual({})
    await reachH(id, 'h1')
    expect(thief.passwords).toEqual(['MARKED-moved'])
    expect((await save(id, { hosts: shown.hosts })).secrets).toEqual({ 'host:h1.password': 'withheld' })
  })

  it('is replaced by one that is typed', async () => {
    const { id, shown } = await opened()
    await save(id, hosts(shown, at(thief)))
    expect((await save(id, hosts(shown, { ...at(thief), password: 'typed' }))).secrets).toEqual({})
    await reachH(id, 'h1')
    expect(thief.passwords).toEqual(['typed'])
  })

  it('is approved only by whoever enters the token again, for what was seen, on record', async () => {
    const { id, shown } = await opened()
    const { revision } = await save(id, hosts(shown, at(thief)))
    await expect(ask(client, 'clusters.approve', { id, revision })).rejects.toThrow('confirmation-needed')
    await ask(client, 'session.confirm', { secret: token })
    await expect(ask(client, 'clusters.approve', { id, revision: revision - 1 })).rejects.toThrow('conflict')
    expect(thief.passwords).toEqual([])
    await ask(client, 'clusters.approve', { id, revision })
    await reachH(id, 'h1')
    expect(thief.passwords).toEqual(['MARKED-h1'])
    expect(await found(id)).toEqual([])
    const log = await readFile(path.join(data, 'audit', 'owner.log'), 'utf8')
    const line = log
      .split('\n')
      .findLast((one) => one.includes('secrets-redirected') && !one.includes('failed'))
    expect(JSON.parse(line ?? '')).toMatchObject({
      cluster: id,
      secrets: ['host:h1.password'],
      destinations: [expect.stringContaining(String(thief.server.port))],
    })
  })

  it('never was, where a host that had no pinned key gets one', async () => {
    const { id, shown } = await opened()
    const unpinned = { ...draft(), hosts: draft().hosts.map((host) => ({ ...host, hostKey: '' })) }
    const other = await opened(unpinned)
    await save(other.id, hosts(other.shown, { hostKey: home.key }))
    expect(await found(other.id)).toEqual([])
    await save(other.id, hosts(other.shown, { hostKey: thief.key }))
    expect(await found(other.id)).toEqual(['secret-withheld hosts.0.password'])
    expect(shown.hosts[0]?.password).toBe(SECRET_PLACEHOLDER)
    await ask(client, 'clusters.remove', { id })
  })
})

describe('the secret of a row that was removed', () => {
  it('comes back with the row', async () => {
    const { id, shown } = await opened()
    await save(id, { hosts: shown.hosts.slice(1) })
    expect((await save(id, { hosts: shown.hosts })).secrets).toEqual({})
    expect(await reachH(id, 'h1')).toMatchObject({ state: 'reached' })
    await ask(client, 'session.confirm', { secret: token })
    expect((await ask(client, 'clusters.export', { id, secrets: true })).text).toContain('MARKED-h1')
  })

  it('is an error at its field where it is gone', async () => {
    const { id, shown } = await opened()
    await save(id, hosts(shown, { password: '' }))
    expect((await save(id, { hosts: shown.hosts })).secrets).toEqual({ 'host:h1.password': 'missing' })
    expect(await found(id)).toEqual(['secret-missing hosts.0.password'])
    expect(await reachH(id, 'h1')).toContain('secret-missing')
    expect(home.passwords).toEqual([])
  })
})
