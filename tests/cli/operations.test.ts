/** Changes a practice cluster of Kubespray with the commands of the day after: add, remove, upgrade, reset. */
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { installCheckout } from '@/server/sandbox/sources/checkout'
import { checkoutCluster, PRACTICE_CHECKOUTS } from '@/server/sandbox/sources/checkout-cluster'
import { installWheels } from '@/server/sandbox/sources/wheels'
import { hostOf, labSystemdSandbox } from '../lab/sandbox'
import { FULL } from '../scale'
import { writeCluster } from './lab'
import { parts, taskbox, testFolder } from './taskbox'

const OPERATION_MS = 15 * 60_000
/** What practice hosts cannot have: see server/sandbox/cluster.ts. */
const WAIVED = 'dns,egress,cgroup,downloads,memory,cpu,disk,total-size,os'
const REQUIREMENTS = ['ansible-core>=2.18.0,<2.19.0', 'netaddr']

const report = z.looseObject({
  state: z.string(),
  cluster: z.object({ nodes: z.array(z.looseObject({ name: z.string(), version: z.string() })) }).optional(),
})

describe.runIf(FULL)('an installed cluster', () => {
  const sandbox = labSystemdSandbox('cp1', 'node1', 'node2', 'node3', 'node4')
  const folder = testFolder()
  const data = path.join(folder, 'data')
  const file = path.join(folder, 'cluster.yaml')
  let source: { folder: string; wheels: string }

  const [plan] = PRACTICE_CHECKOUTS
  if (!plan) throw new Error('the plan of Kubespray')

  /** Writes the file with these hosts and this version of Kubernetes. */
  async function write(names: readonly string[], version: string) {
    const cluster = checkoutCluster(sandbox(), plan as NonNullable<typeof plan>, source)
    await writeCluster(file, {
      ...cluster,
      hosts: cluster.hosts.filter(({ name }) => names.includes(name)),
      settings: { ...cluster.settings, kube_version: version },
    })
  }

  async function run(command: string, ...args: string[]) {
    const common = ['-f', file, '--json', '--data', data]
    const { code, stdout, stderr } = await taskbox([command, ...common, ...args], { timeoutMs: OPERATION_MS })
    const { log, last } = parts(stdout)
    return { code, stderr, log: log.toString(), last: report.parse(last) }
  }

  beforeAll(async () => {
    const wheels = await installWheels(hostOf(sandbox(), 0), REQUIREMENTS)
    source = { folder: await installCheckout(sandbox(), 'kubespray'), wheels }
  }, OPERATION_MS)

  it(
    'grows, shrinks by living and dead hosts, is upgraded and reset',
    async () => {
      await write(['cp1', 'node1', 'node2'], '1.34.7')
      const installed = await run('install', '--accept', WAIVED)
      expect(installed.code, installed.stderr.slice(-4000)).toBe(0)
      expect(versions(installed)).toEqual({ cp1: 'v1.34.7', node1: 'v1.34.7', node2: 'v1.34.7' })

      await write(['cp1', 'node1', 'node2', 'node3', 'node4'], '1.34.7')
      const added = await run('add-hosts', '--accept', WAIVED)
      expect(added.code, added.stderr.slice(-4000)).toBe(0)
      expect(Object.keys(versions(added)).sort()).toEqual(['cp1', 'node1', 'node2', 'node3', 'node4'])
      expect(added.log).not.toContain('cluster.yml')

      const unconfirmed = await taskbox(['remove-hosts', '-f', file, '--host', 'node3', '--data', data])
      expect(unconfirmed.code).toBe(2)
      expect(unconfirmed.stderr).toContain('add --confirm practice-kubespray')

      const removed = await run('remove-hosts', '--host', 'node3', '--confirm', 'practice-kubespray')
      expect(removed.code, removed.stderr.slice(-4000)).toBe(0)
      expect(Object.keys(versions(removed)).sort()).toEqual(['cp1', 'node1', 'node2', 'node4'])

      await write(['cp1', 'node1', 'node2', 'node4'], '1.34.7')
      const last = await run('remove-hosts', '--host', 'cp1', '--confirm', 'practice-kubespray')
      expect(last.code).toBe(1)
      expect(last.stderr).toMatch(/No control plane would remain/)

      await hostOf(sandbox(), 4).exec('systemctl stop kubelet; systemctl stop ssh')
      const alive = await run('remove-hosts', '--host', 'node4', '--confirm', 'practice-kubespray')
      expect(alive.stderr).toMatch(/node4 does not answer/)
      const dead = await run('remove-hosts', '--dead', 'node4', '--confirm', 'practice-kubespray')
      expect(dead.code, dead.stderr.slice(-4000)).toBe(0)
      expect(Object.keys(versions(dead)).sort()).toEqual(['cp1', 'node1', 'node2'])

      await write(['cp1', 'node1', 'node2'], '1.35.4')
      const upgraded = await run('upgrade')
      expect(upgraded.code, upgraded.stderr.slice(-4000)).toBe(0)
      expect(versions(upgraded)).toEqual({ cp1: 'v1.35.4', node1: 'v1.35.4', node2: 'v1.35.4' })

      const reset = await run('reset', '--confirm', 'practice-kubespray')
      expect(reset.code, reset.stderr.slice(-4000)).toBe(0)
      const left = await hostOf(sandbox(), 0).exec('ls /etc/kubernetes; systemctl is-active kubelet etcd')
      expect(left.stdout).toBe('inactive\ninactive\n')
    },
    OPERATION_MS,
  )
})

const versions = ({ last }: { last: z.infer<typeof report> }) =>
  Object.fromEntries((last.cluster?.nodes ?? []).map(({ name, version }) => [name, version]))
