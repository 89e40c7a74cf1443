import { describe, expect, it } from 'vitest'
import { judgeAddresses } from '@/lib/checks/addresses'
import { judgeHost } from '@/lib/checks/catalogue'
import type { Finding } from '@/lib/checks/check'
import { judgeCidr } from '@/lib/checks/cidr'
import { judgeCpu } from '@/lib/checks/cpu'
import { judgeDisk } from '@/lib/checks/disk'
import { judgeHostname } from '@/lib/checks/hostname'
import { judgeMemory } from '@/lib/checks/memory'
import { judgeOs } from '@/lib/checks/os'
import { judgeLogin, judgeUnreached } from '@/lib/checks/ssh'
import { judgeSudo } from '@/lib/checks/sudo'
import { judgeTaskbox } from '@/lib/checks/taskbox'
import { cluster, context, disk, GIB, host, networkOf, sheet } from './sheets'

/** `fail minimum`, for short. */
const verdicts = (findings: Finding[]) => findings.map(({ status, reason }) => `${status} ${reason}`)

it('a good host passes everything', () => {
  expect(new Set(judgeHost(sheet(), context()).map(({ status }) => status))).toEqual(new Set(['pass']))
})

it('of an empty sheet everything is unknown, and nothing passes', () => {
  expect(new Set(judgeHost({}, context()).map(({ status }) => status))).toEqual(new Set(['unknown']))
})

describe('cores', () => {
  it.each([
    [3, 'fail minimum'],
    [4, 'warn recommended'],
    [7, 'warn recommended'],
    [8, 'pass enough'],
    [undefined, 'unknown unread'],
  ])('%s: %s', (cores, verdict) => {
    expect(verdicts(judgeCpu(sheet({ cores }), context()))).toEqual([verdict])
  })
})

describe('memory', () => {
  it.each([
    [7.4, 'fail minimum'],
    [7.5, 'warn recommended'],
    [14.8, 'warn recommended'],
    [14.9, 'pass enough'],
    [undefined, 'unknown unread'],
  ])('%s GiB: %s', (gib, verdict) => {
    const memoryKib = gib === undefined ? undefined : gib * GIB
    expect(verdicts(judgeMemory(sheet({ memoryKib }), context()))).toEqual([verdict])
  })
})

describe('disks', () => {
  const judged = (...disks: ReturnType<typeof disk>[]) => verdicts(judgeDisk(sheet({ disks }), context()))
  it.each([
    ['enough', [disk()], ['pass enough']],
    ['below the minimum', [disk({ sizeKib: 33 * GIB, freeKib: 25 * GIB })], ['fail minimum']],
    ['40 GiB as df shows them', [disk({ sizeKib: 37 * GIB, freeKib: 30 * GIB })], ['warn recommended']],
    ['room below 20 GiB', [disk({ freeKib: 19 * GIB })], ['warn low']],
    ['room below 10 GiB', [disk({ freeKib: 9 * GIB })], ['fail full']],
    ['nearly full', [disk({ usedPercent: 85 })], ['warn used']],
    ['nearly out of inodes', [disk({ usedInodesPercent: 90 })], ['warn inodes']],
    ['no inodes counted', [disk({ usedInodesPercent: undefined })], ['pass enough']],
  ] as const)('%s', (_, disks, expected) => {
    expect(judged(...disks)).toEqual(expected)
  })
  it('count together where a folder has its own, and each once', () => {
    const small = { sizeKib: 160 * GIB, freeKib: 100 * GIB }
    const own = disk({ folder: '/var/lib/docker', mount: '/var/lib/docker', ...small })
    expect(judged(disk(small), own)).toEqual(['pass enough'])
    expect(judged(disk(small), disk({ folder: '/var/lib/docker', ...small }))).toEqual(['warn recommended'])
  })
  it('a small /tmp of its own is well, a full one is not', () => {
    const tmp = { folder: '/tmp', mount: '/tmp', sizeKib: GIB, freeKib: GIB }
    expect(judged(disk(), disk(tmp))).toEqual(['pass enough'])
    expect(judged(disk(), disk({ ...tmp, usedPercent: 99 }))).toEqual(['warn used'])
  })
  it('are unknown where df said nothing', () => {
    expect(judged()).toEqual(['unknown unread'])
  })
})

describe('the system', () => {
  const judged = (id: string, version: string, architecture = 'x86_64') =>
    verdicts(judgeOs(sheet({ system: { id, version, like: [], name: id }, architecture }), context()))
  it.each([
    ['centos', '7.5.1804', 'pass supported'],
    ['centos', '7.5', 'pass supported'],
    ['centos', '7.9.2009', 'fail version'],
    ['centos', '7', 'unknown unread'],
    ['ubuntu', '16.04', 'pass supported'],
    ['ubuntu', '24.04', 'fail version'],
    ['rhel', '7.4', 'pass supported'],
    ['rhel', '7.45', 'fail version'],
    ['debian', '12', 'fail system'],
  ])('%s %s: %s', (id, version, verdict) => {
    expect(judged(id, version)).toEqual([verdict])
  })
  it('on another processor fails, whatever it is', () => {
    expect(judged('ubuntu', '18.04', 'aarch64')).toEqual(['fail architecture'])
    expect(judged('debian', '12', 'aarch64')).toEqual(['fail architecture', 'fail system'])
  })
})

describe('the host name', () => {
  it.each([
    ['node1', 'pass same'],
    ['old-name', 'warn differs'],
    ['node1.example.com', 'warn differs'],
    ['Node1', 'fail invalid'],
    ['node_1', 'fail invalid'],
    ['localhost', 'fail localhost'],
    ['localhost.localdomain', 'fail localhost'],
    [undefined, 'unknown unread'],
  ])('%s: %s', (hostname, verdict) => {
    expect(verdicts(judgeHostname(sheet({ hostname }), context()))).toEqual([verdict])
  })
})

describe('the address', () => {
  it.each([
    ['192.168.0.2', 'pass present'],
    ['192.168.0.9', 'fail absent'],
  ])('%s: %s', (ip, verdict) => {
    expect(verdicts(judgeAddresses(sheet(), context(host('node1', { ip }))))).toEqual([verdict])
  })
  it('is unknown where the host names none', () => {
    expect(verdicts(judgeAddresses(sheet({ addresses: undefined }), context()))).toEqual(['unknown unread'])
  })
})

describe('the networks', () => {
  const judged = (more: Parameters<typeof sheet>[0], podCidr = '10.233.64.0/18') =>
    verdicts(
      judgeCidr(
        sheet(more),
        context(host('n'), { network: { plugin: 'calico', serviceCidr: '10.233.0.0/18', podCidr } }),
      ),
    )
  const address = (text: string, name = 'eth1') => ({
    addresses: [{ interface: name, address: '10.233.64.1', network: networkOf(text) }],
  })
  const route = (text: string, gateway: boolean, name = 'eth1') => ({
    routes: [{ network: networkOf(text), interface: name, gateway }],
  })
  it('are clear of most hosts', () => {
    expect(judged({})).toEqual(['pass clear'])
  })
  it('fail against a network that the host is in', () => {
    expect(judged(address('10.233.64.0/24'))).toEqual(['fail overlap'])
    expect(judged(route('10.233.64.0/24', false))).toEqual(['fail overlap'])
  })
  it('fail against a route into them, and warn of a wide one over them', () => {
    expect(judged(route('10.233.70.0/24', true))).toEqual(['fail route'])
    expect(judged(route('10.0.0.0/8', true))).toEqual(['warn route', 'warn route'])
  })
  it('fail against Docker’s, there or still to come, unless it was given another', () => {
    expect(judged({}, '172.17.0.0/18')).toEqual(['fail docker'])
    expect(
      judged(
        { addresses: [{ interface: 'docker0', address: '172.17.0.1', network: networkOf('172.17.0.0/16') }] },
        '172.17.0.0/18',
      ),
    ).toEqual(['fail docker'])
    expect(
      judged(
        { addresses: [{ interface: 'docker0', address: '172.30.0.1', network: networkOf('172.30.0.0/16') }] },
        '172.17.0.0/18',
      ),
    ).toEqual(['pass clear'])
  })
  it('do not stumble over what an earlier attempt left, nor over default routes', () => {
    for (const name of ['tunl0', 'cali12345', 'flannel.1', 'cni0', 'kube-ipvs0'])
      expect(judged(address('10.233.64.0/24', name))).toEqual(['pass clear'])
    expect(judged(route('0.0.0.0/1', true))).toEqual(['pass clear'])
  })
  it('are unknown where the host names no address', () => {
    expect(judged({ addresses: undefined })).toEqual(['unknown unread'])
  })
})

describe('root’s rights', () => {
  const user = host('n', { login: { user: 'ubuntu', password: 'x' } })
  it('are there for root, and for whom sudo lets in', () => {
    expect(verdicts(judgeSudo(sheet(), context()))).toEqual(['pass root'])
    expect(verdicts(judgeSudo(sheet(), context(user)))).toEqual(['pass granted'])
  })
  it('are better had by root on Ubuntu 18.04', () => {
    const system = { id: 'ubuntu', version: '18.04', like: [], name: '' }
    expect(verdicts(judgeSudo(sheet({ system }), context(user)))).toEqual(['warn ubuntuRoot'])
  })
  it('are missing where sudo refuses, with its reason', () => {
    const sudoRefused = { reason: 'wrongPassword' }
    expect(judgeSudo(sheet({ uid: 1000 }), { ...context(user), sudoRefused })).toEqual([
      {
        check: 'sudo',
        status: 'fail',
        reason: 'refused',
        facts: { reason: 'wrongPassword', failure: 'sudo' },
      },
    ])
  })
  it('are missing where commands run as somebody else', () => {
    expect(verdicts(judgeSudo(sheet({ uid: 1000 }), context()))).toEqual(['fail notRoot'])
  })
})

describe('the login', () => {
  it('passes, and warns of rc files that print', () => {
    expect(verdicts(judgeLogin(''))).toEqual(['pass reached'])
    expect(judgeLogin('\nWelcome!\nmore\n')).toMatchObject([
      { status: 'warn', facts: { output: 'Welcome!' } },
    ])
  })
  it('makes everything else unknown when it fails', () => {
    const [ssh, ...rest] = judgeUnreached('auth', { machine: 'root@h:22' })
    expect(ssh).toMatchObject({ check: 'ssh', status: 'fail', reason: 'auth', facts: { failure: 'auth' } })
    expect(new Set(verdicts(rest))).toEqual(new Set(['unknown unreached']))
    expect(rest.map(({ check }) => check)).toEqual(expect.arrayContaining(['sudo', 'os', 'clock', 'cidr']))
  })
})

describe('the taskbox', () => {
  const taskbox = host('master', { taskbox: true })
  const judged = (
    tools: NonNullable<Parameters<typeof sheet>[0]>['tools'],
    hosts = [taskbox, host('node1')],
    disks = [disk({ folder: '/opt/package' })],
  ) => verdicts(judgeTaskbox(sheet({ tools, disks }), cluster(hosts)))
  it.each([
    ['all there', { programs: ['sshpass', 'python3'] }, ['pass ready']],
    ['no sshpass', { programs: ['python3'] }, ['fail sshpass']],
    ['no sshpass and an old Ansible', { programs: ['python3'], ansible: '2.7.6' }, ['fail sshpass']],
    [
      'no sshpass and an Ansible that needs none',
      { programs: ['python3'], ansible: '2.19.0' },
      ['warn ansible'],
    ],
    ['no Python', { programs: ['sshpass'] }, ['fail python']],
    ['a fitting Ansible', { programs: ['sshpass', 'python'], ansible: '2.7.6' }, ['pass ready']],
    ['another Ansible', { programs: ['sshpass', 'python3'], ansible: '2.14.18' }, ['warn ansible']],
    [
      'an Ansible that does not say',
      { programs: ['sshpass', 'python3'], ansible: 'unknown' },
      ['warn ansible'],
    ],
    ['not asked', undefined, ['unknown unread']],
  ])('%s', (_, tools, expected) => {
    expect(judged(tools)).toEqual(expected)
  })
  it('needs no sshpass for logins by key', () => {
    const byKey = host('node1', { login: { user: 'root', privateKey: 'k' } })
    expect(judged({ programs: ['python3'] }, [taskbox, byKey])).toEqual(['pass ready'])
  })
  it('wants room for the package', () => {
    const tools = { programs: ['sshpass', 'python3'] }
    const room = (gib: number) =>
      judged(tools, undefined, [disk({ folder: '/opt/package', freeKib: gib * GIB })])
    expect([room(6), room(4), room(0.5)]).toEqual([['pass ready'], ['warn spaceLow'], ['fail spaceNone']])
  })
})
