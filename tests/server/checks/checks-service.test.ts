import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { applyPush } from '@/components/checks/run/checks-feed'
import type { Draft } from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import type { ChecksView } from '@/lib/contract/checks'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { checksHtmlReport, checksJsonReport } from '@/server/checks/checks-report'
import { ChecksService } from '@/server/checks/checks-service'
import { ClusterStore } from '@/server/clusters/cluster-store'
import { createLog } from '@/server/log'
import { createMachines, type Machines } from '@/server/machine/machines'
import { RequestFailure } from '@/server/request-failure'
import { RunStore } from '@/server/runs/run-store'
import { HostKeys } from '@/server/ssh/host-keys'
import { testVault } from '../clusters/drafts'
import { type Listening, tcpServer } from '../machine/servers'

/** Timeout for a server that accepts the connection and sends nothing. */
const DIAL_MS = 600
const SLOW_DIAL_MS = 20_000
const RUN_TIMEOUT_MS = 60_000
const SECRET = 'S3CR3T-of-the-silent-host'

let folder: string
let machines: Machines
let silentServer: Listening
let clusters: ClusterStore
let runs: RunStore
let id: string
const closing: Promise<void>[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taskbox-checks-service-'))
  machines = createMachines(new HostKeys(join(folder, 'keys.json')), { acceptUnknown: true, dialMs: DIAL_MS })
  silentServer = await tcpServer(() => undefined)
  clusters = new ClusterStore(join(folder, 'clusters'), randomUUID, testVault)
  // Each test creates services, each of which adds a listener.
  clusters.setMaxListeners(0)
  runs = new RunStore(join(folder, 'runs'), testVault)
})
afterAll(async () => {
  await silentServer.close()
  await Promise.all([machines.close(), ...closing])
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  id = (await clusters.create(draft())).id
})

/** This machine, and one that accepts TCP and sends nothing. */
function draft(): Draft {
  const start = emptyDraft(advanced100)
  return {
    ...start,
    name: 'two',
    installer: { ...start.installer, source: `/opt/${advanced100.folder}` },
    hosts: [
      emptyHost('here', { name: 'here', address: '192.168.77.1', taskbox: true, roles: ['master', 'etcd'] }),
      emptyHost('silent', {
        name: 'silent',
        address: '127.0.0.1',
        ip: '192.168.77.2',
        port: String(silentServer.port),
        password: SECRET,
        sharedLogin: false,
        roles: ['node'],
      }),
    ],
    storage: { class: 'nfs-server', parameters: {} },
  }
}

const service = (over = machines) =>
  new ChecksService({
    folder: join(folder, 'checks'),
    vault: testVault,
    clusters,
    machines: over,
    runs,
    log: createLog('silent'),
  })

/** The state of a page: the initial view, then pushes. */
async function page(checks: ChecksService) {
  const known = { view: await checks.view(id), patches: [] as ChecksView[] }
  checks.on('patch', (_, patch) => {
    known.patches.push(patch)
    const next = applyPush(known.view, patch)
    if (next === 'missed') throw new Error('a push is missing')
    known.view = next
  })
  return known
}

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + RUN_TIMEOUT_MS
  while (!(await what())) {
    if (Date.now() > deadline) throw new Error(`not within ${RUN_TIMEOUT_MS} ms: ${what}`)
    await sleep(20)
  }
}
const ended = (checks: ChecksService) => until(async () => (await checks.view(id)).progress === undefined)
const staleOf = async (checks: ChecksService) => {
  const { hosts } = await checks.view(id)
  return Object.fromEntries(Object.entries(hosts).map(([host, { stale }]) => [host, stale]))
}
const statusOf = (view: ChecksView, host: string, check: string) =>
  view.hosts[host]?.findings.find((finding) => finding.check === check)?.status

describe('an install', () => {
  it('is refused without checks, during a run, with failures, and with stale results', async () => {
    const checks = service()
    const why = async () => {
      const refusal: unknown = await checks.assertInstallAllowed(id).catch((error: unknown) => error)
      return refusal instanceof RequestFailure ? `${refusal.kind} ${refusal.facts.what}` : refusal
    }
    expect(await why()).toBe('checks never')
    await checks.run(id)
    expect(await why()).toBe('checks running')
    await ended(checks)
    expect(await why()).toBe('checks failing')
    const failing = new Set(
      Object.values((await checks.view(id)).hosts).flatMap(({ findings }) =>
        findings.filter(({ status }) => status === 'fail').map(({ check }) => check),
      ),
    )
    const waivers = [...failing].map((check) => ({ check, host: '', reason: 'a test' }))
    await clusters.save(id, { waivers })
    expect(await why()).toBeUndefined()
    await clusters.save(id, { network: { ...draft().network, podCidr: '10.64.0.0/16' } })
    expect(await why()).toBe('checks stale')
  })
})

describe('a check run', () => {
  it('emits progress, the stage of a hanging host, and all results', async () => {
    const checks = service()
    const current = await page(checks)
    await checks.run(id)
    const hangs = () => current.view.progress?.busy.find(({ host }) => host === 'silent')
    await until(() => hangs() !== undefined)
    expect(hangs()).toMatchObject({ stage: 'login', timeoutMs: DIAL_MS })
    expect(current.view.progress?.hosts).toEqual(['here', 'silent'])
    await ended(checks)
    await until(() => current.view.progress === undefined)
    expect(statusOf(current.view, 'here', 'ssh')).toBe('pass')
    expect(statusOf(current.view, 'silent', 'ssh')).toBe('fail')
    const whole = await checks.view(id)
    expect(current.view.hosts).toEqual(whole.hosts)
    expect(whole.hosts.silent?.partial).toBe(false)
  })

  it('is refused during another run and can be stopped, leaving partial results', async () => {
    const slowMachines = createMachines(new HostKeys(join(folder, 'keys.json')), { dialMs: SLOW_DIAL_MS })
    const checks = service(slowMachines)
    await checks.run(id)
    await expect(checks.run(id)).rejects.toMatchObject({ kind: 'conflict' })
    await until(async () => (await checks.view(id)).hosts.here !== undefined)
    await checks.cancel(id)
    await ended(checks)
    const view = await checks.view(id)
    expect(view.hosts.silent).toBeUndefined()
    expect(view.hosts.here?.partial).toBe(true)
    // Closes after the pending connection attempt.
    closing.push(slowMachines.close())
  })

  it('is restored after a restart', async () => {
    const checks = service()
    await checks.run(id)
    await ended(checks)
    const before = await checks.view(id)
    await until(async () => (await service().view(id)).startedAt > 0)
    const after = await service().view(id)
    expect(after).toMatchObject({ startedAt: before.startedAt, endedAt: before.endedAt })
    expect(after.hosts).toEqual(before.hosts)
  })

  it('of one check on one host changes no other results', async () => {
    const checks = service()
    await checks.run(id)
    await ended(checks)
    const before = await checks.view(id)
    await checks.run(id, { hosts: ['here'], checks: ['cpu'] })
    await ended(checks)
    const after = await checks.view(id)
    expect(after.hosts.silent).toEqual(before.hosts.silent)
    expect(Object.keys(after.hosts.here?.rerunAt ?? {})).toEqual(['cpu'])
    expect(after.hosts.here?.at).toBe(before.hosts.here?.at)
    expect(after.hosts.here?.findings.length).toBe(before.hosts.here?.findings.length)
  })
})

describe('a change of the cluster', () => {
  it('makes only dependent results stale until it is undone', async () => {
    const checks = service()
    await checks.run(id)
    await ended(checks)
    const current = await page(checks)
    const { hosts } = draft()
    const renamed = hosts.map((host) => (host.id === 'silent' ? { ...host, user: 'other' } : host))
    await clusters.save(id, { hosts: renamed })
    await until(() => (current.view.hosts.silent?.stale.length ?? 0) > 0)
    expect(current.view.hosts.silent?.stale).toContain('ssh')
    expect(current.view.hosts.here?.stale).not.toContain('cpu')
    await clusters.save(id, { hosts })
    await until(() => current.view.hosts.silent?.stale.length === 0)
    expect(await staleOf(checks)).toEqual({ here: [], silent: [] })
  })

  it('of one host’s password makes only this host’s results stale', async () => {
    const checks = service()
    await checks.run(id)
    await ended(checks)
    const other = draft().hosts.map((host) =>
      host.id === 'silent' ? { ...host, password: 'another' } : host,
    )
    await clusters.save(id, { hosts: other })
    await until(async () => ((await staleOf(checks)).silent?.length ?? 0) > 0)
    expect((await staleOf(checks)).here).toEqual([])
    await checks.run(id, { hosts: ['silent'] })
    await ended(checks)
    expect(await staleOf(checks)).toEqual({ here: [], silent: [] })
  })

  it('in an unloaded cluster is detected on the next view', async () => {
    const checks = service()
    await checks.run(id)
    await ended(checks)
    await until(async () => (await service().view(id)).startedAt > 0)
    await clusters.save(id, { network: { ...draft().network, podCidr: '10.64.0.0/16' } })
    expect((await staleOf(service())).here).toEqual(['cidr'])
  })
})

describe('the output of a host', () => {
  it('is stored, and deleted with the cluster', async () => {
    const checks = service()
    await checks.run(id)
    await ended(checks)
    await until(async () => (await checks.output(id, 'here')) !== undefined)
    const output = await checks.output(id, 'here')
    expect(new Map(output?.sections).get('hostname')).toContain('hostname')
    expect(await checks.output(id, 'silent')).toBeUndefined()
    await checks.remove(id)
    expect(await checks.output(id, 'here')).toBeUndefined()
  })
})

describe('the report', () => {
  it.each(['html', 'json'] as const)('as %s contains failures and waivers, but no secret', async (as) => {
    const checks = service()
    await checks.run(id)
    await ended(checks)
    await clusters.save(id, { waivers: [{ check: 'ssh', host: 'silent', reason: 'known <b>& odd' }] })
    const text =
      as === 'html'
        ? await checksHtmlReport({ clusters, checks }, id, 'en')
        : JSON.stringify(await checksJsonReport({ clusters, checks }, id, 'en'))
    expect(text).toContain(as === 'html' ? 'known &lt;b&gt;&amp; odd' : 'known <b>& odd')
    expect(text).toContain('silent')
    expect(text).not.toContain(SECRET)
    if (as === 'json')
      expect(JSON.parse(text)).toMatchObject({ version: 1, name: 'two', ready: expect.any(Boolean) })
    else expect(text).not.toMatch(/<script|src=|href=/)
  })

  it('is available in Chinese', async () => {
    const checks = service()
    await checks.run(id)
    await ended(checks)
    const text = await checksHtmlReport({ clusters, checks }, id, 'zh-CN')
    expect(text).toContain('<html lang="zh-CN">')
    expect(text).toContain('检查报告')
  })
})
