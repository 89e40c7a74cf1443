/** The cluster file for practice hosts, which fills in every step of the wizard. */

import { statfsSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import type { CheckId } from '@/lib/checks/catalogue/index'
import type { Mode } from '@/lib/cluster/draft/draft'
import type { Release } from '@/lib/installers/installer'
import { advanced100 } from '@/lib/installers/kubesphere/releases/1.0.0'
import { advanced20 } from '@/lib/installers/kubesphere/releases/2.0'
import { v210 } from '@/lib/installers/kubesphere/releases/2.1'
import type { Sandbox, SandboxHost } from './sandbox'
import type { PracticeRelease } from './sources/releases'

const RELEASES: Readonly<Record<PracticeRelease, Release>> = {
  '1.0.0': advanced100,
  '2.0.2': advanced20,
  '2.1.0': v210,
}

const GIB = 2 ** 30

export const endpoint = (host: SandboxHost) => ({
  address: host.address,
  port: host.port,
  user: host.user,
  password: host.password,
  hostKey: host.hostKeyFingerprint,
})

/** Waivers for checks that practice hosts cannot pass, since they share this machine. */
export function unmetChecks({ hosts }: Pick<Sandbox, 'hosts'>, release: Release, mode: Mode) {
  const { scope, cores, memoryGiB, diskGiB } = release.minimum[mode]
  const disk = statfsSync(hosts[0].rootFolder)
  const shared: CheckId[] = ['os']
  // Each host reports all cores and the whole memory of this machine.
  const count = scope === 'cluster' ? hosts.length : 1
  if (count * availableParallelism() < cores) shared.push(scope === 'cluster' ? 'total-size' : 'cpu')
  if (count * totalmem() < memoryGiB * GIB) shared.push(scope === 'cluster' ? 'total-size' : 'memory')
  if (disk.blocks * disk.bsize < diskGiB * GIB) shared.push('disk')
  return [
    ...[...new Set(shared)].map((check) => ({ check, reason: 'practice host: shares this machine' })),
    ...(hosts[0].init === 'systemd'
      ? []
      : [{ check: 'init', reason: 'practice host: runs its services without systemd' } as const]),
    { check: 'dns', reason: 'practice host: uses only /etc/hosts, no DNS server' },
    { check: 'egress', reason: 'practice host: its network has no internet access' },
    { check: 'cgroup', reason: 'practice host: runs no containers' },
    ...(release === advanced20
      ? [{ check: 'storage', reason: 'practice host: runs no NFS server' } as const]
      : []),
  ] as const
}

/** A storage class that needs no server, if the release has one. */
function storageOf({ hosts }: Pick<Sandbox, 'hosts'>, release: Release, mode: Mode) {
  const classes = release.storageClasses.filter(({ modes }) => modes.includes(mode)).map(({ id }) => id)
  const own = ['nfs-server', 'local'].find((id) => classes.includes(id))
  if (mode === 'all-in-one') return { class: 'local', parameters: {} }
  if (own) return { class: own, parameters: {} }
  return { class: 'nfs-client', parameters: { nfs_server: hosts[0].address, nfs_path: '/srv/nfs' } }
}

function roles(index: number, hosts: number): ('master' | 'etcd' | 'node')[] {
  if (hosts === 1) return ['master', 'etcd', 'node']
  return index === 0 ? ['master', 'etcd'] : ['node']
}

/**
 * The guide's example on these hosts: the first is taskbox, master and etcd, the others are nodes. A single host
 * becomes an all-in-one. The taskbox is reached by SSH, so that its local commands never run on this machine.
 * @param packageFolder the package's folder on the taskbox
 */
export function sandboxCluster(
  sandbox: Pick<Sandbox, 'hosts'>,
  packageFolder = `/opt/${advanced100.folder}`,
  practiceRelease: PracticeRelease = '1.0.0',
) {
  const release = RELEASES[practiceRelease]
  const mode = sandbox.hosts.length === 1 ? 'all-in-one' : 'multi-node'
  const { plugin, serviceCidr, podCidr } = release.defaults
  const storage = storageOf(sandbox, release, mode)
  return {
    version: 2,
    name: 'practice',
    installer: { source: packageFolder, version: release.id, mode },
    taskbox: endpoint(sandbox.hosts[0]),
    hosts: sandbox.hosts.map((host, index) => ({
      name: host.name,
      ...endpoint(host),
      ip: host.address,
      ...(index === 0 ? { taskbox: true } : {}),
      roles: roles(index, sandbox.hosts.length),
    })),
    network: { plugin, serviceCidr, podCidr },
    storage,
    accept: unmetChecks(sandbox, release, mode),
  } as const
}
