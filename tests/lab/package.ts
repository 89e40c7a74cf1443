/** The practice package on a practice host, configured by hand as the guide has it, for tests of the package itself. */

import type { PracticeHost } from '@/server/practice/hosts'
import { installPracticePackage } from '@/server/practice/package'
import { scaled } from '../scale'
import type { LabWorld } from './world'

export interface InventoryLine {
  host: PracticeHost
  /** What else stands on the host's line; never its `ip`. */
  variables: string
  groups: ('kube-master' | 'kube-node' | 'etcd')[]
}

/** `conf/hosts.ini` as the guide writes it. */
export function inventory(lines: readonly InventoryLine[]): string {
  const hosts = lines.map(({ host, variables }) => `${host.name} ${variables} ip=${host.address}`)
  const groups = (['kube-master', 'kube-node', 'etcd'] as const).map((group) => {
    const members = lines.filter((line) => line.groups.includes(group)).map(({ host }) => host.name)
    return [`[${group}]`, ...members, ''].join('\n')
  })
  return ['[all]', ...hosts, '', ...groups, '[k8s-cluster:children]', 'kube-node', 'kube-master', ''].join(
    '\n',
  )
}

/** What step 2 of the guide changes in `conf/vars.yml`: no Local Volume, the NFS server instead. */
const STORAGE = [
  's/^(local_volume_(provisioner_enabled|is_default_class)): true/\\1: false/',
  's/^(nfs_server_(enable|is_default_class)): false/\\1: true/',
]

/**
 * Copies the practice package to a host, by default the first, which serves as taskbox. The small package in `npm test`,
 * the full one in `npm run test:full`.
 * @returns its path on that host
 */
export const placePackage = (world: LabWorld, hostName?: string, folder?: string): Promise<string> =>
  installPracticePackage(world, {
    ...(hostName && { hostName }),
    ...(folder && { folder }),
    size: scaled('small', 'full'),
  })

export interface InstalledPackage {
  folder: string
  /** Writes a file below the package's `conf/`. */
  configure(name: string, content: string): Promise<void>
  /** A command line that runs one of its scripts, from its folder. */
  script(name: string): string
}

/** Puts the package on the first host and sets its storage up for multi-node. */
export async function preparePackage(world: LabWorld): Promise<InstalledPackage> {
  const { exec } = world.hosts[0]
  const folder = await placePackage(world)
  await exec(`sed -E -i ${STORAGE.map((edit) => `-e '${edit}'`).join(' ')} ${folder}/conf/vars.yml`)
  return {
    folder,
    configure: async (name, content) => void (await exec(`cat >${folder}/conf/${name}`, { input: content })),
    script: (name) => `cd ${folder}/scripts && ./${name}`,
  }
}
