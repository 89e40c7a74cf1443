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
  ipv6Text,
  memoryText,
  probeResult,
  routesText,
  summarize,
  systemText,
  userText,
} from '../fixtures'

it('a healthy host passes all checks', () => {
  const found = evaluateHost(probeResult(), context())
  expect(found.filter(({ status }) => status !== 'pass')).toEqual([])
})

it('with an empty probe result everything except the login is unknown', () => {
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
  ])('%s: %s', (online, result) => {
    expect(evaluate(cpu, probeResult({ cores: coresText(online) }))).toEqual([result])
  })
})

describe('memory', () => {
  it.each([
    [7.4, 'fail minimum'],
    [7.5, 'warn recommended'],
    [14.8, 'warn recommended'],
    [14.9, 'pass enough'],
    [undefined, 'unknown unread'],
  ])('%s GiB: %s', (gib, result) => {
    const text = gib === undefined ? '' : memoryText(gib)
    expect(evaluate(memory, probeResult({ memory: text }))).toEqual([result])
  })
})

describe('disks', () => {
  const resultsOf = (...all: ReturnType<typeof disk>[]) =>
    evaluate(disks, probeResult({ disk: disksText(...all) }))
  it.each([
    ['enough', [disk()], ['pass enough']],
    ['below the minimum', [disk({ sizeKib: 33 * GIB, freeKib: 25 * GIB })], ['fail minimum']],
    ['40 GiB as df shows them', [disk({ sizeKib: 37 * GIB, freeKib: 30 * GIB })], ['warn recommended']],
    ['less than 20 GiB free', [disk({ freeKib: 19 * GIB })], ['warn low']],
    ['less than 10 GiB free', [disk({ freeKib: 9 * GIB })], ['fail full']],
    ['nearly full', [disk({ usedPercent: 85 })], ['warn used']],
    ['nearly out of inodes', [disk({ usedInodesPercent: 90 })], ['warn inodes']],
    ['no inode count', [disk({ usedInodesPercent: undefined })], ['pass enough']],
  ] as const)('%s', (_, all, expected) => {
    expect(resultsOf(...all)).toEqual(expected)
  })
  it('are summed, each mount point once', () => {
    const small = { sizeKib: 160 * GIB, freeKib: 100 * GIB }
    const separateDisk = disk({ folder: '/var/lib/docker', mount: '/var/lib/docker', ...small })
    expect(resultsOf(disk(small), separateDisk)).toEqual(['pass enough'])
    expect(resultsOf(disk(small), disk({ folder: '/var/lib/docker', ...small }))).toEqual([
      'warn recommended',
    ])
  })
  it('may have a small /tmp, but not a full one', () => {
    const tmp = { folder: '/tmp', mount: '/tmp', sizeKib: GIB, freeKib: GIB }
    expect(resultsOf(disk(), disk(tmp))).toEqual(['pass enough'])
    expect(resultsOf(disk(), disk({ ...tmp, usedPercent: 99 }))).toEqual(['warn used'])
  })
  it('are unknown if df printed nothing', () => {
    expect(resultsOf()).toEqual(['unknown unread'])
  })
  it('are unknown if df omitted a folder', () => {
    const text = disksText(disk(), disk({ folder: '/tmp' })).replace(/\n\/dev.*\n/, '\n')
    expect(evaluate(disks, probeResult({ disk: text }))).toEqual(['unknown unread'])
  })
})

describe('the operating system', () => {
  const resultsOf = (id: string, version: string, architecture = 'x86_64') =>
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
  ])('%s %s: %s', (id, version, result) => {
    expect(resultsOf(id, version)).toEqual([result])
  })
  it('fails on an unsupported architecture', () => {
    expect(resultsOf('ubuntu', '18.04', 'aarch64')).toEqual(['fail architecture'])
    expect(resultsOf('debian', '12', 'aarch64')).toEqual(['fail architecture', 'fail system'])
  })
  it('does not pass if the architecture is unknown', () => {
    expect(resultsOf('ubuntu', '18.04', '')).toEqual(['unknown unread'])
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
  ])('%s: %s', (name, result) => {
    expect(evaluate(hostname, probeResult({ hostname: hostnameText(name) }))).toEqual([result])
  })
})

describe('the cluster address', () => {
  it.each([
    ['192.168.0.2', 'pass present'],
    ['192.168.0.9', 'fail absent'],
  ])('%s: %s', (ip, result) => {
    expect(evaluate(addresses, probeResult(), context(host('node1', { ip })))).toEqual([result])
  })
  it('includes the IPv6 address', () => {
    const probe = probeResult({ addresses: `${addressText('192.168.0.2/24')}\n${ipv6Text('fd00::2/64')}` })
    const resultsOf = (ip: string, ip6: string) =>
      evaluate(addresses, probe, context(host('node1', { ip, ip6 })))
    expect(resultsOf('192.168.0.2', 'fd00::2')).toEqual(['pass present'])
    expect(resultsOf('192.168.0.2', 'fd00::3')).toEqual(['fail absent'])
    expect(resultsOf('192.168.0.3', 'fd00::3')).toEqual(['fail absent', 'fail absent'])
    expect(resultsOf('fd00::2', 'fd00::2')).toEqual(['pass present'])
  })
  it('is unknown without the host’s addresses', () => {
    expect(evaluate(addresses, probeResult({ addresses: '' }))).toEqual(['unknown unread'])
  })
})

describe('the networks', () => {
  const resultsOf = (more: Parameters<typeof probeResult>[0], podCidr = '10.233.64.0/18') =>
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
  it('pass without an overlap', () => {
    expect(resultsOf({})).toEqual(['pass clear'])
  })
  it('fail if they overlap a network of the host', () => {
    expect(resultsOf(address('10.233.64.1/24'))).toEqual(['fail overlap'])
    expect(resultsOf(route('10.233.64.0/24', false))).toEqual(['fail overlap'])
  })
  it('fail with a route into them, and warn of a wider route', () => {
    expect(resultsOf(route('10.233.70.0/24', true))).toEqual(['fail route'])
    expect(resultsOf(route('10.0.0.0/8', true))).toEqual(['warn route', 'warn route'])
  })
  it('fail if they overlap Docker’s network, installed or default', () => {
    expect(resultsOf({}, '172.17.0.0/18')).toEqual(['fail docker'])
    expect(resultsOf(address('172.17.0.1/16', 'docker0'), '172.17.0.0/18')).toEqual(['fail docker'])
    expect(resultsOf(address('172.30.0.1/16', 'docker0'), '172.17.0.0/18')).toEqual(['pass clear'])
  })
  it('are compared with networks of their own family', () => {
    const network = { plugin: 'calico', serviceCidr: '10.233.0.0/18', podCidr: '10.233.64.0/18' }
    const resultsWith = (serviceCidr: string, podCidr: string, dualStack: boolean, text: string) =>
      evaluate(
        networkOverlap,
        probeResult({ addresses: text }),
        context(host('n'), { network: { ...network, ipv6: { serviceCidr, podCidr, dualStack } } }),
      )
    const [services, pods] = ['fd00:10::/112', 'fd00:20::/112']
    expect(resultsWith(services, pods, true, ipv6Text('fd00::2/64'))).toEqual(['pass clear'])
    expect(resultsWith(services, pods, true, ipv6Text('fd00:20::2/64'))).toEqual(['fail overlap'])
    expect(resultsWith(services, pods, true, addressText('10.233.64.1/24'))).toEqual(['fail overlap'])
    expect(resultsWith(services, pods, false, addressText('10.233.64.1/24'))).toEqual(['pass clear'])
  })
  it('ignore interfaces of an earlier install and default routes', () => {
    for (const name of ['tunl0', 'cali12345', 'flannel.1', 'cni0', 'kube-ipvs0'])
      expect(resultsOf(address('10.233.64.1/24', name))).toEqual(['pass clear'])
    expect(resultsOf(route('0.0.0.0/1', true))).toEqual(['pass clear'])
  })
  it('are unknown without the host’s addresses', () => {
    expect(resultsOf({ addresses: '' })).toEqual(['unknown unread'])
  })
})

describe('root access', () => {
  const user = host('n', { login: { user: 'ubuntu', password: 'x' } })
  it('passes for root and with sudo', () => {
    expect(evaluate(sudo, probeResult())).toEqual(['pass root'])
    expect(evaluate(sudo, probeResult(), context(user))).toEqual(['pass granted'])
  })
  it('warns of a sudo user on Ubuntu 18.04', () => {
    expect(evaluate(sudo, probeResult({ os: systemText('ubuntu', '18.04') }), context(user))).toEqual([
      'warn ubuntuRoot',
    ])
  })
  it('fails with the reason of sudo', () => {
    const sudoRefused = { reason: 'wrongPassword' }
    const checkContext = { ...context(user), sudoRefused }
    expect(sudo.perHost?.(probeResult({ user: userText(1000) }), checkContext)).toEqual([
      { status: 'fail', reason: 'refused', facts: { reason: 'wrongPassword', failure: 'sudo' } },
    ])
  })
  it('fails if commands run as another user', () => {
    expect(evaluate(sudo, probeResult({ user: userText(1000) }))).toEqual(['fail notRoot'])
  })
})

describe('the login', () => {
  it('passes, and warns of output by rc files', () => {
    expect(evaluate(ssh, probeResult())).toEqual(['pass reached'])
    expect(ssh.perHost?.(probeResult(), { ...context(), preamble: '\nWelcome!\nmore\n' })).toMatchObject([
      { status: 'warn', facts: { output: 'Welcome!' } },
    ])
  })
  it('makes all other checks unknown when it fails', () => {
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
  const resultsOf = (
    programs: readonly string[] | undefined,
    ansible = 'none',
    hosts = [taskbox, host('node1')],
    room = disk({ folder: '/opt/package' }),
  ) => {
    const tools = programs && [...programs, `ansible ${ansible}`].join('\n')
    const checkContext = { cluster: cluster(hosts), release: advanced100 }
    return summarize(
      evaluateTaskbox(probeResult({ tools, disk: disksText(disk(), room) }), checkContext, [taskboxCheck]),
    )
  }
  it.each([
    ['everything installed', ['sshpass', 'python3'], 'none', ['pass ready']],
    ['no sshpass', ['python3'], 'none', ['fail sshpass']],
    ['no sshpass and an old Ansible', ['python3'], 'ansible 2.7.6', ['fail sshpass']],
    ['no sshpass and an Ansible that needs none', ['python3'], 'ansible [core 2.19.0]', ['warn ansible']],
    ['no Python', ['sshpass'], 'none', ['fail python']],
    ['a compatible Ansible', ['sshpass', 'python'], 'ansible 2.7.6', ['pass ready']],
    ['an incompatible Ansible', ['sshpass', 'python3'], 'ansible [core 2.14.18]', ['warn ansible']],
    ['an Ansible of unknown version', ['sshpass', 'python3'], 'unknown', ['warn ansible']],
    ['not probed', undefined, 'none', ['unknown unread']],
  ])('%s', (_, programs, ansible, expected) => {
    expect(resultsOf(programs, ansible)).toEqual(expected)
  })
  it('needs no sshpass for logins by key', () => {
    const byKey = host('node1', { login: { user: 'root', privateKey: 'k' } })
    expect(resultsOf(['python3'], 'none', [taskbox, byKey])).toEqual(['pass ready'])
  })
  it('needs free space for the package', () => {
    const room = (gib: number) =>
      resultsOf(
        ['sshpass', 'python3'],
        'none',
        undefined,
        disk({ folder: '/opt/package', mount: '/opt', freeKib: gib * GIB }),
      )
    expect([room(6), room(4), room(0.5)]).toEqual([['pass ready'], ['warn spaceLow'], ['fail spaceNone']])
  })
})
