import { expect, it } from 'vitest'
import type { Cluster } from '@/lib/cluster/cluster'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { apiServerUrl } from '@/lib/installers/playbooks/api-server'
import { exampleDraft, release } from '../../cluster/example-draft'

const cluster = toCluster(exampleDraft(), release)
const withFirst = (ip: string): Cluster => ({
  ...cluster,
  hosts: cluster.hosts.map((host, index) => (index === 0 ? { ...host, ip } : host)),
})
const loadBalancer = { address: 'fd00::100', port: 8443, domain: 'api.example' }

it('the API server is at the first control plane, the virtual address or the load balancer', () => {
  expect(apiServerUrl(cluster)).toBe('https://192.168.0.1:6443')
  expect(apiServerUrl(cluster, '192.168.0.200')).toBe('https://192.168.0.200:6443')
  const balanced = { ...cluster, network: { ...cluster.network, loadBalancer } }
  expect(apiServerUrl(balanced, '192.168.0.200')).toBe('https://[fd00::100]:8443')
})

it('an IPv6 address is in brackets', () => {
  expect(apiServerUrl(withFirst('fd00::1'))).toBe('https://[fd00::1]:6443')
})
