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
import { hostOf, practiceWorld, rootOf, sudoerOf } from '../../lab/world'
import { cluster } from '../../lib/checks/fixtures'
import { type Listening, tcpServer } from '../machine/servers'
import { emptyHome } from './empty-home'

/** Longer than a refused password takes. */
const DIAL_MS = 6000
/** Longer than the checks of a practice host take. */
const SILENT_MS = 3000
const world = practiceWorld('master', 'node1')
emptyHome()
let machines: Machines
/** Gives up on a silent host soon. */
let impatient: Machines
let folder: string
let silent: Listening

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taskbox-checks-'))
  machines = createMachines(new HostKeys(join(folder, 'keys.json')), { acceptUnknown: true, dialMs: DIAL_MS })
  impatient = createMachines(new HostKeys(join(folder, 'impatient.json')), {
    acceptUnknown: true,
    dialMs: 500,
  })
  silent = await tcpServer(() => undefined)
})
afterAll(async () => {
  await machines.close()
  await impatient.close()
  await silent.close()
  await rm(folder, { recursive: true })
})

function practice(place: number, more: Partial<Host> = {}): Host {
  const { name, address } = hostOf(world(), place)
  const login = rootOf(hostOf(world(), place))
  return { id: name, name, address, ip: address, port: 22, login, taskbox: false, roles: ['node'], ...more }
}

const silentHost = (): Host => ({
  ...practice(1),
  id: 'hangs',
  name: 'hangs',
  address: '127.0.0.1',
  port: silent.port,
})

const check = (hosts: Host[], more: Partial<Parameters<typeof runChecks>[0]> = {}) =>
  runChecks({ cluster: cluster(hosts), release: advanced100, machines, ...more })

const of = (findings: readonly Finding[] = [], wanted: string) =>
  findings.filter(({ check: id }) => id === wanted).map(({ status, reason }) => `${status} ${reason}`)

describe('the checks', () => {
  it('find out practice hosts, together and each by itself', async () => {
    const told: [number, number][] = []
    const hosts = [practice(0, { taskbox: false }), practice(1)]
    const reports = await check(hosts, { onProgress: (done, total) => told.push([done, total]) })
    expect(reports.map(({ host }) => host.name)).toEqual(['master', 'node1'])
    for (const { host, facts, findings } of reports) {
      expect(facts).toMatchObject({ hostname: host.name, addresses: expect.arrayContaining([host.ip]) })
      expect(of(findings, 'ssh')).toEqual(['pass reached'])
      expect(of(findings, 'sudo')).toEqual(['pass root'])
      expect(of(findings, 'hostname')).toEqual(['pass same'])
      expect(of(findings, 'addresses')).toEqual(['pass present'])
      expect(of(findings, 'clock')).toEqual(['pass agrees'])
      expect(of(findings, 'cidr')).toEqual(['pass clear'])
      // Their kernel is this machine's, which may not say what it could load.
      expect(findings.filter(({ status, reason }) => status === 'unknown' && reason !== 'unlisted')).toEqual(
        [],
      )
    }
    expect(told).toEqual([
      [0, 2],
      [1, 2],
      [2, 2],
    ])
  })
  it('ask the taskbox for its tools, among the hosts or not', async () => {
    const [first] = await check([practice(0)])
    expect(of(first?.findings, 'taskbox').length).toBeGreaterThan(0)
    const address = hostOf(world(), 0).address
    const taskbox = { kind: 'ssh' as const, address, port: 22, login: rootOf(hostOf(world(), 0)) }
    const hosts = [practice(0), practice(1, { taskbox: true })]
    const reports = await runChecks({ cluster: cluster(hosts, { taskbox }), release: advanced100, machines })
    expect(reports.map(({ findings }) => of(findings, 'taskbox').length > 0)).toEqual([false, true])
  })
  it('say that a taskbox cannot be reached', async () => {
    const taskbox = {
      kind: 'ssh' as const,
      address: '127.0.0.1',
      port: silent.port,
      login: { user: 'root', password: 'x' },
    }
    const [report] = await runChecks({
      cluster: cluster([practice(0)], { taskbox }),
      release: advanced100,
      machines: impatient,
    })
    expect(report?.findings).toContainEqual(
      expect.objectContaining({
        check: 'taskbox',
        status: 'fail',
        facts: expect.objectContaining({ failure: 'timeout' }),
      }),
    )
  })
  it('let a user become root, and know the facts where sudo refuses', async () => {
    const login = sudoerOf(hostOf(world(), 0))
    const [good] = await check([practice(0, { login })])
    expect(of(good?.findings, 'sudo')).toEqual(['pass granted'])
    const [bad] = await check([practice(0, { login: { ...login, sudoPassword: 'wrong' } })])
    expect(bad?.findings).toContainEqual(
      expect.objectContaining({
        check: 'sudo',
        status: 'fail',
        facts: expect.objectContaining({ reason: 'wrongPassword' }),
      }),
    )
    expect(of(bad?.findings, 'hostname')).toEqual(['pass same'])
  })
  it('call all unknown of a host whose login fails', async () => {
    const [report] = await check([practice(0, { login: { user: 'root', password: 'wrong' } })])
    expect(of(report?.findings, 'ssh')).toEqual(['fail auth'])
    expect(report?.facts).toBeUndefined()
    // What the taskbox was found to be stands at the first host, whatever that host is.
    const own = report?.findings.filter(({ check }) => check !== 'taskbox' && check !== 'locale')
    expect(own?.filter(({ status }) => status === 'pass')).toEqual([])
  })
  it('lose no more time over a host that hangs than its own deadline', async () => {
    const begun = performance.now()
    const first = new Map<string, number>()
    const hosts = [silentHost(), practice(0), practice(1)]
    const onFindings = (host: string) => first.has(host) || first.set(host, performance.now() - begun)
    const pins = new HostKeys(join(folder, 'pins.json'))
    const own = createMachines(pins, { acceptUnknown: true, dialMs: SILENT_MS })
    const reports = await check(hosts, { onFindings, machines: own })
    await own.close()
    expect(of(reports[0]?.findings, 'ssh')).toEqual(['fail timeout'])
    expect(of(reports[1]?.findings, 'clock')).toEqual(['pass agrees'])
    expect(Math.max(first.get('master') ?? Infinity, first.get('node1') ?? Infinity)).toBeLessThan(
      first.get('hangs') ?? 0,
    )
  })
  it('judge some hosts only, yet compare them with the others', async () => {
    const told = new Set<string>()
    const twin = practice(0, { id: 'twin', name: 'twin' })
    const reports = await check([practice(0), twin], {
      hosts: ['twin'],
      onFindings: (host) => told.add(host),
    })
    expect(reports.map(({ host }) => host.id)).toEqual(['twin'])
    expect([...told]).toEqual(['twin'])
    expect(of(reports[0]?.findings, 'hostname')).toEqual(['warn differs', 'fail duplicate'])
  })
  it('tell some checks only', async () => {
    const [report] = await check([practice(0)], { only: ['cpu', 'clock'] })
    expect(report?.findings.map((finding) => finding.check)).toEqual(['cpu', 'clock'])
  })
  it('stop when they are stopped', async () => {
    const abort = new AbortController()
    const begun = performance.now()
    setTimeout(() => abort.abort(), 300)
    expect(await check([silentHost()], { signal: abort.signal })).toEqual([])
    expect(performance.now() - begun).toBeLessThan(DIAL_MS)
  })
  it('warn of rc files that print', async () => {
    await hostOf(world(), 1).exec("sed -i '1i echo Welcome to node1' /root/.bashrc")
    const [report] = await check([practice(1)])
    expect(of(report?.findings, 'ssh')).toEqual(['warn noisy'])
    expect(report?.facts?.hostname).toBe('node1')
  })
})

describe('reaching a host', () => {
  it('tells what it is', async () => {
    const reached = await testHostConnection(machines, practice(0), { kind: 'local' })
    expect(reached).toMatchObject({
      state: 'reached',
      facts: { hostname: 'master', os: expect.stringContaining('debian') },
      fingerprint: hostOf(world(), 0).hostKeyFingerprint,
    })
  })
  it('tells this machine, too', async () => {
    const reached = await testHostConnection(machines, practice(0, { taskbox: true }), { kind: 'local' })
    expect(reached).toMatchObject({ state: 'reached', facts: { hostname: hostname() }, fingerprint: '' })
  })
  it('tells why it cannot', async () => {
    const login = { ...sudoerOf(hostOf(world(), 0)), sudoPassword: 'wrong' }
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
