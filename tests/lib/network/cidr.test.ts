import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ADDRESS_BITS, formatAddress, type IpAddress, parseAddress } from '@/lib/network/address'
import {
  addressCount,
  canonicalCidr,
  contains,
  firstAddress,
  lastAddress,
  networkContaining,
  nodeCapacity,
  overlaps,
  parseCidr,
  prefixForNodes,
  reservedRangeIn,
  tryParseCidr,
} from '@/lib/network/cidr'

const network = (text: string) => {
  const found = tryParseCidr(text)
  if (!found) throw new Error(`${text} is not a network`)
  return found
}

const addressOf = (text: string): IpAddress => parseAddress(text) ?? { family: 4, value: -1n }

/** Addresses of both families, each with a prefix length. */
const addressAndPrefix = fc.constantFrom(4 as const, 6 as const).chain((family) => {
  const bits = ADDRESS_BITS[family]
  return fc.tuple(
    fc.bigInt(0n, 2n ** BigInt(bits) - 1n).map((value): IpAddress => ({ family, value })),
    fc.integer({ min: 0, max: bits }),
  )
})

describe('parseCidr', () => {
  it('returns the first and last address', () => {
    const pods = network('10.233.64.0/18')
    expect([firstAddress(pods), lastAddress(pods), addressCount(pods), pods.prefix]).toEqual([
      '10.233.64.0',
      '10.233.127.255',
      16384,
      18,
    ])
    expect(addressCount(network('0.0.0.0/0'))).toBe(2 ** 32)
    expect(addressCount(network('1.2.3.4/32'))).toBe(1)
  })

  it('returns the reason for an invalid network', () => {
    expect(parseCidr('10.233.64.1/18')).toEqual({ problem: 'host-bits', suggestion: '10.233.64.0/18' })
    expect(parseCidr('fd00::/8', 4)).toEqual({ problem: 'other-family' })
    expect(parseCidr('10.0.0.0/8', 6)).toEqual({ problem: 'other-family' })
    expect(parseCidr('fd00::1/64')).toEqual({ problem: 'host-bits', suggestion: 'fd00::/64' })
    expect(parseCidr('FD85:EE78:D8A6:8607::1:0001/112')).toEqual({
      problem: 'host-bits',
      suggestion: 'fd85:ee78:d8a6:8607::1:0/112',
    })
    for (const text of [
      '',
      '/',
      '10.0.0.0',
      '10.0.0.0/',
      '10.0.0.0/33',
      '10.0.0.0/08',
      '10.0.0.0/-1',
      '10/8',
      ' 10.0.0.0/8',
      '10.0.0.0/8 ',
      '10.0.0.0/8/8',
      '010.0.0.0/8',
      '10.0.0.0/1e1',
      'fd00::/129',
      'fd00::/',
      'fd00::%eth0/64',
      '[fd00::]/64',
    ])
      expect(parseCidr(text), text).toEqual({ problem: 'invalid' })
  })

  it('is consistent for all prefix lengths', () => {
    fc.assert(
      fc.property(addressAndPrefix, ([address, prefix]) => {
        const found = networkContaining(address, prefix)
        expect(network(found.text)).toEqual(found)
        expect(contains(found, address)).toBe(true)
        expect(addressCount(found)).toBe(2 ** (ADDRESS_BITS[address.family] - prefix))
        const typed = parseCidr(`${formatAddress(address)}/${prefix}`)
        if ('problem' in typed) expect(typed).toEqual({ problem: 'host-bits', suggestion: found.text })
        else expect(typed.start).toBe(address.value)
      }),
    )
  })
})

describe('overlaps', () => {
  it('is true if two networks share an address', () => {
    fc.assert(
      fc.property(addressAndPrefix, addressAndPrefix, (a, b) => {
        const [one, other] = [networkContaining(...a), networkContaining(...b)]
        // Networks are either nested or disjoint.
        const first = ({ family, start: value }: typeof one) => ({ family, value })
        const shared = contains(one, first(other)) || contains(other, first(one))
        expect(overlaps(one, other)).toBe(shared)
        expect(overlaps(other, one)).toBe(shared)
      }),
    )
  })

  it('is true for a single shared address', () => {
    expect(overlaps(network('10.0.0.1/32'), network('10.0.0.1/32'))).toBe(true)
    expect(overlaps(network('10.0.0.255/32'), network('10.0.0.0/24'))).toBe(true)
  })

  it('is false for adjacent networks', () => {
    expect(overlaps(network('10.0.0.0/24'), network('10.0.1.0/24'))).toBe(false)
    expect(contains(network('10.0.0.0/24'), addressOf('10.0.1.0'))).toBe(false)
    expect(overlaps(network('fd00::/64'), network('fd00:0:0:1::/64'))).toBe(false)
  })

  it('is false for networks of different families', () => {
    expect(overlaps(network('0.0.0.0/0'), network('::/0'))).toBe(false)
    expect(contains(network('::/0'), addressOf('10.0.0.1'))).toBe(false)
  })
})

describe('IPv6 networks', () => {
  it('have a first and last address and a count', () => {
    const services = network('fd85:ee78:d8a6:8607::1000/116')
    expect([firstAddress(services), lastAddress(services), addressCount(services)]).toEqual([
      'fd85:ee78:d8a6:8607::1000',
      'fd85:ee78:d8a6:8607::1fff',
      4096,
    ])
  })

  it('are unusable if they contain addresses that hosts cannot have', () => {
    const ranges = ['fd00::/8', '::/0', 'fe80::/10', 'fc00::/6', '::1/128'].map((text) =>
      reservedRangeIn(network(text)),
    )
    expect(ranges).toEqual([undefined, 'unspecified', 'linkLocal', 'multicast', 'loopback'])
  })

  it('have a canonical form', () => {
    expect(canonicalCidr('FD85:EE78::1:0000/112')).toBe('fd85:ee78::1:0/112')
    expect(canonicalCidr('10.0.0.0/8')).toBe('10.0.0.0/8')
    expect(canonicalCidr('x')).toBe('x')
  })
})

describe('nodeCapacity', () => {
  it('is the number of nodes of a pod network', () => {
    expect(nodeCapacity(network('10.233.64.0/18'), 24)).toBe(64)
    expect(nodeCapacity(network('10.233.64.0/24'), 24)).toBe(1)
    expect(nodeCapacity(network('10.233.64.0/25'), 24)).toBe(0)
    expect(nodeCapacity(network('fd85:ee78:d8a6:8607::1:0000/112'), 120)).toBe(256)
  })

  it('is the inverse of prefixForNodes', () => {
    for (const hosts of [1, 2, 3, 63, 64, 65, 2000]) {
      const prefix = prefixForNodes(hosts, 24)
      expect(nodeCapacity({ prefix }, 24)).toBeGreaterThanOrEqual(hosts)
      expect(nodeCapacity({ prefix: prefix + 1 }, 24)).toBeLessThan(hosts)
    }
  })
})
