import { describe, expect, it } from 'vitest'
import { connectionsToTest } from '@/lib/checks/catalogue/network/connection-matrix'
import type { Host } from '@/lib/cluster/cluster'
import { cluster, host } from '../../fixtures'

const hostsOf = (count: number, masters: number): Host[] =>
  Array.from({ length: count }, (_, n) =>
    host(`n${n}`, { ip: `10.0.${n >> 8}.${n & 255}`, roles: n < masters ? ['master', 'etcd'] : ['node'] }),
  )
const targetsOf = (hosts: Host[], plugin = 'calico') => {
  const checkContext = cluster(hosts, { network: { plugin, serviceCidr: '', podCidr: '' } })
  return hosts.map((from) =>
    connectionsToTest(from, checkContext).map(({ peer, port }) => `${peer.name}:${port}`),
  )
}

describe('connectionsToTest', () => {
  it('includes every master and etcd member, but not the host itself', () => {
    const [first, , , worker] = targetsOf(hostsOf(5, 3))
    expect(worker).toEqual(
      expect.arrayContaining(['n0', 'n1', 'n2'].flatMap((name) => [`${name}:6443`, `${name}:2379`])),
    )
    expect(first).toEqual(expect.arrayContaining(['n1:2380', 'n2:2380', 'n1:6443']))
    expect(first?.filter((target) => target.startsWith('n0:'))).toEqual([])
  })
  it('covers every host from a master and from its neighbour', () => {
    const all = targetsOf(hostsOf(200, 3))
    for (let n = 0; n < 200; n++) {
      expect(all[(n + 199) % 200]).toEqual(expect.arrayContaining([`n${n}:10250`, `n${n}:179`]))
      const masters = all.slice(0, 3).filter((targets) => targets.includes(`n${n}:10250`))
      expect(masters.length).toBeGreaterThan(n < 3 ? -1 : 0)
    }
  })
  it('grows linearly with the hosts', () => {
    const count = (hosts: number) => targetsOf(hostsOf(hosts, 3)).flat().length
    expect(count(200)).toBeLessThan(200 * 12)
    expect(count(200) / count(50)).toBeLessThan(4.2)
    expect(Math.max(...targetsOf(hostsOf(200, 3)).map((targets) => targets.length))).toBeLessThan(90)
  })
  it('includes BGP for Calico only, and the configured SSH port unless it may be forwarded', () => {
    const [, odd] = hostsOf(2, 1)
    const [first] = hostsOf(2, 1)
    if (!first || !odd) throw new Error('two hosts')
    const natted = { ...odd, address: '203.0.113.9', port: 2222 }
    expect(targetsOf([first, natted], 'flannel')[0]).toEqual(['n1:10250', 'n1:22'])
    expect(targetsOf([first, { ...odd, address: odd.ip, port: 2222 }])[0]).toContain('n1:2222')
  })
  it('includes one port of the IPv6 address of the next host', () => {
    const hosts = hostsOf(3, 1).map((one, n) => ({ ...one, ip6: `fd00::${n}` }))
    const [first] = hosts
    if (!first) throw new Error('three hosts')
    const ipv6 = connectionsToTest(first, cluster(hosts)).filter(({ address }) => address.includes(':'))
    expect(ipv6.map(({ address, port }) => `${address} ${port}`)).toEqual(['fd00::1 10250'])
  })
  it('has only IPv6 addresses in an IPv6 cluster', () => {
    const hosts = hostsOf(3, 1).map((one, n) => ({ ...one, ip: `fd00::${n}`, ip6: `fd00::${n}` }))
    const found = hosts.flatMap((from) => connectionsToTest(from, cluster(hosts)))
    expect(found.filter(({ address }) => !address.includes(':'))).toEqual([])
    expect(found.filter(({ port }) => port === 10250).length).toBeGreaterThan(2)
  })
  it('is empty for a single host', () => {
    expect(targetsOf(hostsOf(1, 1))).toEqual([[]])
  })
})
