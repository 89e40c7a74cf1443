import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatIpv4, parseIpv4 } from '@/lib/network/address'
import {
  addressCount,
  contains,
  firstAddress,
  lastAddress,
  networkContaining,
  nodeCapacity,
  overlaps,
  parseCidr,
  prefixForNodes,
  tryParseCidr,
} from '@/lib/network/cidr'

const network = (text: string) => {
  const found = tryParseCidr(text)
  if (!found) throw new Error(`${text} is not a network`)
  return found
}

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
    expect(parseCidr('fd00::/8')).toEqual({ problem: 'not-ipv4' })
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
    ])
      expect(parseCidr(text), text).toEqual({ problem: 'invalid' })
  })

  it('is consistent for all prefix lengths', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), fc.nat(32), (address, prefix) => {
        const text = networkContaining(address, prefix)
        const found = network(text)
        expect(contains(found, address)).toBe(true)
        expect(addressCount(found)).toBe(2 ** (32 - prefix))
        const typed = parseCidr(`${formatIpv4(address)}/${prefix}`)
        if ('problem' in typed) expect(typed).toEqual({ problem: 'host-bits', suggestion: text })
        else expect(typed.start).toBe(address)
      }),
    )
  })
})

describe('overlaps', () => {
  it('is true if two networks share an address', () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 32 - 1),
        fc.integer({ min: 8, max: 32 }),
        fc.nat(2 ** 32 - 1),
        fc.nat(32),
        (a, p, b, q) => {
          const one = network(networkContaining(a, p))
          const other = network(networkContaining(b, q))
          // Networks are either nested or disjoint.
          const shared = contains(one, other.start) || contains(other, one.start)
          expect(overlaps(one, other)).toBe(shared)
          expect(overlaps(other, one)).toBe(shared)
        },
      ),
    )
  })

  it('is true for a single shared address', () => {
    expect(overlaps(network('10.0.0.1/32'), network('10.0.0.1/32'))).toBe(true)
    expect(overlaps(network('10.0.0.255/32'), network('10.0.0.0/24'))).toBe(true)
  })

  it('is false for adjacent networks', () => {
    expect(overlaps(network('10.0.0.0/24'), network('10.0.1.0/24'))).toBe(false)
    expect(contains(network('10.0.0.0/24'), parseIpv4('10.0.1.0') ?? 0)).toBe(false)
  })
})

describe('nodeCapacity', () => {
  it('is the number of nodes of a pod network', () => {
    expect(nodeCapacity(network('10.233.64.0/18'), 24)).toBe(64)
    expect(nodeCapacity(network('10.233.64.0/24'), 24)).toBe(1)
    expect(nodeCapacity(network('10.233.64.0/25'), 24)).toBe(0)
  })

  it('is the inverse of prefixForNodes', () => {
    for (const hosts of [1, 2, 3, 63, 64, 65, 2000]) {
      const prefix = prefixForNodes(hosts, 24)
      expect(nodeCapacity({ prefix }, 24)).toBeGreaterThanOrEqual(hosts)
      expect(nodeCapacity({ prefix: prefix + 1 }, 24)).toBeLessThan(hosts)
    }
  })
})
