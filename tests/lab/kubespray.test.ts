import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { SandboxHost } from '@/server/sandbox/sandbox'
import { FULL } from '../scale'
import { loginOf, placeCheckout, prepareAnsible } from './checkouts'
import { hostOf, labSystemdSandbox } from './sandbox'

const INSTALL_MS = 10 * 60_000
const CERTIFICATES = '/etc/kubernetes/ssl'
const HOOKS = '-e practice_not_ready=node2 -e practice_node_monitor_grace_period=3 -e practice_stopped=node3'

const nodeList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z.object({ conditions: z.array(z.object({ type: z.string(), reason: z.string() })) }),
    }),
  ),
})

/** Requests a path of the API as administrator, on a control plane. */
async function api(host: SandboxHost, path: string): Promise<string> {
  const identity = `--cacert ${CERTIFICATES}/ca.crt --cert ${CERTIFICATES}/admin.crt --key ${CERTIFICATES}/admin.key`
  return (await host.exec(`curl -s -m 10 ${identity} https://${host.address}:6443${path}`)).stdout
}

async function readyReasons(host: SandboxHost): Promise<string> {
  const { items } = nodeList.parse(JSON.parse(await api(host, '/api/v1/nodes')))
  const reasonOf = (item: (typeof items)[number]) =>
    item.status.conditions.find(({ type }) => type === 'Ready')?.reason
  return items.map((item) => `${item.metadata.name} ${reasonOf(item)}`).join(', ')
}

describe.runIf(FULL)('the practice Kubespray', () => {
  const sandbox = labSystemdSandbox('node1', 'node2', 'node3')

  function inventory() {
    const hosts = Object.fromEntries(
      sandbox().hosts.map((host) => [host.name, { ...loginOf(host), ip: host.address }]),
    )
    const group = (...names: string[]) => ({ hosts: Object.fromEntries(names.map((name) => [name, {}])) })
    const children = {
      kube_control_plane: group('node1'),
      etcd: group('node1'),
      kube_node: group('node2', 'node3'),
    }
    return { all: { hosts, children } }
  }

  it(
    'installs a cluster, where nodes may stay NotReady although no task fails',
    async () => {
      await prepareAnsible(sandbox(), 'ansible-core>=2.18,<2.19')
      const play = await placeCheckout(sandbox(), 'kubespray', inventory())
      const first = hostOf(sandbox(), 0)

      const broken = await play('cluster.yml', HOOKS)
      expect(broken.exitCode, broken.stdout.slice(-6000)).toBe(0)
      await expect
        .poll(() => readyReasons(first), { timeout: 20_000 })
        .toBe('node1 KubeletReady, node2 KubeletNotReady, node3 NodeStatusUnknown')

      const repaired = await play('cluster.yml')
      expect(repaired.exitCode, repaired.stdout.slice(-6000)).toBe(0)
      expect(repaired.stdout).toMatch(/^node1 +: ok=\d+ .* failed=0 /m)
      await expect
        .poll(() => readyReasons(first), { timeout: 20_000 })
        .toBe('node1 KubeletReady, node2 KubeletReady, node3 KubeletReady')
      expect(await api(first, '/readyz')).toBe('ok')
      const containers = await hostOf(sandbox(), 1).exec('ctr -n k8s.io tasks ls')
      expect(containers.stdout).toMatch(/^pause +\d+ +RUNNING/m)
    },
    INSTALL_MS,
  )

  it(
    'hides why a download failed',
    async () => {
      const play = await placeCheckout(sandbox(), 'kubespray', inventory())
      const mirror = `-e files_repo=http://${sandbox().gateway}:9 -e download_retry_delay=0 -e kube_version=1.35.3`
      const hidden = await play('cluster.yml', `--tags download ${mirror}`)
      expect(hidden.exitCode).toBe(2)
      expect(hidden.stdout).toContain(
        'FAILED - RETRYING: [node2]: Download_file | Download item (4 retries left).',
      )
      expect(hidden.stdout).toMatch(/^fatal: \[node2\]: FAILED! => \{"attempts": 4, "censored": /m)
      const shown = await play('cluster.yml', `--tags download ${mirror} -e unsafe_show_logs=true`)
      expect(shown.stdout).toContain(`http://${sandbox().gateway}:9/dl.k8s.io/release/v1.35.3/bin/linux/`)
    },
    INSTALL_MS,
  )

  it(
    'removes a node, and resets the cluster',
    async () => {
      const play = await placeCheckout(sandbox(), 'kubespray', inventory())
      const removed = await play('remove-node.yml', '-e node=node3 -e skip_confirmation=true')
      expect(removed.exitCode, removed.stdout.slice(-6000)).toBe(0)
      expect(await readyReasons(hostOf(sandbox(), 0))).toBe('node1 KubeletReady, node2 KubeletReady')
      const reset = await play('reset.yml', '-e reset_confirmation=yes')
      expect(reset.exitCode, reset.stdout.slice(-6000)).toBe(0)
      const left = await hostOf(sandbox(), 0).exec('ls /etc/kubernetes; systemctl is-active kubelet etcd')
      expect(left.stdout).toBe('inactive\ninactive\n')
    },
    INSTALL_MS,
  )
})
