import { describe, expect, it } from 'vitest'
import { expandRange } from '@/lib/network/expand-range'

describe('expandRange', () => {
  it('expands a range', () => {
    const three = ['192.168.0.10', '192.168.0.11', '192.168.0.12']
    expect(expandRange('192.168.0.10-12')).toEqual(three)
    expect(expandRange(' 192.168.0.10 - 192.168.0.12 ')).toEqual(three)
    expect(expandRange('192.168.0.255-192.168.1.1')).toEqual(['192.168.0.255', '192.168.1.0', '192.168.1.1'])
    expect(expandRange('192.168.0.10')).toEqual(['192.168.0.10'])
  })

  it('expands a network to its host addresses', () => {
    expect(expandRange('192.168.0.0/30')).toEqual(['192.168.0.1', '192.168.0.2'])
    expect(expandRange('192.168.0.0/31')).toEqual(['192.168.0.0', '192.168.0.1'])
    expect(expandRange('192.168.0.7/32')).toEqual(['192.168.0.7'])
  })

  it('expands IPv6 ranges and networks', () => {
    expect(expandRange('fd00::9-b')).toEqual(['fd00::9', 'fd00::a', 'fd00::b'])
    expect(expandRange('fd00::ffff - fd00::1:1')).toEqual(['fd00::ffff', 'fd00::1:0', 'fd00::1:1'])
    expect(expandRange('FD00:0::2')).toEqual(['fd00::2'])
    expect(expandRange('fd00::/126')).toEqual(['fd00::1', 'fd00::2', 'fd00::3'])
    expect(expandRange('fd00::/127')).toEqual(['fd00::', 'fd00::1'])
    expect(expandRange('fd00::/64')).toMatchObject({ problem: 'too-many', limit: 2000 })
    expect(expandRange('fd00::b-9')).toEqual({ problem: 'backwards' })
    for (const text of ['fd00::1-10.0.0.2', '10.0.0.1-fd00::2', 'fd00::1-g', 'fd00::1-'])
      expect(expandRange(text), text).toEqual({ problem: 'invalid' })
  })

  it('returns the reason for an invalid range', () => {
    expect(expandRange('192.168.0.20-10')).toEqual({ problem: 'backwards' })
    expect(expandRange('192.168.0.9/24')).toEqual({ problem: 'host-bits', suggestion: '192.168.0.0/24' })
    expect(expandRange('10.0.0.0/8')).toEqual({ problem: 'too-many', count: 2 ** 24 - 2, limit: 2000 })
    expect(expandRange('0.0.0.0-255.255.255.255')).toEqual({
      problem: 'too-many',
      count: 2 ** 32,
      limit: 2000,
    })
    for (const text of [
      '',
      '-',
      'a-b',
      '192.168.0.1-',
      '192.168.0.1-300',
      '192.168.0.1-2-3',
      '1.2.3.4/x',
      '-5',
    ])
      expect(expandRange(text), text).toEqual({ problem: 'invalid' })
  })
})
