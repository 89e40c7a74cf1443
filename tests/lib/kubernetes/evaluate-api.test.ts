import { describe, expect, it } from 'vitest'
import { type ExpectedCluster, evaluateApi } from '@/lib/kubernetes/evaluate-api'
import { clusterVerification } from '@/lib/kubernetes/verification'
import { CNI_MESSAGE, coreDnsList, nodeList, type SampleNode, VERSION } from './api-samples'

const ENDPOINT = 'https://10.0.0.1:6443'
const HOSTS = [1, 2, 3, 4, 5].map((at) => ({ name: `node${at}`, address: `10.0.0.${at}` }))
const READY: SampleNode[] = HOSTS.map(({ name, address }) => ({ name, address, ready: 'True' }))

const json = (value: unknown, status = 200) => ({ status, body: JSON.stringify(value) })
const HEALTHY = {
  ready: { status: 200, body: 'ok' },
  version: json(VERSION),
  nodes: json(nodeList(READY)),
  coreDns: json(coreDnsList(2)),
}
const evaluate = (changes: Partial<typeof HEALTHY>, expected: Partial<ExpectedCluster> = {}) =>
  evaluateApi(ENDPOINT, { ...HEALTHY, ...changes }, { nodes: HOSTS, ...expected })

describe('a cluster', () => {
  it('is verified if its API is ready, every host is a Ready node, and CoreDNS is available', () => {
    const verification = evaluate({})
    expect(verification).toMatchObject({
      endpoint: ENDPOINT,
      version: 'v1.33.1',
      apiReady: true,
      verified: true,
      missing: [],
      coreDns: { available: 2, wanted: 2 },
    })
    expect(verification.reason).toBeUndefined()
    expect(clusterVerification.parse(verification)).toEqual(verification)
  })

  it('is not verified if two of five nodes are not Ready', () => {
    const nodes = READY.map(
      (node, at): SampleNode =>
        at === 2
          ? { ...node, ready: 'False', message: CNI_MESSAGE }
          : at === 4
            ? { ...node, ready: 'Unknown' }
            : node,
    )
    expect(evaluate({ nodes: json(nodeList(nodes)) })).toMatchObject({
      verified: false,
      apiReady: true,
      reason: 'nodes-not-ready',
      facts: { total: 5, ready: 3, notReady: 2, node: 'node3', message: CNI_MESSAGE, more: 1 },
    })
  })

  it('is not verified if a host is no node', () => {
    expect(evaluate({ nodes: json(nodeList(READY.slice(0, 3))) })).toMatchObject({
      verified: false,
      reason: 'nodes-missing',
      facts: { total: 5, missing: 2, names: 'node4, node5' },
    })
  })

  it('is not verified while a removed host is a node, by name or by address', () => {
    const removed = [
      { name: 'node5', address: '10.0.0.99' },
      { name: 'gone', address: '10.0.0.98' },
    ]
    const nodes = HOSTS.slice(0, 4)
    expect(evaluate({}, { nodes, removed })).toMatchObject({
      verified: false,
      reason: 'nodes-remain',
      facts: { remaining: 1, names: 'node5', node: 'node5' },
    })
    expect(evaluate({}, { nodes, removed: [{ name: 'other', address: '10.0.0.5' }] })).toMatchObject({
      reason: 'nodes-remain',
    })
    expect(evaluate({}, { nodes, removed: removed.slice(1) })).toMatchObject({ verified: true })
  })

  it('is not verified while a node runs another version than that of the upgrade', () => {
    expect(evaluate({}, { version: 'v1.33.1' })).toMatchObject({ verified: true })
    expect(evaluate({}, { version: 'v1.34.0' })).toMatchObject({
      verified: false,
      reason: 'nodes-other-version',
      facts: { others: 5, node: 'node1', version: 'v1.33.1', wanted: 'v1.34.0' },
    })
  })

  it('is verified in spite of a node of another machine', () => {
    const nodes = json(nodeList([...READY, { name: 'old', ready: 'Unknown' }]))
    expect(evaluate({ nodes })).toMatchObject({ verified: true })
  })

  it.each([
    ['no replica is available', json(coreDnsList(0)), { available: 0, wanted: 2 }],
    ['it has no Deployment', json({ items: [] }), { available: 0, wanted: 0 }],
    ['the API does not list it', json({ kind: 'Status' }, 404), { available: 0, wanted: 0 }],
  ])('is not verified without CoreDNS: %s', (_, coreDns, facts) => {
    expect(evaluate({ coreDns })).toMatchObject({ verified: false, reason: 'coredns-unavailable', facts })
  })

  it('is verified with one available replica of CoreDNS', () => {
    expect(evaluate({ coreDns: json(coreDnsList(1)) })).toMatchObject({
      verified: true,
      coreDns: { available: 1, wanted: 2 },
    })
  })

  it('names the failed checks of an API server that is not ready', () => {
    const body =
      '[+]ping ok\n[-]etcd failed: reason withheld\n[-]informer-sync failed: reason withheld\nreadyz check failed\n'
    expect(evaluate({ ready: { status: 500, body } })).toMatchObject({
      apiReady: false,
      reason: 'api-not-ready',
      facts: { status: 500, failing: 2, checks: 'etcd, informer-sync' },
    })
  })

  it.each([
    [
      'a load balancer without a backend',
      { ready: { status: 503, body: '<html>503</html>' } },
      'api-not-ready',
    ],
    ['an overloaded API', { nodes: json({ kind: 'Status' }, 429) }, 'api-not-ready'],
    ['an unknown certificate', { ready: json({ kind: 'Status' }, 401) }, 'api-unauthorized'],
    ['a certificate without permissions', { nodes: json({ kind: 'Status' }, 403) }, 'api-unauthorized'],
    ['a page of a proxy', { ready: { status: 200, body: '<html>Sign in</html>' } }, 'api-unexpected'],
    ['a redirection', { ready: { status: 302, body: '' } }, 'api-unexpected'],
    ['another service', { ready: { status: 404, body: 'not found' } }, 'api-unexpected'],
    ['a service that has /readyz as well', { nodes: { status: 200, body: '<html>' } }, 'api-unexpected'],
    ['a truncated list', { nodes: { status: 200, body: '{"kind":"NodeList","items":[' } }, 'api-unexpected'],
  ])('is not verified by %s', (_, changes, reason) => {
    expect(evaluate(changes)).toMatchObject({ verified: false, apiReady: false, reason })
  })

  it('may hide its version', () => {
    expect(evaluate({ version: json({}, 404) })).toMatchObject({ verified: true })
  })
})
