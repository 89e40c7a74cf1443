import { describe, expect, it } from 'vitest'
import { FULL } from '../scale'
import { loginOf, placeCheckout, prepareAnsible } from './checkouts'
import { hostOf, labSystemdSandbox } from './sandbox'

const INSTALL_MS = 10 * 60_000
const NODES =
  'curl -s -m 10 --cacert ca.crt --cert admin.crt --key admin.key https://127.0.0.1:6443/api/v1/nodes'

describe.runIf(FULL)('the practice k3s-ansible', () => {
  const sandbox = labSystemdSandbox('server1', 'server2', 'agent1')

  it(
    'installs servers and agents that share a token, and removes them',
    async () => {
      // Taskbox's inventory has no address for the taskbox itself.
      const first = { ansible_connection: 'local' }
      const [second, agent] = [1, 2].map((index) => loginOf(hostOf(sandbox(), index)))
      await prepareAnsible(sandbox(), 'ansible-core>=2.19,<2.20')
      const play = await placeCheckout(sandbox(), 'k3s-ansible', {
        k3s_cluster: {
          children: {
            server: { hosts: { server1: first, server2: second } },
            agent: { hosts: { agent1: agent } },
          },
          vars: {
            ...{ k3s_version: 'v1.34.1+k3s1', token: 'sesame', api_endpoint: hostOf(sandbox(), 0).address },
            server_config_yaml: 'cluster-cidr: 10.99.0.0/16\ntls-san:\n  - 192.0.2.7\n',
          },
        },
      })
      const installed = await play('playbooks/site.yml')
      expect(installed.exitCode, installed.stdout.slice(-6000)).toBe(0)
      expect(installed.stdout + installed.stderr).not.toContain('sesame')
      const { exec } = hostOf(sandbox(), 1)
      const nodes = async () => (await exec(`cd /var/lib/rancher/k3s/host && ${NODES}`)).stdout
      const ready = /"name": "(\w+)"(?:(?!"name").)*?"type": "Ready", "status": "True"/gs
      await expect
        .poll(async () => [...(await nodes()).matchAll(ready)].map(([, name]) => name), { timeout: 20_000 })
        .toEqual(['agent1', 'server1', 'server2'])
      expect(await nodes()).toContain('"podCIDR": "10.99.')

      const stranger = await hostOf(sandbox(), 2).exec(
        `curl -sk https://${hostOf(sandbox(), 0).address}:6443/practice/join -d '{"token":"wrong","name":"x","plan":{}}'`,
      )
      expect(stranger.stdout).toContain('"code": 401')

      const reset = await play('playbooks/reset.yml')
      expect(reset.exitCode, reset.stdout.slice(-6000)).toBe(0)
      expect((await exec('ls /etc/rancher; systemctl is-active k3s')).stdout).toBe('inactive\n')
    },
    INSTALL_MS,
  )
})
