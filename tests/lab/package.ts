/** Installs the practice package on a practice host and configures it as the guide describes, without Taskbox. */

import { installSandboxPackage } from '@/server/sandbox/package'
import type { PracticeRelease } from '@/server/sandbox/releases'
import type { SandboxHost } from '@/server/sandbox/sandbox'
import { scaled } from '../scale'
import type { LabSandbox } from './sandbox'

export interface InventoryLine {
  host: SandboxHost
  /** Other variables of the host's line, without `ip`. */
  variables: string
  groups: ('kube-master' | 'kube-node' | 'etcd')[]
}

/** Renders `conf/hosts.ini` like the guide. */
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

/** The changes of the guide's step 2 to `conf/vars.yml`: the NFS server instead of Local Volume. */
const STORAGE = [
  's/^(local_volume_(provisioner_enabled|is_default_class)): true/\\1: false/',
  's/^(nfs_server_(enable|is_default_class)): false/\\1: true/',
]

/**
 * Copies the practice package to a host, by default the first, which serves as taskbox. `npm test` uses the small
 * package, `npm run test:full` the full one.
 * @returns its path on that host
 */
export const copyPackage = (
  sandbox: LabSandbox,
  hostName?: string,
  folder?: string,
  release?: PracticeRelease,
): Promise<string> =>
  installSandboxPackage(sandbox, {
    ...(hostName && { hostName }),
    ...(folder && { folder }),
    ...(release && { release }),
    size: scaled('small', 'full'),
  })

export interface InstalledPackage {
  folder: string
  /** Writes a file below the package's `conf/`. */
  configure(name: string, content: string): Promise<void>
  /** The command line that runs one of its scripts in its folder. */
  script(name: string): string
}

/** Copies the package to the first host and configures its storage for multi-node. */
export async function preparePackage(sandbox: LabSandbox): Promise<InstalledPackage> {
  const { exec } = sandbox.hosts[0]
  const folder = await copyPackage(sandbox)
  await exec(`sed -E -i ${STORAGE.map((edit) => `-e '${edit}'`).join(' ')} ${folder}/conf/vars.yml`)
  return {
    folder,
    configure: async (name, content) => void (await exec(`cat >${folder}/conf/${name}`, { input: content })),
    script: (name) => `cd ${folder}/scripts && ./${name}`,
  }
}
