import { isIPv6 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  canonicalAddress,
  formatAddress,
  formatEndpoint,
  formatIpv4,
  isDnsName,
  isHostAddress,
  isIpv4,
  isIpv6,
  parseAddress,
  parseEndpoint,
  parseIpv4,
  parsePort,
  reservedRange,
} from '@/lib/network/address'

const rangeOf = (text: string) => {
  const address = parseAddress(text)
  return address ? reservedRange(address) : 'invalid'
}

describe('IPv4 addresses', () => {
  it('are parsed and formatted', () => {
    expect(parseIpv4('0.0.0.0')).toBe(0)
    expect(parseIpv4('192.168.0.1')).toBe(3232235521)
    expect(parseIpv4('255.255.255.255')).toBe(2 ** 32 - 1)
    fc.assert(fc.property(fc.nat(2 ** 32 - 1), (number) => parseIpv4(formatIpv4(number)) === number))
  })

  it.each([
    '',
    '1',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '0x1.2.3.4',
    '256.1.1.1',
    '1.2.3.4 ',
    '-1.2.3.4',
    '1.2.3.4/8',
  ])('are not parsed from %j', (text) => {
    expect(isIpv4(text)).toBe(false)
  })

  it('are classified by reserved range', () => {
    expect(rangeOf('10.0.0.1')).toBeUndefined()
    expect(rangeOf('100.64.0.1')).toBeUndefined()
    expect(rangeOf('203.0.113.7')).toBeUndefined()
    expect(rangeOf('127.1.2.3')).toBe('loopback')
    expect(rangeOf('239.0.0.1')).toBe('multicast')
    expect(rangeOf('0.1.2.3')).toBe('unspecified')
    expect(rangeOf('250.0.0.1')).toBe('reserved')
    expect(rangeOf('255.255.255.255')).toBe('broadcast')
  })
})

describe('IPv6 addresses', () => {
  it('are recognized', () => {
    expect(isIpv6('fe80::1')).toBe(true)
    expect(isIpv6('1.2.3.4')).toBe(false)
  })

  it('are parsed like node does, except for zones and ambiguous IPv4 parts', () => {
    const part = fc.constantFrom('0', '1', 'ffff', '0a', 'FD00', '12345', '', 'g', '1.2.3.4', '%eth0', '::')
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 9 }), (parts) => {
        const text = parts.join(':')
        expect(isIpv6(text), text).toBe(isIPv6(text) && !text.includes('%'))
      }),
    )
    fc.assert(fc.property(fc.ipV6(), (text) => isIpv6(text)))
    for (const text of ['fe80::1%eth0', '[::1]', '::ffff:010.0.0.1', ' ::1', '::1/128', '1:2:3:4:5:6:7'])
      expect(isIpv6(text), text).toBe(false)
  })

  it('are formatted canonically (RFC 5952)', () => {
    for (const [typed, canonical] of [
      ['2001:0DB8:0000:0000:0000:0000:0002:0001', '2001:db8::2:1'],
      ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
      ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
      ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
      ['0:0:0:0:0:0:0:0', '::'],
      ['FD00::A', 'fd00::a'],
      ['64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
    ] as const)
      expect(canonicalAddress(typed)).toBe(canonical)
    for (const text of ['192.168.0.1', 'Node1.example.org', 'fe80::1%ETH0', ''])
      expect(canonicalAddress(text)).toBe(text)
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const address = parseAddress(text)
        expect(address && parseAddress(formatAddress(address))).toEqual(address)
      }),
    )
  })

  it('are classified by reserved range', () => {
    expect(rangeOf('fd00::1')).toBeUndefined()
    expect(rangeOf('2001:db8::1')).toBeUndefined()
    expect(rangeOf('::')).toBe('unspecified')
    expect(rangeOf('::1')).toBe('loopback')
    expect(rangeOf('fe80::1')).toBe('linkLocal')
    expect(rangeOf('febf::1')).toBe('linkLocal')
    expect(rangeOf('ff02::1')).toBe('multicast')
    expect(rangeOf('::ffff:10.0.0.1')).toBe('ipv4Mapped')
  })

  it('can be connected to unless they need an interface', () => {
    for (const text of ['fd00::1', '2001:db8::1', '::1', '10.0.0.1', 'node1'])
      expect(isHostAddress(text), text).toBe(true)
    for (const text of ['fe80::1', 'fe80::1%eth0', '::', 'ff02::1', '::ffff:10.0.0.1', '[fd00::1]', 'fd00'])
      expect(isHostAddress(text), text).toBe(text === 'fd00')
  })
})

describe('DNS names', () => {
  it.each(['a', 'node1', 'NODE.example.org', 'a-b.c', '1.a', `${'x'.repeat(63)}.org`])(
    'can be %s',
    (name) => {
      expect(isDnsName(name)).toBe(true)
    },
  )

  it.each(['', '.', 'a.', '.a', 'a..b', '-a', 'a-', 'a_b', '1.2.3.400', 'a.1', 'ä', `${'x'.repeat(64)}.org`])(
    'are not %s',
    (name) => {
      expect(isDnsName(name)).toBe(false)
    },
  )

  it('have at most 253 characters, checked in constant time', () => {
    const part = `${'x'.repeat(62)}.`
    expect(isDnsName(`${part.repeat(4)}a`)).toBe(true)
    expect(isDnsName(`${part.repeat(4)}ab`)).toBe(false)
    expect(isDnsName(`${'-'.repeat(1_000_000)}!`)).toBe(false)
  })
})

describe('endpoints', () => {
  it('have IPv6 addresses in brackets', () => {
    expect(formatEndpoint('fd00::1', 22)).toBe('[fd00::1]:22')
    expect(formatEndpoint('192.168.0.1', 22)).toBe('192.168.0.1:22')
    expect(formatEndpoint('node1', '6443')).toBe('node1:6443')
  })

  it('are a host with an optional port', () => {
    expect(parseEndpoint('ceph1:6789')).toEqual({ host: 'ceph1', port: 6789 })
    expect(parseEndpoint('192.168.0.1')).toEqual({ host: '192.168.0.1' })
    for (const text of ['', ':1', 'a:', 'a:0', 'a:1:2', 'a b', '::1'])
      expect(parseEndpoint(text)).toBeUndefined()
  })

  it('have ports from 1 to 65535', () => {
    expect(parsePort('65535')).toBe(65535)
    for (const text of ['', '0', '65536', '08', '1.0', ' 1', '٣']) expect(parsePort(text)).toBeUndefined()
  })
})
