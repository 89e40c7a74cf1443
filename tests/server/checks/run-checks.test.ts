import { mkdtemp, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Finding } from '@/lib/checks/catalogue/index'
import type { Host } from '@/lib/cluster/cluster'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { testHostConnection } from '@/server/checks/connection-test'
import { runChecks } from '@/server/checks/run-checks'
import { createMachines, type Machines } from '@/server/machine/machines'
import { HostKeys } from '@/server/ssh/host-keys'
import { hostOf, labSandbox, rootOf, sudoerOf } from '../../lab/sandbox'
import { cluster } from '../../lib/checks/fixtures'
import { type Listening, tcpServer } from '../machine/servers'
import { emptyHome } from './empty-home'

/** Longer than a login with a wrong password. */
const DIAL_MS = 6000
/** Longer than the checks of a practice host. */
const SILENT_MS = 3000
const sandbox = labSandbox('master', 'node1')
emptyHome()
let machines: Machines
/** With a short timeout for silent hosts. */
let shortTimeout: Machines
let folder: string
let silentServer: Listening

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taskbox-checks-'))
  machines = createMachines(new HostKeys(join(folder, 'keys.json')), { acceptUnknown: true, dialMs: DIAL_MS })
  shortTimeout = createMachines(new HostKeys(join(folder, 'impatient.json')), {
    acceptUnknown: true,
    dialMs: 500,
  })
  silentServer = await tcpServer(() => undefined)
})
afterAll(async () => {
  await machines.close()
  await shortTimeout.close()
  await silentServer.close()
  await rm(folder, { recursive: true })
})

function practice(index: number, more: Partial<Host> = {}): Host {
  const { name, address } = hostOf(sandbox(), index)
  const login = rootOf(hostOf(sandbox(), index))
  return { id: name, name, address, ip: address, port: 22, login, taskbox: false, roles: ['node'], ...more }
}

const silentHost = (): Host => ({
  ...practice(1),
  id: 'hangs',
  name: 'hangs',
  address: '127.0.0.1',
  port: silentServer.port,
})

const check = (hosts: Host[], more: Partial<Parameters<typeof runChecks>[0]> = {}) =>
  runChecks({ cluster: cluster(hosts), release: advanced100, machines, ...more })

const summaryOf = (findings: readonly Finding[] = [], checkId: string) =>
  findings.filter(({ check: id }) => id === checkId).map(({ status, reason }) => `${status} ${reason}`)

describe('the checks', () => {
  it('evaluate practice hosts individually and compare them', async () => {
    const progress: [number, number][] = []
    const hosts = [practice(0, { taskbox: false }), practice(1)]
    const reports = await check(hosts, { onProgress: (done, total) => progress.push([done, total]) })
    expect(reports.map(({ host }) => host.name)).toEqual(['master', 'node1'])
    for (const { host, facts, findings } of reports) {
      expect(facts).toMatchObject({ hostname: host.name, addresses: expect.arrayContaining([host.ip]) })
      expect(summaryOf(findings, 'ssh')).toEqual(['pass reached'])
      expect(summaryOf(findings, 'sudo')).toEqual(['pass root'])
      expect(summaryOf(findings, 'hostname')).toEqual(['pass same'])
      expect(summaryOf(findings, 'addresses')).toEqual(['pass present'])
      expect(summaryOf(findings, 'clock')).toEqual(['pass agrees'])
      expect(summaryOf(findings, 'cidr')).toEqual(['pass clear'])
      // They share this machine's kernel, which may have no module list.
      expect(findings.filter(({ status, reason }) => status === 'unknown' && reason !== 'unlisted')).toEqual(
        [],
      )
    }
    expect(progress).toEqual([
      [0, 2],
      [1, 2],
      [2, 2],
    ])
  })
  it('probe the taskbox whether or not it is one of the hosts', async () => {
    const [first] = await check([practice(0)])
    expect(summaryOf(first?.findings, 'taskbox').length).toBeGreaterThan(0)
    const address = hostOf(sandbox(), 0).address
    const taskbox = { kind: 'ssh' as const, address, port: 22, login: rootOf(hostOf(sandbox(), 0)) }
    const hosts = [practice(0), practice(1, { taskbox: true })]
    const reports = await runChecks({ cluster: cluster(hosts, { taskbox }), release: advanced100, machines })
    expect(reports.map(({ findings }) => summaryOf(findings, 'taskbox').length > 0)).toEqual([false, true])
  })
  it('report an unreachable taskbox', async () => {
    const taskbox = {
      kind: 'ssh' as const,
      address: '127.0.0.1',
      port: silentServer.port,
      login: { user: 'root', password: 'x' },
    }
    const [report] = await runChecks({
      cluster: cluster([practice(0)], { taskbox }),
      release: advanced100,
      machines: shortTimeout,
    })
    expect(report?.findings).toContainEqual(
      expect.objectContaining({
        check: 'taskbox',
        status: 'fail',
        facts: expect.objectContaining({ failure: 'timeout' }),
      }),
    )
  })
  it('become root with sudo, and collect facts without it', async () => {
    const login = sudoerOf(hostOf(sandbox(), 0))
    const [valid] = await check([practice(0, { login })])
    expect(summaryOf(valid?.findings, 'sudo')).toEqual(['pass granted'])
    const [bad] = await check([practice(0, { login: { ...login, sudoPassword: 'wrong' } })])
    expect(bad?.findings).toContainEqual(
      expect.objectContaining({
        check: 'sudo',
        status: 'fail',
        facts: expect.objectContaining({ reason: 'wrongPassword' }),
      }),
    )
    expect(summaryOf(bad?.findings, 'hostname')).toEqual(['pass same'])
  })
  it('are unknown on a host whose login fails', async () => {
    const [report] = await check([practice(0, { login: { user: 'root', password: 'wrong' } })])
    expect(summaryOf(report?.findings, 'ssh')).toEqual(['fail auth'])
    expect(report?.facts).toBeUndefined()
    // Findings of the taskbox are listed with the first host.
    const hostFindings = report?.findings.filter(({ check }) => check !== 'taskbox' && check !== 'locale')
    expect(hostFindings?.filter(({ status }) => status === 'pass')).toEqual([])
  })
  it('do not wait for a hanging host longer than its timeout', async () => {
    const startedAt = performance.now()
    const first = new Map<string, number>()
    const hosts = [silentHost(), practice(0), practice(1)]
    const onFindings = (host: string) => first.has(host) || first.set(host, performance.now() - startedAt)
    const pins = new HostKeys(join(folder, 'pins.json'))
    const slowMachines = createMachines(pins, { acceptUnknown: true, dialMs: SILENT_MS })
    const reports = await check(hosts, { onFindings, machines: slowMachines })
    await slowMachines.close()
    expect(summaryOf(reports[0]?.findings, 'ssh')).toEqual(['fail timeout'])
    expect(summaryOf(reports[1]?.findings, 'clock')).toEqual(['pass agrees'])
    expect(Math.max(first.get('master') ?? Infinity, first.get('node1') ?? Infinity)).toBeLessThan(
      first.get('hangs') ?? 0,
    )
  })
  it('evaluate selected hosts, compared with all hosts', async () => {
    const reported = new Set<string>()
    const duplicate = practice(0, { id: 'twin', name: 'twin' })
    const reports = await check([practice(0), duplicate], {
      hosts: ['twin'],
      onFindings: (host) => reported.add(host),
    })
    expect(reports.map(({ host }) => host.id)).toEqual(['twin'])
    expect([...reported]).toEqual(['twin'])
    expect(summaryOf(reports[0]?.findings, 'hostname')).toEqual(['warn differs', 'fail duplicate'])
  })
  it('run selected checks only', async () => {
    const [report] = await check([practice(0)], { onlyChecks: ['cpu', 'clock'] })
    expect(report?.findings.map((finding) => finding.check)).toEqual(['cpu', 'clock'])
  })
  it('stop when aborted', async () => {
    const abort = new AbortController()
    const startedAt = performance.now()
    setTimeout(() => abort.abort(), 300)
    expect(await check([silentHost()], { signal: abort.signal })).toEqual([])
    expect(performance.now() - startedAt).toBeLessThan(DIAL_MS)
  })
  it('warn of output by rc files', async () => {
    await hostOf(sandbox(), 1).exec("sed -i '1i echo Welcome to node1' /root/.bashrc")
    const [report] = await check([practice(1)])
    expect(summaryOf(report?.findings, 'ssh')).toEqual(['warn noisy'])
    expect(report?.facts?.hostname).toBe('node1')
  })
})

describe('the connection test', () => {
  it('returns the facts of a host', async () => {
    const result = await testHostConnection(machines, practice(0), { kind: 'local' })
    expect(result).toMatchObject({
      state: 'reached',
      facts: { hostname: 'master', os: expect.stringContaining('debian') },
      fingerprint: hostOf(sandbox(), 0).hostKeyFingerprint,
    })
  })
  it('returns the facts of this machine', async () => {
    const result = await testHostConnection(machines, practice(0, { taskbox: true }), { kind: 'local' })
    expect(result).toMatchObject({ state: 'reached', facts: { hostname: hostname() }, fingerprint: '' })
  })
  it('returns why a connection failed', async () => {
    const login = { ...sudoerOf(hostOf(sandbox(), 0)), sudoPassword: 'wrong' }
    const failures = await Promise.all([
      testHostConnection(machines, practice(0, { login: { user: 'root', password: 'wrong' } }), {
        kind: 'local',
      }),
      testHostConnection(machines, practice(0, { login }), { kind: 'local' }),
      testHostConnection(machines, practice(0, { port: 1 }), { kind: 'local' }),
    ])
    expect(failures.map((one) => one.state === 'failed' && one.failure.kind)).toEqual([
      'auth',
      'sudo',
      'refused',
    ])
  })
})
