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
const where: ClusterContext = { cluster: cluster(ALL), release: advanced100 }

/** All of a host's targets refused, which is right, but for those that are told otherwise. */
function answers(from: Host, told: Record<string, string> = {}) {
  const { tcp_targets: targets = '' } = hostPorts.variables?.({ ...where, host: from }) ?? {}
  const outcomes = targets.split(' ').map((target) => [target, told[target] ?? 'Connection refused'] as const)
  return { host: from, sheet: probeResult({ connections: connectionsText(Object.fromEntries(outcomes)) }) }
}
const judged = (hosts: ReturnType<typeof answers>[]) =>
  Object.fromEntries(
    [...(hostPorts.together?.(hosts, where) ?? [])].map(([id, verdicts]) => [
      id,
      verdicts.map(({ status, reason, facts }) =>
        `${status} ${reason} ${facts.peer ?? ''} ${facts.ports ?? ''}`.trim(),
      ),
    ]),
  )
const timedOut = (...targets: string[]) =>
  Object.fromEntries(targets.map((target) => [target, 'Connection timed out']))

describe('ports between hosts', () => {
  it('pass where all come through, be it to an open port or to a refusal', () => {
    const open = { 'tcp/10.0.0.1/6443': 'open' }
    expect(judged([answers(master), answers(node1, open), answers(node2)])).toEqual({
      'id-master': ['pass open'],
      'id-node1': ['pass open'],
      'id-node2': ['pass open'],
    })
  })
  it('blocked between two hosts are told where they were tried, and nowhere else', () => {
    const found = judged([answers(master), answers(node1, timedOut('tcp/10.0.0.3/179')), answers(node2)])
    expect(found).toEqual({
      'id-master': ['pass open'],
      'id-node1': ['fail blocked node2 179'],
      'id-node2': ['pass open'],
    })
  })
  it('shut for everybody are told of the host that shuts them', () => {
    const shut = timedOut('tcp/10.0.0.1/6443', 'tcp/10.0.0.1/2379')
    const found = judged([answers(master), answers(node1, shut), answers(node2, shut)])
    expect(found).toEqual({
      'id-master': ['fail shut master 6443, 2379'],
      'id-node1': ['pass open'],
      'id-node2': ['pass open'],
    })
  })
  it('of a host that did not answer at all are no fault of the others', () => {
    const gone = timedOut('tcp/10.0.0.3/22', 'tcp/10.0.0.3/10250', 'tcp/10.0.0.3/179')
    expect(judged([answers(master, gone), answers(node1, gone)])).toEqual({
      'id-master': ['pass open'],
      'id-node1': ['pass open'],
    })
  })
  it('are unknown where they could not be tried, all or some', () => {
    const untried = answers(node1, { 'tcp/10.0.0.3/179': 'untried' })
    const none = { host: node2, sheet: probeResult({ connections: 'no bash' }) }
    expect(judged([answers(master), untried, none])).toMatchObject({
      'id-node1': ['unknown untried'],
      'id-node2': ['unknown unread'],
    })
  })
  it('say how a firewall was met', () => {
    const told = { ...timedOut('tcp/10.0.0.3/179'), 'tcp/10.0.0.3/10250': 'No route to host' }
    const [verdict] =
      hostPorts.together?.([answers(master), answers(node1, told), answers(node2)], where).get('id-node1') ??
      []
    expect(verdict?.facts).toMatchObject({ from: 'node1', cause: 'noRoute', portList: '10250 179' })
  })
})
