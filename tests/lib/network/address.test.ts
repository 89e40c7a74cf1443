import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatIpv4,
  isDnsName,
  isIpv4,
  isIpv6,
  parseEndpoint,
  parseIpv4,
  parsePort,
  reservedRange,
} from '@/lib/network/address'

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
    const range = (text: string) => reservedRange(parseIpv4(text) ?? -1)
    expect(range('10.0.0.1')).toBeUndefined()
    expect(range('100.64.0.1')).toBeUndefined()
    expect(range('203.0.113.7')).toBeUndefined()
    expect(range('127.1.2.3')).toBe('loopback')
    expect(range('239.0.0.1')).toBe('multicast')
    expect(range('0.1.2.3')).toBe('unspecified')
    expect(range('250.0.0.1')).toBe('reserved')
    expect(range('255.255.255.255')).toBe('broadcast')
  })
})

describe('IPv6 addresses', () => {
  it('are recognized', () => {
    expect(isIpv6('fe80::1')).toBe(true)
    expect(isIpv6('1.2.3.4')).toBe(false)
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
