/** Fact sheets and clusters to judge. */
import type { HostContext } from '@/lib/checks/context'
import type { Disk, Sheet } from '@/lib/checks/sheet'
import type { Cluster, Host } from '@/lib/cluster/cluster'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { cidr } from '@/lib/network/cidr'

export const GIB = 1024 * 1024

export function networkOf(text: string) {
  const network = cidr(text)
  if (!network) throw new Error(`${text} is no network`)
  return network
}

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
  installer: { package: '/opt/package', release: advanced100.id, mode: 'multi-node' },
  taskbox: { kind: 'local' },
  hosts,
  network: { plugin: 'calico', serviceCidr: '10.233.0.0/18', podCidr: '10.233.64.0/18' },
  storage: { class: 'nfs-server', parameters: {} },
  addons: { harbor: { enabled: false, domain: '' } },
  waivers: [],
  ...more,
})

export const context = (one: Host = host('node1'), more: Partial<Cluster> = {}): HostContext => ({
  cluster: cluster([one], more),
  release: advanced100,
  host: one,
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

/** A host with nothing to complain about. */
export const sheet = (more: Partial<Sheet> = {}): Sheet => ({
  uid: 0,
  system: { id: 'centos', version: '7.5.1804', like: ['rhel', 'fedora'], name: 'CentOS Linux 7 (Core)' },
  architecture: 'x86_64',
  hostname: 'node1',
  cores: 8,
  memoryKib: 16 * GIB,
  disks: [disk(), disk({ folder: '/var/lib/docker' }), disk({ folder: '/tmp' })],
  addresses: [
    { interface: 'lo', address: '127.0.0.1', network: networkOf('127.0.0.0/8') },
    { interface: 'eth0', address: '192.168.0.2', network: networkOf('192.168.0.0/24') },
  ],
  routes: [{ network: networkOf('192.168.0.0/24'), interface: 'eth0', gateway: false }],
  ...more,
})
