/** A `vars.yml` rendered for a simple cluster, and parsed by PyYAML and js-yaml. */
import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { expect } from 'vitest'
import type { Cluster } from '@/lib/cluster/cluster'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { renderSettings } from '@/lib/installers/kubesphere/vars/settings'
import { VarsProblem } from '@/lib/installers/vars-problem'
import { exampleDraft } from '../../../cluster/example-draft'
import { pyyaml } from './pyyaml'

export const PACKAGE = readFileSync('server/sandbox/package/advanced-1.0.0/conf/vars.yml', 'utf8')
export const BALANCER = { address: '192.168.0.10', port: 6443, domain: 'lb.example.com' }
export const CEPH = {
  class: 'ceph-rbd',
  parameters: {
    ceph_rbd_monitors: '10.0.0.1:6789\n10.0.0.2:6789',
    ceph_rbd_admin_secret: 'AQBadmin==',
    ceph_rbd_user_secret: 'AQBuser==',
  },
}

export function cluster(change: Partial<Cluster> = {}): Cluster {
  const whole = toCluster(exampleDraft(), advanced100)
  return { ...whole, storage: { class: 'nfs-server', parameters: {} }, ...change }
}

export function withNetwork(change: Partial<Cluster['network']>): Cluster {
  return cluster({ network: { ...cluster().network, ...change } })
}

export function render(present: string | undefined, of = cluster()): string {
  return renderSettings(of, advanced100, advanced100.settingsFile, present).text
}

/** A file that already has all values of the cluster, with other text before and after. */
export function withDesiredValues(before: string, after = ''): string {
  const rest = [
    ['kube_network_plugin', 'calico'],
    ['kube_service_addresses', '10.233.0.0/18'],
    ['kube_pods_subnet', '10.233.64.0/18'],
    ['local_volume_provisioner_enabled', 'false'],
    ['local_volume_is_default_class', 'false'],
    ['nfs_server_enable', 'true'],
    ['nfs_server_is_default_class', 'true'],
  ].filter(([key = '']) => !new RegExp(`^['"]?${key}['"]?\\s*:`, 'm').test(before + after))
  return `${before}${rest.map(([key, value]) => `${key}: ${value}\n`).join('')}${after}`
}

/** Removed and added lines, by the longest common subsequence. */
export function difference(before: string, after: string): { removed: string[]; added: string[] } {
  const [one, other] = [before.split('\n'), after.split('\n')]
  const lengths = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1))
  const at = (row: number, column: number) => lengths[row]?.[column] ?? 0
  for (let row = one.length - 1; row >= 0; row -= 1) {
    for (let column = other.length - 1; column >= 0; column -= 1) {
      const best =
        one[row] === other[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
      lengths[row]?.fill(best, column, column + 1)
    }
  }
  const removed: string[] = []
  const added: string[] = []
  let [row, column] = [0, 0]
  while (row < one.length || column < other.length) {
    if (row < one.length && column < other.length && one[row] === other[column]) {
      row += 1
      column += 1
    } else if (column >= other.length || (row < one.length && at(row + 1, column) >= at(row, column + 1))) {
      removed.push(one[row] ?? '')
      row += 1
    } else {
      added.push(other[column] ?? '')
      column += 1
    }
  }
  return { removed, added }
}

export function read(text: string): Record<string, unknown> {
  const value = load(text)
  expect(value).toBeTypeOf('object')
  return Object.fromEntries(Object.entries(value ?? {}))
}

/** Parses with both parsers, which must agree. */
export function both(text: string): Record<string, unknown> {
  const [python = {}] = pyyaml([text])
  expect(read(text)).toEqual(python)
  return python
}

export function refused(present: string, of = cluster()): VarsProblem {
  try {
    render(present, of)
  } catch (problem) {
    if (problem instanceof VarsProblem) return problem
    throw problem
  }
  throw new Error('nothing was refused')
}
