import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { emptyDraft, emptyHost } from '@/lib/cluster/defaults'
import type { BastionDraft } from '@/lib/cluster/draft'
import { AUDIT_EVENTS, AuditLog } from '@/server/audit/audit-log'
import { auditedChanges, recordChanges } from '@/server/audit/audited-changes'
import { RequestFailure } from '@/server/request-failure'

/** Full after two entries of these tests. */
const SMALL = { bytes: 1_000, files: 10, recent: 10, keptMs: 0 }
/** What a session can have written without the token. */
const OF_A_SESSION = AUDIT_EVENTS.filter(
  (event) =>
    !/^(signed-in|token-made|password-set|token-confirmed|secrets-shown|secrets-redirected)$/.test(event),
)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'audit-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('keeps a line an event in the order they came, for its owner alone to read', async () => {
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

it('begins a new file when one is full, keeps what is newest and goes on after a restart', async () => {
  const place = path.join(folder, 'b')
  const filler = 'x'.repeat(500)
  for (let count = 0; count < 45; count += 1)
    await new AuditLog(place, SMALL).write('run-stopped', {}, { count, filler })
  const files = await readdir(path.join(place, 'audit'))
  expect(files.length).toBeLessThanOrEqual(11)
  const counts = [...(await new AuditLog(place).read()).matchAll(/"count":(\d+)/g)].map(([, count]) =>
    Number(count),
  )
  expect(counts.at(-1)).toBe(44)
  expect(counts).toEqual([...counts].sort((one, other) => one - other))
})

it('takes from a saved change which host keys were accepted and which checks were waived', () => {
  const before = { ...emptyDraft(), waivers: [{ check: 'cpu', host: '', reason: 'small' }] }
  const taskbox = { ...before.taskbox, address: '10.0.0.1', hostKey: 'SHA256:abc' }
  const waivers = [...before.waivers, { check: 'memory', host: 'node1', reason: 'a test' }]
  expect(auditedChanges(before, { taskbox, waivers })).toEqual([
    { event: 'host-key-accepted', facts: { host: 'taskbox', hostAddress: '10.0.0.1', key: 'SHA256:abc' } },
    { event: 'check-waived', facts: { check: 'memory', host: 'node1', reason: 'a test' } },
  ])
  expect(auditedChanges({ ...before, taskbox }, { taskbox })).toEqual([])
})

it('takes from a saved change which package was trusted, once for each path', () => {
  const before = emptyDraft()
  const trusting = (trusted: string) => ({ ...before.installer, trusted })
  const trusted = { event: 'package-trusted', facts: { path: '/home/bob/package' } }
  expect(auditedChanges(before, { installer: trusting('/home/bob/package') })).toEqual([trusted])
  const after = { ...before, installer: trusting('/home/bob/package') }
  expect(auditedChanges(after, { installer: after.installer })).toEqual([])
  expect(auditedChanges(after, { installer: before.installer })).toEqual([])
})

it('takes a key that was accepted for one machine for another decision at another address or port', () => {
  const key = { hostKey: 'SHA256:abc' }
  const before = { ...emptyDraft(), hosts: [emptyHost('1', { name: 'node1', address: '10.0.0.1', ...key })] }
  const hosts = [
    ...before.hosts,
    emptyHost('2', { name: 'node2', address: '10.0.0.2', ...key }),
    emptyHost('3', { name: 'node3', address: '10.0.0.1', port: '2222', ...key }),
  ]
  expect(auditedChanges(before, { hosts }).map(({ facts }) => facts)).toEqual([
    { host: 'node2', hostAddress: '10.0.0.2', key: 'SHA256:abc' },
    { host: 'node3', hostAddress: '10.0.0.1', port: '2222', key: 'SHA256:abc' },
  ])
  expect(auditedChanges({ ...before, hosts }, { hosts })).toEqual([])
})

it('has a deed on record before it is done, and a second line where it fails', async () => {
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

it('records the keys of bastions, of all machines and of single ones', () => {
  const before = emptyDraft()
  const bastion = (address: string, hostKey: string): BastionDraft => ({
    ...before.login,
    way: 'own',
    address,
    port: '',
    hostKey,
    allowSha1: false,
  })
  const accepted = auditedChanges(before, {
    bastion: bastion('192.0.2.1', 'SHA256:all'),
    hosts: [emptyHost('1', { name: 'node1', bastion: bastion('192.0.2.2', 'SHA256:one') })],
  })
  expect(accepted.map(({ facts }) => facts)).toEqual([
    { host: 'bastion node1', hostAddress: '192.0.2.2', key: 'SHA256:one' },
    { host: 'bastion', hostAddress: '192.0.2.1', key: 'SHA256:all' },
  ])
})

it('does not let whoever comes by one link push out who came by another', async () => {
  const log = new AuditLog(path.join(folder, 'links'))
  const come = (link: string, facts = {}) => log.write('signed-in', { role: 'watcher', link }, facts)
  await come('0a1b2c3d', { run: 'r1' })
  for (let count = 0; count < 600; count += 1) await come('4e5f6071', { filler: 'x'.repeat(500) })
  await come('0a1b2c3d', { run: 'r2' })
  const lines = (await log.read())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const of = (wanted: string) => lines.filter(({ link }) => link === wanted)
  expect(of('0a1b2c3d').map(({ run }) => run)).toEqual(['r1', 'r2'])
  expect(of('4e5f6071').length).toBeLessThan(500)
})

it.each([
  ['attempts that were refused', 'sign-in-refused', {}],
  ['attempts with a wrong link', 'sign-in-refused', { role: 'watcher' }],
  ['whoever comes by a link', 'signed-in', { role: 'watcher', link: '0a1b2c3d' }],
  ['whoever came by a link and leaves', 'signed-out', { role: 'watcher', link: '0a1b2c3d' }],
] as const)('does not let %s push out what was done', async (_, event, role) => {
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

it.each(OF_A_SESSION)('does not let a session push out that secrets were shown by %s', async (event) => {
  for (const room of [undefined, SMALL]) {
    const log = new AuditLog(await mkdtemp(path.join(folder, 'session-')), room)
    await log.write('secrets-shown', { session: 's' }, { what: 'the-one' })
    for (let count = 0; count < 45; count += 1)
      await log.write(event, { session: 's' }, { reason: 'x'.repeat(400_000), count })
    expect(await log.read()).toContain('the-one')
  }
})

it('cuts what is long, and says how much of it', async () => {
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
  ['however many there are', { recent: 100, keptMs: 60_000 }, 45],
  ['but no more than there is room for', { recent: 8, keptMs: 60_000 }, 18],
  ['and of what is older only a few', { recent: 100, keptMs: -60_000 }, 10],
])('keeps what is recent, %s', async (_, kept, most) => {
  const log = new AuditLog(await mkdtemp(path.join(folder, 'recent-')), { bytes: 1_000, files: 3, ...kept })
  for (let count = 0; count < 45; count += 1) {
    await log.write('run-stopped', {}, { count, filler: 'x'.repeat(500) })
    // Full files are named by the millisecond.
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  const counts = [...(await log.read()).matchAll(/"count":(\d+)/g)].map(([, count]) => Number(count))
  expect(counts.at(-1)).toBe(44)
  expect(counts.length).toBeLessThanOrEqual(most)
  expect(counts.length).toBeGreaterThanOrEqual(most - 4)
})

it('regression: an accepted host key replaced the address that it was accepted from', async () => {
  const log = new AuditLog(path.join(folder, 'accepted'))
  const hosts = [emptyHost('1', { name: 'node1', address: '10.0.0.1', hostKey: 'SHA256:abc' })]
  const actor = { session: 's1', address: '192.0.2.7' }
  await recordChanges(log, actor, 'c1', auditedChanges(emptyDraft(), { hosts }), async () => undefined)
  expect(JSON.parse((await log.read()).trim().split('\n').at(-1) ?? '')).toMatchObject({
    ...{ event: 'host-key-accepted', address: '192.0.2.7', hostAddress: '10.0.0.1' },
  })
})

it('regression: a session alone pushed out what it had done within half an hour', async () => {
  const log = new AuditLog(path.join(folder, 'rate'))
  const end = () => log.write('signed-out', { session: 's9', address: '10.0.0.1' }, { ended: 'none' })
  for (let count = 0; count < 300; count += 1) await end()
  await expect(end()).rejects.toThrow('too-many')
  const deed = vi.fn(async () => undefined)
  await expect(log.record('run-stopped', { session: 's9' }, { run: 'r' }, deed)).rejects.toThrow('too-many')
  expect(deed).not.toHaveBeenCalled()
  await log.write('run-stopped', { session: 's8' }, { run: 'r' })
  await log.write('token-confirmed', { session: 's9' })
})
