/** The cluster file for practice hosts, which fills in every step of the wizard. */

import { statfsSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'
import type { CheckId } from '@/lib/checks/catalogue/index'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import type { Sandbox, SandboxHost } from './sandbox'

const GIB = 2 ** 30

const endpoint = (host: SandboxHost) => ({
  address: host.address,
  port: host.port,
  user: host.user,
  password: host.password,
  hostKey: host.hostKeyFingerprint,
})

/** Waivers for checks that practice hosts cannot pass, since they share this machine and run no systemd. */
function unmet(sandbox: Pick<Sandbox, 'hosts'>, mode: 'multi-node' | 'all-in-one') {
  const { cores, memoryGiB, diskGiB } = advanced100.minimum[mode]
  const disk = statfsSync(sandbox.hosts[0].rootFolder)
  const shared: CheckId[] = ['os']
  if (availableParallelism() < cores) shared.push('cpu')
  if (totalmem() < memoryGiB * GIB) shared.push('memory')
  if (disk.blocks * disk.bsize < diskGiB * GIB) shared.push('disk')
  return [
    ...shared.map((check) => ({ check, reason: 'practice host: shares this machine' })),
    { check: 'init', reason: 'practice host: runs its services without systemd' },
    { check: 'dns', reason: 'practice host: uses only /etc/hosts, no DNS server' },
    { check: 'egress', reason: 'practice host: its network has no internet access' },
    { check: 'cgroup', reason: 'practice host: runs no containers' },
  ] as const
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
) {
  const mode = sandbox.hosts.length === 1 ? 'all-in-one' : 'multi-node'
  const { plugin, serviceCidr, podCidr } = advanced100.defaults
  return {
    version: 1,
    name: 'practice',
    installer: { package: packageFolder, release: advanced100.id, mode },
    taskbox: endpoint(sandbox.hosts[0]),
    hosts: sandbox.hosts.map((host, index) => ({
      name: host.name,
      ...endpoint(host),
      ip: host.address,
      ...(index === 0 ? { taskbox: true } : {}),
      roles: roles(index, sandbox.hosts.length),
    })),
    network: { plugin, serviceCidr, podCidr },
    storage: { class: mode === 'all-in-one' ? 'local' : 'nfs-server', parameters: {} },
    accept: unmet(sandbox, mode),
  } as const
}
