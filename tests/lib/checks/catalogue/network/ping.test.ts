import { describe, expect, it } from 'vitest'
import { peersToPing, ping } from '@/lib/checks/catalogue/network/ping'
import type { Host } from '@/lib/cluster/cluster'
import { connectionsText, context, host, probeResult } from '../../fixtures'
import { kubesprayContext } from '../../releases'

const many = (count: number) =>
  Array.from({ length: count }, (_, n) => host(`n${n}`, { ip: `10.0.${n >> 8}.${n & 255}` }))
const [one, two, three] = [1, 2, 3].map((n) => host(`h${n}`, { ip: `10.0.0.${n}` })) as [Host, Host, Host]
const ALL = [one, two, three]

/** Every ping succeeds except `SOURCE ADDRESS`. */
function results(
  failed: Record<string, string> = {},
  given: ReturnType<typeof context> = context(),
  hosts = ALL,
) {
  const cluster = { ...given.cluster, hosts: ALL }
  const probed = hosts.map((from) => {
    const { ping_targets: targets = '' } = ping.variables?.({ ...given, cluster, host: from }) ?? {}
    const outcomes = targets
      .split(' ')
      .map((target) => [target, failed[`${from.name} ${target.slice('icmp/'.length)}`] ?? 'open'])
    return { host: from, probe: probeResult({ connections: connectionsText(Object.fromEntries(outcomes)) }) }
  })
  const found = ping.acrossHosts?.(probed, { ...given, cluster }) ?? new Map()
  return [...found.values()].map((list) =>
    list.map(
      ({ status, reason, facts }: { status: string; reason: string; facts: Record<string, unknown> }) =>
        [status, reason, facts.count ?? facts.peers ?? ''].join(' ').trim(),
    ),
  )
}
const silent = 'Connection timed out'

describe('ping between hosts', () => {
  it('passes if all respond, also to the host itself for Kubespray', () => {
    expect(results()).toEqual([['pass open 2'], ['pass open 2'], ['pass open 2']])
    expect(results({}, kubesprayContext())).toEqual(results())
  })
  it('reports lost pings on the host that sent them', () => {
    expect(results({ 'h1 10.0.0.2': silent })).toEqual([['warn silent h2'], ['pass open 2'], ['pass open 2']])
  })
  it('reports a host that answers no other one on this host only', () => {
    const found = results({ 'h1 10.0.0.3': silent, 'h2 10.0.0.3': 'No route to host' })
    expect(found).toEqual([['pass open 2'], ['pass open 2'], ['warn shut h3']])
  })
  it('fails if a host does not answer itself and Kubespray would ping it', () => {
    const lost = { 'h1 10.0.0.1': silent }
    expect(results(lost, kubesprayContext())[0]).toEqual(['fail self h1'])
    expect(results(lost, kubesprayContext({ extra_variables: 'a: 1\nping_access_ip: false\n' }))[0]).toEqual([
      'pass open 2',
    ])
    expect(results(lost)[0]).toEqual(['pass open 2'])
  })
  it('names a host without ping, and knows untried ones from silent ones', () => {
    const without = { 'h1 10.0.0.2': 'No ping', 'h1 10.0.0.3': 'No ping' }
    expect(results(without)[0]).toEqual(['warn missing'])
    expect(results({ 'h1 10.0.0.2': 'untried' })[0]).toEqual(['unknown untried'])
  })
  it('does not report a host that was not reached', () => {
    expect(results({ 'h1 10.0.0.3': silent, 'h2 10.0.0.3': silent }, context(), [one, two])).toEqual([
      ['pass open 1'],
      ['pass open 1'],
    ])
  })
})

describe('the pinged hosts', () => {
  it('are all others of a small cluster', () => {
    const hosts = many(16)
    expect(hosts.map((from) => peersToPing(from, { hosts }).length)).toEqual(hosts.map(() => 15))
  })
  it('are a few of 200, without the host itself, and each host is pinged by as many', () => {
    const hosts = many(200)
    const pinged = hosts.flatMap((from) => {
      const peers = peersToPing(from, { hosts })
      expect(new Set(peers).size).toBe(8)
      expect(peers).not.toContain(from)
      return peers
    })
    for (const peer of hosts) expect(pinged.filter((one) => one === peer)).toHaveLength(8)
  })
})
