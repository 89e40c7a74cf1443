/** Copies practice packages to practice hosts, and renders their inventories without Taskbox. */

import type { SandboxHost } from '@/server/sandbox/sandbox'
import { installSandboxPackage } from '@/server/sandbox/sources/package'
import type { PracticeRelease } from '@/server/sandbox/sources/releases'
import { scaled } from '../scale'
import type { LabSandbox } from './sandbox'

interface InventoryLine {
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
