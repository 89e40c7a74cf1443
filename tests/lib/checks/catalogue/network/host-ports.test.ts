import { describe, expect, it } from 'vitest'
import { hostPorts } from '@/lib/checks/catalogue/network/host-ports'
import type { ClusterContext } from '@/lib/checks/check-context'
import type { Host } from '@/lib/cluster/cluster'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { cluster, connectionsText, host, probeResult } from '../../fixtures'

const master = host('master', { ip: '10.0.0.1', address: '10.0.0.1', roles: ['master', 'etcd'] })
const node1 = host('node1', { ip: '10.0.0.2', address: '10.0.0.2' })
const node2 = host('node2', { ip: '10.0.0.3', address: '10.0.0.3' })
const ALL = [master, node1, node2]
const checkContext: ClusterContext = { cluster: cluster(ALL), release: advanced100 }

/** A host whose targets all refuse, as expected, except the given ones. */
function answers(from: Host, exceptions: Record<string, string> = {}) {
  const { tcp_targets: targets = '' } = hostPorts.variables?.({ ...checkContext, host: from }) ?? {}
  const outcomes = targets
    .split(' ')
    .map((target) => [target, exceptions[target] ?? 'Connection refused'] as const)
  return { host: from, probe: probeResult({ connections: connectionsText(Object.fromEntries(outcomes)) }) }
}
const resultsOf = (hosts: ReturnType<typeof answers>[]) =>
  Object.fromEntries(
    [...(hostPorts.acrossHosts?.(hosts, checkContext) ?? [])].map(([id, results]) => [
      id,
      results.map(({ status, reason, facts }) =>
        `${status} ${reason} ${facts.peer ?? ''} ${facts.ports ?? ''}`.trim(),
      ),
    ]),
  )
const timedOut = (...targets: string[]) =>
  Object.fromEntries(targets.map((target) => [target, 'Connection timed out']))

describe('ports between hosts', () => {
  it('pass if open or refused', () => {
    const open = { 'tcp/10.0.0.1/6443': 'open' }
    expect(resultsOf([answers(master), answers(node1, open), answers(node2)])).toEqual({
      'id-master': ['pass open'],
      'id-node1': ['pass open'],
      'id-node2': ['pass open'],
    })
  })
  it('blocked between two hosts are reported on the testing host only', () => {
    const found = resultsOf([answers(master), answers(node1, timedOut('tcp/10.0.0.3/179')), answers(node2)])
    expect(found).toEqual({
      'id-master': ['pass open'],
      'id-node1': ['fail blocked node2 179'],
      'id-node2': ['pass open'],
    })
  })
  it('closed to all peers are reported on the closing host', () => {
    const shut = timedOut('tcp/10.0.0.1/6443', 'tcp/10.0.0.1/2379')
    const found = resultsOf([answers(master), answers(node1, shut), answers(node2, shut)])
    expect(found).toEqual({
      'id-master': ['fail shut master 6443, 2379'],
      'id-node1': ['pass open'],
      'id-node2': ['pass open'],
    })
  })
  it('of an unreachable host are not reported on its peers', () => {
    const unreachable = timedOut('tcp/10.0.0.3/22', 'tcp/10.0.0.3/10250', 'tcp/10.0.0.3/179')
    expect(resultsOf([answers(master, unreachable), answers(node1, unreachable)])).toEqual({
      'id-master': ['pass open'],
      'id-node1': ['pass open'],
    })
  })
  it('are unknown if some or all are untried', () => {
    const untried = answers(node1, { 'tcp/10.0.0.3/179': 'untried' })
    const none = { host: node2, probe: probeResult({ connections: 'no bash' }) }
    expect(resultsOf([answers(master), untried, none])).toMatchObject({
      'id-node1': ['unknown untried'],
      'id-node2': ['unknown unread'],
    })
  })
  it('report how the firewall reacted', () => {
    const exceptions = { ...timedOut('tcp/10.0.0.3/179'), 'tcp/10.0.0.3/10250': 'No route to host' }
    const [result] =
      hostPorts
        .acrossHosts?.([answers(master), answers(node1, exceptions), answers(node2)], checkContext)
        .get('id-node1') ?? []
    expect(result?.facts).toMatchObject({ from: 'node1', cause: 'noRoute', portList: '10250 179' })
  })
})
