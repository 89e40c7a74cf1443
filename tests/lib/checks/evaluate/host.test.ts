import { describe, expect, it } from 'vitest'
import { ssh } from '@/lib/checks/catalogue/access/ssh'
import { sudo } from '@/lib/checks/catalogue/access/sudo'
import { cpu } from '@/lib/checks/catalogue/hardware/cpu'
import { disk as disks } from '@/lib/checks/catalogue/hardware/disk'
import { memory } from '@/lib/checks/catalogue/hardware/memory'
import { addresses } from '@/lib/checks/catalogue/network/addresses'
import { networkOverlap } from '@/lib/checks/catalogue/network/network-overlap'
import { hostname } from '@/lib/checks/catalogue/system/hostname'
import { os } from '@/lib/checks/catalogue/system/os'
import { taskbox as taskboxCheck } from '@/lib/checks/catalogue/taskbox/taskbox'
import { evaluateHost, evaluateTaskbox, unreachableHostFindings } from '@/lib/checks/evaluate/evaluate'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import {
  addressText,
  cluster,
  context,
  coresText,
  disk,
  disksText,
  evaluate,
  GIB,
  host,
  hostnameText,
  memoryText,
  probeResult,
  routesText,
  summarize,
  systemText,
  userText,
} from '../fixtures'

it('a good host passes everything', () => {
  const found = evaluateHost(probeResult(), context())
  expect(found.filter(({ status }) => status !== 'pass')).toEqual([])
})

it('of an empty sheet everything but the login is unknown, and nothing passes', () => {
  const [login, ...rest] = evaluateHost(new Map(), context())
  expect(login?.check).toBe('ssh')
  expect(new Set(rest.map(({ status }) => status))).toEqual(new Set(['unknown']))
})

describe('cores', () => {
  it.each([
    ['0-2', 'fail minimum'],
    ['0-3', 'warn recommended'],
    ['0,2-7', 'warn recommended'],
    ['0-7', 'pass enough'],
    ['', 'unknown unread'],
    ['many', 'unknown unread'],
  ])('%s: %s', (online, verdict) => {
    expect(evaluate(cpu, probeResult({ cores: coresText(online) }))).toEqual([verdict])
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
    const text = gib === undefined ? '' : memoryText(gib)
    expect(evaluate(memory, probeResult({ memory: text }))).toEqual([verdict])
  })
})

describe('disks', () => {
  const judged = (...all: ReturnType<typeof disk>[]) =>
    evaluate(disks, probeResult({ disk: disksText(...all) }))
  it.each([
    ['enough', [disk()], ['pass enough']],
    ['below the minimum', [disk({ sizeKib: 33 * GIB, freeKib: 25 * GIB })], ['fail minimum']],
    ['40 GiB as df shows them', [disk({ sizeKib: 37 * GIB, freeKib: 30 * GIB })], ['warn recommended']],
    ['room below 20 GiB', [disk({ freeKib: 19 * GIB })], ['warn low']],
    ['room below 10 GiB', [disk({ freeKib: 9 * GIB })], ['fail full']],
    ['nearly full', [disk({ usedPercent: 85 })], ['warn used']],
    ['nearly out of inodes', [disk({ usedInodesPercent: 90 })], ['warn inodes']],
    ['no inodes counted', [disk({ usedInodesPercent: undefined })], ['pass enough']],
  ] as const)('%s', (_, all, expected) => {
    expect(judged(...all)).toEqual(expected)
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
  it('are unknown where df left one out', () => {
    const text = disksText(disk(), disk({ folder: '/tmp' })).replace(/\n\/dev.*\n/, '\n')
    expect(evaluate(disks, probeResult({ disk: text }))).toEqual(['unknown unread'])
  })
})

describe('the system', () => {
  const judged = (id: string, version: string, architecture = 'x86_64') =>
    evaluate(os, probeResult({ os: systemText(id, version), machine: architecture }))
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
  it('does not pass where the processor is not known', () => {
    expect(judged('ubuntu', '18.04', '')).toEqual(['unknown unread'])
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
    ['', 'unknown unread'],
  ])('%s: %s', (name, verdict) => {
    expect(evaluate(hostname, probeResult({ hostname: hostnameText(name) }))).toEqual([verdict])
  })
})

describe('the address', () => {
  it.each([
    ['192.168.0.2', 'pass present'],
    ['192.168.0.9', 'fail absent'],
  ])('%s: %s', (ip, verdict) => {
    expect(evaluate(addresses, probeResult(), context(host('node1', { ip })))).toEqual([verdict])
  })
  it('is unknown where the host names none', () => {
    expect(evaluate(addresses, probeResult({ addresses: '' }))).toEqual(['unknown unread'])
  })
})

describe('the networks', () => {
  const judged = (more: Parameters<typeof probeResult>[0], podCidr = '10.233.64.0/18') =>
    evaluate(
      networkOverlap,
      probeResult(more),
      context(host('n'), { network: { plugin: 'calico', serviceCidr: '10.233.0.0/18', podCidr } }),
    )
  const address = (text: string, name = 'eth1') => ({ addresses: addressText(text, name) })
  const route = (text: string, gateway: boolean, name = 'eth1') => ({
    routes: routesText([
      text.split('/')[0] ?? '',
      Number(text.split('/')[1]),
      gateway ? '192.168.0.1' : undefined,
      name,
    ]),
  })
  it('are clear of most hosts', () => {
    expect(judged({})).toEqual(['pass clear'])
  })
  it('fail against a network that the host is in', () => {
    expect(judged(address('10.233.64.1/24'))).toEqual(['fail overlap'])
    expect(judged(route('10.233.64.0/24', false))).toEqual(['fail overlap'])
  })
  it('fail against a route into them, and warn of a wide one over them', () => {
    expect(judged(route('10.233.70.0/24', true))).toEqual(['fail route'])
    expect(judged(route('10.0.0.0/8', true))).toEqual(['warn route', 'warn route'])
  })
  it('fail against Docker’s, there or still to come, unless it was given another', () => {
    expect(judged({}, '172.17.0.0/18')).toEqual(['fail docker'])
    expect(judged(address('172.17.0.1/16', 'docker0'), '172.17.0.0/18')).toEqual(['fail docker'])
    expect(judged(address('172.30.0.1/16', 'docker0'), '172.17.0.0/18')).toEqual(['pass clear'])
  })
  it('do not stumble over what an earlier attempt left, nor over default routes', () => {
    for (const name of ['tunl0', 'cali12345', 'flannel.1', 'cni0', 'kube-ipvs0'])
      expect(judged(address('10.233.64.1/24', name))).toEqual(['pass clear'])
    expect(judged(route('0.0.0.0/1', true))).toEqual(['pass clear'])
  })
  it('are unknown where the host names no address', () => {
    expect(judged({ addresses: '' })).toEqual(['unknown unread'])
  })
})

describe('root’s rights', () => {
  const user = host('n', { login: { user: 'ubuntu', password: 'x' } })
  it('are there for root, and for whom sudo lets in', () => {
    expect(evaluate(sudo, probeResult())).toEqual(['pass root'])
    expect(evaluate(sudo, probeResult(), context(user))).toEqual(['pass granted'])
  })
  it('are better had by root on Ubuntu 18.04', () => {
    expect(evaluate(sudo, probeResult({ os: systemText('ubuntu', '18.04') }), context(user))).toEqual([
      'warn ubuntuRoot',
    ])
  })
  it('are missing where sudo refuses, with its reason', () => {
    const sudoRefused = { reason: 'wrongPassword' }
    const where = { ...context(user), sudoRefused }
    expect(sudo.host?.(probeResult({ user: userText(1000) }), where)).toEqual([
      { status: 'fail', reason: 'refused', facts: { reason: 'wrongPassword', failure: 'sudo' } },
    ])
  })
  it('are missing where commands run as somebody else', () => {
    expect(evaluate(sudo, probeResult({ user: userText(1000) }))).toEqual(['fail notRoot'])
  })
})

describe('the login', () => {
  it('passes, and warns of rc files that print', () => {
    expect(evaluate(ssh, probeResult())).toEqual(['pass reached'])
    expect(ssh.host?.(probeResult(), { ...context(), preamble: '\nWelcome!\nmore\n' })).toMatchObject([
      { status: 'warn', facts: { output: 'Welcome!' } },
    ])
  })
  it('makes everything else unknown when it fails', () => {
    const [ssh, ...rest] = unreachableHostFindings('auth', { machine: 'root@h:22' })
    expect(ssh).toMatchObject({ check: 'ssh', status: 'fail', reason: 'auth', facts: { failure: 'auth' } })
    expect(new Set(summarize(rest))).toEqual(new Set(['unknown unreached']))
    expect(rest.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['sudo', 'os', 'clock', 'cidr', 'ids', 'ports']),
    )
  })
})

describe('the taskbox', () => {
  const taskbox = host('master', { taskbox: true })
  const judged = (
    programs: readonly string[] | undefined,
    ansible = 'none',
    hosts = [taskbox, host('node1')],
    room = disk({ folder: '/opt/package' }),
  ) => {
    const tools = programs && [...programs, `ansible ${ansible}`].join('\n')
    const where = { cluster: cluster(hosts), release: advanced100 }
    return summarize(
      evaluateTaskbox(probeResult({ tools, disk: disksText(disk(), room) }), where, [taskboxCheck]),
    )
  }
  it.each([
    ['all there', ['sshpass', 'python3'], 'none', ['pass ready']],
    ['no sshpass', ['python3'], 'none', ['fail sshpass']],
    ['no sshpass and an old Ansible', ['python3'], 'ansible 2.7.6', ['fail sshpass']],
    ['no sshpass and an Ansible that needs none', ['python3'], 'ansible [core 2.19.0]', ['warn ansible']],
    ['no Python', ['sshpass'], 'none', ['fail python']],
    ['a fitting Ansible', ['sshpass', 'python'], 'ansible 2.7.6', ['pass ready']],
    ['another Ansible', ['sshpass', 'python3'], 'ansible [core 2.14.18]', ['warn ansible']],
    ['an Ansible that does not say', ['sshpass', 'python3'], 'unknown', ['warn ansible']],
    ['not asked', undefined, 'none', ['unknown unread']],
  ])('%s', (_, programs, ansible, expected) => {
    expect(judged(programs, ansible)).toEqual(expected)
  })
  it('needs no sshpass for logins by key', () => {
    const byKey = host('node1', { login: { user: 'root', privateKey: 'k' } })
    expect(judged(['python3'], 'none', [taskbox, byKey])).toEqual(['pass ready'])
  })
  it('wants room for the package', () => {
    const room = (gib: number) =>
      judged(
        ['sshpass', 'python3'],
        'none',
        undefined,
        disk({ folder: '/opt/package', mount: '/opt', freeKib: gib * GIB }),
      )
    expect([room(6), room(4), room(0.5)]).toEqual([['pass ready'], ['warn spaceLow'], ['fail spaceNone']])
  })
})
