import { describe, expect, it } from 'vitest'
import type { Cluster, Host } from '@/lib/cluster/cluster'
import type { Role } from '@/lib/cluster/draft/draft'
import { kubespray } from '@/lib/installers/kubespray'
import { kubesprayPlaybooks } from '@/lib/installers/kubespray/playbooks'
import { exampleCluster } from './example-cluster'

const example = exampleCluster()

/** The example with more hosts. */
function clusterWith(...more: [string, ...Role[]][]): Cluster {
  const [first] = example.hosts
  if (!first) throw new Error('a host')
  const hosts = more.map(([name, ...roles]): Host => ({ ...first, name, roles }))
  return { ...example, hosts: [...example.hosts, ...hosts] }
}

const add = (...more: [string, ...Role[]][]) =>
  kubesprayPlaybooks(clusterWith(...more), { id: 'add-hosts', hosts: more.map(([name]) => name) })

describe('adding hosts', () => {
  const facts = { path: 'playbooks/facts.yml' }
  const members = { limit: ['etcd', 'kube_control_plane'], variables: { ignore_assert_errors: true } }

  it('gathers the facts of all hosts, then scales to the workers', () => {
    expect(add(['w1', 'node'], ['w2', 'node'])).toEqual([facts, { path: 'scale.yml', limit: ['w1', 'w2'] }])
  })

  it('runs cluster.yml for a control plane, which adds workers too', () => {
    expect(add(['cp3', 'master'], ['w1', 'node'])).toEqual([{ path: 'cluster.yml' }])
  })

  it('updates all members of etcd for a new one, then scales to the workers', () => {
    expect(add(['cp3', 'master', 'etcd'], ['w1', 'node'])).toEqual([
      { path: 'cluster.yml', ...members },
      { path: 'upgrade-cluster.yml', ...members },
      facts,
      { path: 'scale.yml', limit: ['w1'] },
    ])
  })
})

describe('an operation', () => {
  const commands = (request: Parameters<typeof kubespray.operation>[1]) =>
    kubespray
      .operation(example, request)
      .steps.slice(1)
      .map(({ command }) => command.split('\n').at(-1))
  const start = 'ansible-playbook -i inventory/demo-the-first/hosts.yaml -b'

  it('removes dead hosts before living ones, without a prompt', () => {
    expect(commands({ id: 'remove-hosts', hosts: ['node1', 'cp2'], dead: ['cp2'] })).toEqual([
      `${start} -e '{"node":"cp2","skip_confirmation":true,"reset_nodes":false,"allow_ungraceful_removal":true}' remove-node.yml`,
      `${start} -e '{"node":"node1","skip_confirmation":true}' remove-node.yml`,
    ])
  })

  it('resets without a prompt, and verifies nothing', () => {
    expect(commands({ id: 'reset' })).toEqual([`${start} -e '{"reset_confirmation":"yes"}' reset.yml`])
    expect(kubespray.operation(example, { id: 'reset' }).verification).toEqual({ kind: 'none' })
  })

  it('upgrades one host after another', () => {
    expect(commands({ id: 'upgrade', from: 'v1.33.4' })).toEqual([
      `${start} -e '{"serial":1}' upgrade-cluster.yml`,
    ])
  })

  it('is verified by the nodes that remain and those that must be gone', () => {
    const { verification } = kubespray.operation(example, { id: 'remove-hosts', hosts: ['cp1'], dead: [] })
    expect(verification).toMatchObject({
      controlPlanes: ['cp2'],
      server: 'https://192.168.0.2:6443',
      nodes: [{ name: 'cp2' }, { name: 'node1' }],
      removed: [{ name: 'cp1', address: '192.168.0.1' }],
    })
  })

  it('is verified after an upgrade by the version of every node', () => {
    const cluster = exampleCluster({ settings: { kube_version: '1.34.3' } })
    expect(kubespray.operation(cluster, { id: 'upgrade', from: 'v1.33.4' }).verification).toMatchObject({
      version: 'v1.34.3',
    })
  })
})
