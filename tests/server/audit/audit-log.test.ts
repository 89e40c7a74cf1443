import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { BastionDraft } from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import { AUDIT_EVENTS, AuditLog } from '@/server/audit/audit-log'
import { auditedChanges, recordChanges } from '@/server/audit/audited-changes'
import { RequestFailure } from '@/server/request-failure'

/** Two events of these tests fill a file. */
const SMALL = { maxBytes: 1_000, maxFiles: 10, maxRecent: 10, recentMs: 0 }
/** Events that a session can cause without the token. */
const SESSION_EVENTS = AUDIT_EVENTS.filter(
  (event) =>
    !/^(signed-in|token-made|password-set|token-confirmed|secrets-shown|secrets-redirected)$/.test(event),
)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'audit-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('stores one line per event in order, readable by the owner only', async () => {
  const log = new AuditLog(path.join(folder, 'a'))
  await Promise.all(
    [1, 2, 3].map((run) => log.write('run-started', { session: 's1', address: '10.0.0.1' }, { run })),
  )
  const lines = (await log.read())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.map(({ event, session, run }) => [event, session, run])).toEqual([
    ['run-started', 's1', 1],
    ['run-started', 's1', 2],
    ['run-started', 's1', 3],
  ])
  expect((await stat(path.join(folder, 'a', 'audit', 'audit.log'))).mode & 0o777).toBe(0o600)
})

it('rotates full files, retains the newest events and continues after a restart', async () => {
  const data = path.join(folder, 'b')
  const filler = 'x'.repeat(500)
  for (let count = 0; count < 45; count += 1)
    await new AuditLog(data, SMALL).write('run-stopped', {}, { count, filler })
  const files = await readdir(path.join(data, 'audit'))
  expect(files.length).toBeLessThanOrEqual(11)
  const counts = [...(await new AuditLog(data).read()).matchAll(/"count":(\d+)/g)].map(([, count]) =>
    Number(count),
  )
  expect(counts.at(-1)).toBe(44)
  expect(counts).toEqual([...counts].sort((one, other) => one - other))
})

it('finds the accepted host keys and the waived checks of a patch', () => {
  const draft = { ...emptyDraft(), waivers: [{ check: 'cpu', host: '', reason: 'small' }] }
  const taskbox = { ...draft.taskbox, address: '10.0.0.1', hostKey: 'SHA256:abc' }
  const waivers = [...draft.waivers, { check: 'memory', host: 'node1', reason: 'a test' }]
  expect(auditedChanges(draft, { taskbox, waivers })).toEqual([
    { event: 'host-key-accepted', facts: { host: 'taskbox', hostAddress: '10.0.0.1', key: 'SHA256:abc' } },
    { event: 'check-waived', facts: { check: 'memory', host: 'node1', reason: 'a test' } },
  ])
  expect(auditedChanges({ ...draft, taskbox }, { taskbox })).toEqual([])
})

it('finds the trusted package of a patch, once per path', () => {
  const draft = emptyDraft()
  const trusting = (trusted: string) => ({ ...draft.installer, trusted })
  const trusted = { event: 'package-trusted', facts: { path: '/home/bob/package' } }
  expect(auditedChanges(draft, { installer: trusting('/home/bob/package') })).toEqual([trusted])
  const after = { ...draft, installer: trusting('/home/bob/package') }
  expect(auditedChanges(after, { installer: after.installer })).toEqual([])
  expect(auditedChanges(after, { installer: draft.installer })).toEqual([])
})

it('finds a host key again at another address or port', () => {
  const key = { hostKey: 'SHA256:abc' }
  const draft = { ...emptyDraft(), hosts: [emptyHost('1', { name: 'node1', address: '10.0.0.1', ...key })] }
  const hosts = [
    ...draft.hosts,
    emptyHost('2', { name: 'node2', address: '10.0.0.2', ...key }),
    emptyHost('3', { name: 'node3', address: '10.0.0.1', port: '2222', ...key }),
  ]
  expect(auditedChanges(draft, { hosts }).map(({ facts }) => facts)).toEqual([
    { host: 'node2', hostAddress: '10.0.0.2', key: 'SHA256:abc' },
    { host: 'node3', hostAddress: '10.0.0.1', port: '2222', key: 'SHA256:abc' },
  ])
  expect(auditedChanges({ ...draft, hosts }, { hosts })).toEqual([])
})

it('records an action before it runs, and a second event if it fails', async () => {
  const log = new AuditLog(path.join(folder, 'acts'))
  const lines = async () =>
    (await log.read())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  const done = await log.record('run-stopped', { session: 's' }, { run: 'r1' }, lines)
  expect(done).toMatchObject([{ event: 'run-stopped', session: 's', run: 'r1' }])
  const failing = log.record('run-stopped', { session: 's' }, { run: 'r2' }, async () => {
    throw new RequestFailure('run-ended')
  })
  await expect(failing).rejects.toMatchObject({ kind: 'run-ended' })
  expect((await lines()).slice(1)).toEqual([
    { at: expect.any(String), event: 'run-stopped', session: 's', run: 'r2' },
    { at: expect.any(String), event: 'run-stopped', session: 's', run: 'r2', failed: 'run-ended' },
  ])
})

it('finds the host keys of the default bastion and of custom ones', () => {
  const draft = emptyDraft()
  const bastion = (address: string, hostKey: string): BastionDraft => ({
    ...draft.login,
    route: 'custom',
    address,
    port: '',
    hostKey,
    allowSha1: false,
  })
  const accepted = auditedChanges(draft, {
    bastion: bastion('192.0.2.1', 'SHA256:all'),
    hosts: [emptyHost('1', { name: 'node1', bastion: bastion('192.0.2.2', 'SHA256:one') })],
  })
  expect(accepted.map(({ facts }) => facts)).toEqual([
    { host: 'bastion node1', hostAddress: '192.0.2.2', key: 'SHA256:one' },
    { host: 'bastion', hostAddress: '192.0.2.1', key: 'SHA256:all' },
  ])
})

it('does not evict the events of one share link because of another', async () => {
  const log = new AuditLog(path.join(folder, 'links'))
  const signIn = (link: string, facts = {}) => log.write('signed-in', { role: 'viewer', link }, facts)
  await signIn('0a1b2c3d', { run: 'r1' })
  for (let count = 0; count < 600; count += 1) await signIn('4e5f6071', { filler: 'x'.repeat(500) })
  await signIn('0a1b2c3d', { run: 'r2' })
  const lines = (await log.read())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const of = (id: string) => lines.filter(({ link }) => link === id)
  expect(of('0a1b2c3d').map(({ run }) => run)).toEqual(['r1', 'r2'])
  expect(of('4e5f6071').length).toBeLessThan(500)
})

it.each([
  ['failed logins', 'sign-in-refused', {}],
  ['invalid share links', 'sign-in-refused', { role: 'viewer' }],
  ['viewers who sign in', 'signed-in', { role: 'viewer', link: '0a1b2c3d' }],
  ['viewers who sign out', 'signed-out', { role: 'viewer', link: '0a1b2c3d' }],
] as const)('does not evict the events of operators because of %s', async (_, event, role) => {
  const log = new AuditLog(await mkdtemp(path.join(folder, 'flood-')), SMALL)
  await log.write('run-started', {}, { run: 'the-one' })
  for (let count = 0; count < 45; count += 1)
    await log.write(event, { address: '10.0.0.9', ...role }, { filler: 'x'.repeat(500), count })
  await log.write('run-stopped', {}, { run: 'the-one' })
  const events = (await log.read())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(events.at(0)).toMatchObject({ event: 'run-started', run: 'the-one' })
  expect(events.at(-1)).toMatchObject({ event: 'run-stopped' })
  expect(events.length).toBeLessThanOrEqual(47)
  expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).sort())
})

it.each(SESSION_EVENTS)('does not evict `secrets-shown` because of %s', async (event) => {
  for (const retention of [undefined, SMALL]) {
    const log = new AuditLog(await mkdtemp(path.join(folder, 'session-')), retention)
    await log.write('secrets-shown', { session: 's' }, { what: 'the-one' })
    for (let count = 0; count < 45; count += 1)
      await log.write(event, { session: 's' }, { reason: 'x'.repeat(400_000), count })
    expect(await log.read()).toContain('the-one')
  }
})

it('truncates long texts and names the number of omitted characters', async () => {
  const log = new AuditLog(await mkdtemp(path.join(folder, 'long-')))
  await log.write('check-waived', {}, { reason: 'r'.repeat(4096), hosts: ['n'.repeat(4096), 'b'], count: 1 })
  const line = await log.read()
  expect(JSON.parse(line)).toMatchObject({
    reason: `${'r'.repeat(512)}… (+3584)`,
    hosts: [`${'n'.repeat(128)}… (+3968)`, 'b'],
    count: 1,
  })
})

it.each([
  ['all of them within the limit', { maxRecent: 100, recentMs: 60_000 }, 45],
  ['up to the limit', { maxRecent: 8, recentMs: 60_000 }, 18],
  ['and few older ones', { maxRecent: 100, recentMs: -60_000 }, 10],
])('retains recent files, %s', async (_, retention, max) => {
  const log = new AuditLog(await mkdtemp(path.join(folder, 'recent-')), {
    maxBytes: 1_000,
    maxFiles: 3,
    ...retention,
  })
  for (let count = 0; count < 45; count += 1) {
    await log.write('run-stopped', {}, { count, filler: 'x'.repeat(500) })
    // The names of rotated files have milliseconds.
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  const counts = [...(await log.read()).matchAll(/"count":(\d+)/g)].map(([, count]) => Number(count))
  expect(counts.at(-1)).toBe(44)
  expect(counts.length).toBeLessThanOrEqual(max)
  expect(counts.length).toBeGreaterThanOrEqual(max - 4)
})

it('regression: the address of an accepted host key overwrote the address of the actor', async () => {
  const log = new AuditLog(path.join(folder, 'accepted'))
  const hosts = [emptyHost('1', { name: 'node1', address: '10.0.0.1', hostKey: 'SHA256:abc' })]
  const actor = { session: 's1', address: '192.0.2.7' }
  await recordChanges(log, actor, 'c1', auditedChanges(emptyDraft(), { hosts }), async () => undefined)
  expect(JSON.parse((await log.read()).trim().split('\n').at(-1) ?? '')).toMatchObject({
    ...{ event: 'host-key-accepted', address: '192.0.2.7', hostAddress: '10.0.0.1' },
  })
})

it('regression: a session could evict its own events within half an hour', async () => {
  const log = new AuditLog(path.join(folder, 'rate'))
  const end = () => log.write('signed-out', { session: 's9', address: '10.0.0.1' }, { ended: 'none' })
  for (let count = 0; count < 300; count += 1) await end()
  await expect(end()).rejects.toThrow('too-many')
  const action = vi.fn(async () => undefined)
  await expect(log.record('run-stopped', { session: 's9' }, { run: 'r' }, action)).rejects.toThrow('too-many')
  expect(action).not.toHaveBeenCalled()
  await log.write('run-stopped', { session: 's8' }, { run: 'r' })
  await log.write('token-confirmed', { session: 's9' })
})
