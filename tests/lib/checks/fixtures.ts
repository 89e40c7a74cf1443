/** Probe results, hosts and clusters for tests. */

import type { HostContext } from '@/lib/checks/check-context'
import type { Check } from '@/lib/checks/define-check'
import type { Disk } from '@/lib/checks/probe/disks'
import type { ProbeResult } from '@/lib/checks/probe/item'
import type { Cluster, Host } from '@/lib/cluster/cluster'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { parseIpv4 } from '@/lib/network/address'

export const GIB = 1024 * 1024

export const host = (name: string, more: Partial<Host> = {}): Host => ({
  id: `id-${name}`,
  name,
  address: '192.168.0.2',
  ip: '192.168.0.2',
  port: 22,
  login: { user: 'root', password: 'x' },
  taskbox: false,
  roles: ['node'],
  ...more,
})

export const cluster = (hosts: Host[], more: Partial<Cluster> = {}): Cluster => ({
  name: 'test',
  installer: { id: 'kubesphere', source: '/opt/package', version: advanced100.id, mode: 'multi-node' },
  taskbox: { kind: 'local' },
  hosts,
  network: { plugin: 'calico', serviceCidr: '10.233.0.0/18', podCidr: '10.233.64.0/18' },
  storage: { class: 'nfs-server', parameters: {} },
  settings: {},
  addons: { harbor: { enabled: false, domain: '' } },
  waivers: [],
  ...more,
})

export const context = (one: Host = host('node1'), more: Partial<Cluster> = {}): HostContext => ({
  cluster: cluster([one], more),
  release: advanced100,
  host: one,
  preamble: '',
  previouslyInstalled: false,
})

export const disk = (more: Partial<Disk> = {}): Disk => ({
  folder: '/',
  mount: '/',
  sizeKib: 400 * GIB,
  freeKib: 300 * GIB,
  usedPercent: 25,
  usedInodesPercent: 3,
  ...more,
})

/** Output of df for these disks. */
export function disksText(...disks: Disk[]): string {
  const free = (one: Disk) =>
    `/dev/a disk ${one.sizeKib} ${one.sizeKib - one.freeKib} ${one.freeKib} ${one.usedPercent}% ${one.mount}`
  const inodes = ({ usedInodesPercent, mount }: Disk) =>
    usedInodesPercent === undefined
      ? `/dev/a disk - - - - ${mount}`
      : `/dev/a disk 9 9 9 ${usedInodesPercent}% ${mount}`
  return [
    ...disks.map(({ folder }) => `folder ${folder}`),
    'Filesystem 1024-blocks Used Available Capacity Mounted on',
    ...disks.map(free),
    'Filesystem Inodes IUsed IFree IUse% Mounted on',
    ...disks.map(inodes),
  ].join('\n')
}

/** Text of a files item. */
export const files = (all: Record<string, readonly string[]>): string =>
  Object.entries(all)
    .flatMap(([path, lines]) => lines.map((line) => `${path}\t${line}`))
    .join('\n')

export const systemText = (id: string, version: string, redhat = ''): string =>
  files({
    '/etc/os-release': [`ID="${id}"`, `VERSION_ID="${version}"`, `PRETTY_NAME="${id} ${version}"`],
    '/etc/redhat-release': redhat ? [redhat] : [],
  })
export const hostnameText = (name: string): string => files({ '/proc/sys/kernel/hostname': [name] })
export const coresText = (online: string): string => files({ '/sys/devices/system/cpu/online': [online] })
export const memoryText = (gib: number): string =>
  files({ '/proc/meminfo': [`MemTotal:       ${Math.round(gib * GIB)} kB`] })
export const addressText = (address: string, name = 'eth0'): string =>
  `2: ${name}    inet ${address} brd 10.0.0.255 scope global ${name}\\       valid_lft forever`

export const ipv6Text = (address: string): string =>
  `2: eth0    inet6 ${address} scope global \\       valid_lft forever`

/** User of the probe. */
export const userText = (id: number): string =>
  files({ '/proc/self/status': [`Uid:\t${id}\t${id}\t${id}\t${id}`] })

/** Start time of the probe. */
export const startText = (zone: string): string => `1500000000.5 ${zone}\n100.00`

const littleEndian = (number: number): string =>
  [0, 8, 16, 24]
    .map((by) => ((number >>> by) & 255).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()

/** The kernel's table of routes: network, prefix, gateway, interface. */
export const routesText = (
  ...routes: readonly [network: string, prefix: number, gateway?: string, name?: string][]
): string =>
  files({
    '/proc/net/route': routes.map(([network, prefix, gateway = '0.0.0.0', name = 'eth0']) => {
      const [start, by] = [parseIpv4(network) ?? 0, parseIpv4(gateway) ?? 0].map(littleEndian)
      const mask = littleEndian(prefix === 0 ? 0 : -1 << (32 - prefix))
      return `${name}\t${start}\t${by}\t0001\t0\t0\t0\t${mask}\t0\t0\t0`
    }),
  })

/** Output of the connection tests; targets that are not listed are silent. */
export function connectionsText(
  targets: Record<string, 'open' | 'untried' | string>,
  ...more: string[]
): string {
  const lines = Object.entries(targets).map(([target, outcome]) =>
    outcome === 'open' || outcome === 'untried'
      ? `${outcome} ${target}`
      : `bash: line 3: /dev/${target}: ${outcome}`,
  )
  const servers = Object.keys(targets).flatMap((target) => /^udp\/(.+)\/53$/.exec(target)?.[1] ?? [])
  return [...servers.map((server) => `nameserver ${server}`), ...more, ...lines, 'complete'].join('\n')
}

/** Listening sockets as the kernel writes them: `0.0.0.0:22`. */
export function listeningText(...sockets: string[]): string {
  const line = (socket: string, at: number) => {
    const [address = '', port = '0'] = socket.split(':')
    const bytes = address
      .split('.')
      .reverse()
      .map((part) => Number(part).toString(16).padStart(2, '0'))
    const number = Number(port).toString(16).padStart(4, '0')
    const local = `${bytes.join('')}:${number}`.toUpperCase()
    return `   ${at}: ${local} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1`
  }
  return files({ '/proc/net/tcp': ['  sl  local_address rem_address   st', ...sockets.map(line)] })
}

/** Probe result of a host that passes all checks. */
const GOOD_HOST: Record<string, string> = {
  user: userText(0),
  os: systemText('centos', '7', 'CentOS Linux release 7.5.1804 (Core)'),
  machine: 'x86_64',
  hostname: hostnameText('node1'),
  cores: coresText('0-7'),
  memory: memoryText(16),
  disk: disksText(disk(), disk({ folder: '/var/lib/docker' }), disk({ folder: '/tmp' })),
  addresses: [addressText('127.0.0.1/8', 'lo'), addressText('192.168.0.2/24')].join('\n'),
  init: files({ '/proc/1/comm': ['systemd'] }),
  ids: files({ '/etc/machine-id': ['3d1219c7c4c5404aaa1f6d2a48adfda4'] }),
  started: startText('+0800'),
  mounts: files({
    '/proc/mounts': ['/dev/vda1 / xfs rw,relatime 0 0', 'tmpfs /sys/fs/cgroup tmpfs ro,mode=755 0 0'],
  }),
  hosts: files({ '/etc/hosts': ['127.0.0.1 localhost', '192.168.0.2 node1'] }),
  resolvers: files({ '/etc/resolv.conf': ['nameserver 192.168.0.1'] }),
  listening: listeningText(),
  processes: 'complete',
  firewall: '',
  leftover: 'complete',
  runtime: 'complete',
  masked: 'complete',
  containerd: '',
  packages: '',
  interrupted: 'complete',
  python: 'program python2\nprogram python\nPython 2.7.5\ncomplete',
  kernel: files({ '/proc/sys/kernel/osrelease': ['4.18.0-305.el8.x86_64'] }),
  loaded: 'overlay\nnf_conntrack\nlisted\ncomplete',
  modules: files({
    '/lib/modules/4.18.0/modules.builtin': ['kernel/net/bridge/br_netfilter.ko'],
    '/lib/modules/4.18.0/modules.dep': ['ip_vs', 'ip_vs_rr', 'ip_vs_wrr', 'ip_vs_sh', 'ipip'].map(
      (name) => `kernel/net/${name}.ko.xz: kernel/net/other.ko.xz`,
    ),
  }),
  sysctl: files({ '/proc/sys/net/ipv4/ip_forward': ['0'] }),
  swap: files({ '/proc/swaps': ['Filename\tType\tSize\tUsed\tPriority'] }),
  selinux: '',
  routes: routesText(['192.168.0.0', 24]),
  connections: connectionsText({
    'udp/192.168.0.1/53': 'open',
    [`tcp/${advanced100.egress.registries[0]?.replace(':', '/')}`]: 'open',
  }),
  downloads: 'complete',
  storage_clients: 'mount.nfs\ncomplete',
  mtu: files({ '/sys/class/net/eth0/mtu': ['1500'] }),
  ping: 'full 1500',
}

export function probeResult(more: Record<string, string | undefined> = {}): ProbeResult {
  const items = Object.entries({ ...GOOD_HOST, ...more })
  return new Map(items.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const])))
}

/** Results as `fail minimum`. */
export const evaluate = (check: Check, probe: ProbeResult, checkContext = context()): string[] =>
  summarize(check.perHost?.(probe, checkContext) ?? [])
export const summarize = (results: readonly { status: string; reason: string }[]): string[] =>
  results.map(({ status, reason }) => `${status} ${reason}`)
