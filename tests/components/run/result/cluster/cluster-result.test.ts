import { createElement } from 'react'
import { describe, expect, it } from 'vitest'
import { ClusterResult } from '@/components/run/result/cluster/cluster-result'
import { type ClusterVerification, unverified } from '@/lib/kubernetes/verification'
import { markup } from '../../markup'
import { NOT_READY, node, verification } from './verification'

/** The words of a result, one space between them. */
function words(of: ClusterVerification, pending = false, locale?: 'en' | 'zh-CN'): string {
  const html = render(of, pending, locale)
  return html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
function render(of: ClusterVerification, pending = false, locale?: 'en' | 'zh-CN'): string {
  const props = { run: 'run-1', clusterName: 'demo', verification: of, pending }
  return markup(createElement(ClusterResult, props), locale)
}

describe('the result of a cluster', () => {
  it('shows the endpoint, the version, the nodes and how to use the kubeconfig', () => {
    const text = words(verification())
    expect(text).toContain('all 2 nodes are Ready')
    expect(text).toContain('Endpoint https://10.0.0.1:6443')
    expect(text).toContain('Kubernetes v1.33.1')
    expect(text).toContain('2 of 2 replicas available')
    expect(text).toContain('node1 10.0.0.1 Ready control plane, etcd v1.33.1')
    expect(text).toContain('node2 10.0.0.1 Ready worker v1.33.1')
    expect(text).toContain('Download kubeconfig')
    expect(text).toContain('kubectl --kubeconfig demo.kubeconfig get nodes')
  })

  it('has a table with headers for rows and columns', () => {
    const html = render(verification())
    expect(html.match(/<th scope="col"/g)).toHaveLength(4)
    expect(html.match(/<th scope="row"/g)).toHaveLength(2)
    expect(html).toContain('<caption')
  })

  it('names the nodes that are not Ready, and why', () => {
    const text = words(NOT_READY)
    expect(text).toContain('2 of 3 nodes are not Ready')
    expect(text).toContain('node2: cni plugin not initialized (and 1 more node)')
    expect(text).toContain('1 of 3 Ready')
    expect(text).toContain('State of node2: cni plugin not initialized')
    expect(text).toContain('node3 10.0.0.1 Unknown')
  })

  it('shows hosts that have not joined, and nodes of other machines', () => {
    const nodes = [node('node1'), node('ip-2', { host: 'node2' }), { ...node('old'), host: undefined }]
    const foreign: ClusterVerification = verification({
      nodes: nodes.map(({ host, ...rest }) => ({ ...rest, ...(host !== undefined && { host }) })),
      missing: ['node3'],
      verified: false,
      reason: 'nodes-missing',
      facts: { endpoint: '', total: 3, missing: 1, names: 'node3' },
    })
    const text = words(foreign)
    expect(text).toContain('1 of 3 hosts is not a node of the cluster')
    expect(text).toContain('2 of 3 Ready')
    expect(text).toContain('node3 Not joined')
    expect(text).toContain('ip-2 10.0.0.1 · node2 Ready')
    expect(text).toContain('old 10.0.0.1 · not one of this cluster')
  })

  it('shows its progress while it is verified, and offers no kubeconfig yet', () => {
    const text = words(NOT_READY, true)
    expect(text).toContain('1 of 3 nodes are Ready')
    expect(text).not.toContain('not Ready')
    expect(text).not.toContain('Download kubeconfig')
    const connecting = words(
      unverified('https://10.0.0.1:6443', 'api-unreachable', { error: 'refused' }),
      true,
    )
    expect(connecting).toContain('connects to https://10.0.0.1:6443')
    expect(connecting).not.toContain('does not respond')
  })

  it('is in Chinese', () => {
    expect(words(NOT_READY, false, 'zh-CN')).toContain('3 个节点中有 2 个未就绪')
    expect(words(NOT_READY, true, 'zh-CN')).toContain('正在验证集群')
  })
})
