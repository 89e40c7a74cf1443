/** Sample verifications. */
import type { ClusterNode } from '@/lib/kubernetes/nodes'
import type { ClusterVerification } from '@/lib/kubernetes/verification'

export const node = (name: string, more: Partial<ClusterNode> = {}): ClusterNode => ({
  name,
  host: name,
  roles: [],
  version: 'v1.33.1',
  ready: true,
  reason: '',
  message: '',
  internalIp: '10.0.0.1',
  ...more,
})

export const verification = (more: Partial<ClusterVerification> = {}): ClusterVerification => ({
  endpoint: 'https://10.0.0.1:6443',
  version: 'v1.33.1',
  apiReady: true,
  nodes: [node('node1', { roles: ['control-plane', 'etcd'] }), node('node2')],
  missing: [],
  coreDns: { available: 2, wanted: 2 },
  verified: true,
  facts: { endpoint: 'https://10.0.0.1:6443' },
  ...more,
})

export const NOT_READY = verification({
  nodes: [
    node('node1', { roles: ['control-plane'] }),
    node('node2', { ready: false, reason: 'KubeletNotReady', message: 'cni plugin not initialized' }),
    node('node3', { ready: 'unknown' }),
  ],
  verified: false,
  reason: 'nodes-not-ready',
  facts: {
    endpoint: 'https://10.0.0.1:6443',
    total: 3,
    ready: 1,
    notReady: 2,
    node: 'node2',
    message: 'cni plugin not initialized',
    more: 1,
  },
})
