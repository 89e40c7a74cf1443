import { describe, expect, it } from 'vitest'
import { compareNodes } from '@/lib/kubernetes/nodes'
import { CNI_MESSAGE, nodeList, type SampleNode } from './api-samples'

const HOSTS = [
  { name: 'node2', address: '10.0.0.2' },
  { name: 'node1', address: '10.0.0.1' },
]
const compare = (nodes: SampleNode[], hosts = HOSTS) => compareNodes(nodeList(nodes), hosts)

describe('the nodes of a cluster', () => {
  it('have the order of the hosts, with role, version and address', () => {
    const comparison = compare([
      { name: 'node1', address: '10.0.0.1', roles: ['control-plane', 'etcd'], ready: 'True' },
      { name: 'node2', address: '10.0.0.2', ready: 'True' },
    ])
    expect(comparison?.missing).toEqual([])
    expect(comparison?.nodes.map(({ name }) => name)).toEqual(['node2', 'node1'])
    expect(comparison?.nodes[1]).toEqual({
      name: 'node1',
      host: 'node1',
      roles: ['control-plane', 'etcd'],
      version: 'v1.33.1',
      ready: true,
      reason: '',
      message: '',
      internalIp: '10.0.0.1',
    })
  })

  it('keep the reason of a node that is not ready', () => {
    const comparison = compare([{ name: 'node1', ready: 'False', message: CNI_MESSAGE }])
    expect(comparison?.nodes[0]).toMatchObject({
      ready: false,
      reason: 'KubeletNotReady',
      message: CNI_MESSAGE,
    })
  })

  it('are unknown if they no longer report, or have not reported yet', () => {
    const comparison = compare([{ name: 'node1', ready: 'Unknown' }, { name: 'node2' }])
    expect(comparison?.nodes.map(({ ready }) => ready)).toEqual(['unknown', 'unknown'])
  })

  it('are hosts by their address if their names differ, as in k3s', () => {
    const comparison = compare([
      { name: 'ip-10-0-0-1', address: '10.0.0.1', ready: 'True' },
      { name: 'ip-10-0-0-2', address: '10.0.0.2', ready: 'True' },
    ])
    expect(comparison?.nodes.map(({ name, host }) => [name, host])).toEqual([
      ['ip-10-0-0-2', 'node2'],
      ['ip-10-0-0-1', 'node1'],
    ])
  })

  it('are hosts by their name first', () => {
    const comparison = compare([
      { name: 'node1', address: '10.0.0.2', ready: 'True' },
      { name: 'node2', address: '10.0.0.1', ready: 'True' },
    ])
    expect(comparison?.nodes.map(({ name, host }) => [name, host])).toEqual([
      ['node2', 'node2'],
      ['node1', 'node1'],
    ])
  })

  it('have names in lower case', () => {
    const comparison = compare([{ name: 'node-a', ready: 'True' }], [{ name: 'Node-A', address: '10.0.0.1' }])
    expect(comparison?.missing).toEqual([])
  })

  it('include those of other machines at the end, and report hosts that are no nodes', () => {
    const comparison = compare([
      { name: 'old', address: '10.0.0.9', ready: 'False' },
      { name: 'node1', address: '10.0.0.1', ready: 'True' },
    ])
    expect(comparison?.nodes.map(({ name, host }) => [name, host])).toEqual([
      ['node1', 'node1'],
      ['old', undefined],
    ])
    expect(comparison?.missing).toEqual(['node2'])
  })

  it('have one role for the labels master and control-plane', () => {
    const comparison = compare([{ name: 'node1', roles: ['master', 'control-plane'], ready: 'True' }])
    expect(comparison?.nodes[0]?.roles).toEqual(['control-plane'])
  })

  it('have messages of limited length', () => {
    const comparison = compare([{ name: 'node1', ready: 'False', message: 'x'.repeat(100_000) }])
    expect(comparison?.nodes[0]?.message.length).toBeLessThan(1000)
  })

  it.each([
    undefined,
    null,
    'text',
    [],
    {},
    { kind: 'Status', status: 'Failure' },
    { kind: 'NodeList', items: 'x' },
  ])('are not in %j', (json) => {
    expect(compareNodes(json, HOSTS)).toBeUndefined()
  })

  it('may be none', () => {
    expect(compareNodes({ kind: 'NodeList', items: null }, HOSTS)).toEqual({
      nodes: [],
      missing: ['node2', 'node1'],
    })
  })
})
