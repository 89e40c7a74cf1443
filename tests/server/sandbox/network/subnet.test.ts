import { describe, expect, it } from 'vitest'
import {
  formatBlock,
  freeBlocks,
  hostAddress,
  machineAddress,
  overlaps,
  parseBlock,
  prefixFor,
  routerAddress,
} from '@/server/sandbox/network/subnet'

function block(text: string) {
  const parsed = parseBlock(text)
  if (parsed === undefined) throw new Error(text)
  return parsed
}

const first = (prefix: number, used: string[]): string => {
  const [found] = freeBlocks(prefix, used.map(block))
  return found === undefined ? 'none' : formatBlock(found)
}

describe('practice networks', () => {
  it('are parsed with or without a prefix, and truncated to their network address', () => {
    expect(formatBlock(block('10.77.3.9/24'))).toBe('10.77.3.0/24')
    expect(formatBlock(block('192.0.2.1'))).toBe('192.0.2.1/32')
    for (const text of ['default', '', 'fe80::1/64', '10.77', 'unreachable'])
      expect(parseBlock(text)).toBeUndefined()
  })

  it('overlap if they share an address, not if they are only adjacent', () => {
    expect(overlaps(block('10.77.0.0/16'), block('10.77.255.255'))).toBe(true)
    expect(overlaps(block('10.77.0.0/24'), block('10.77.1.0/24'))).toBe(false)
  })

  it('are the first blocks that the machine does not use', () => {
    expect(first(24, [])).toBe('10.77.0.0/24')
    expect(first(24, ['10.77.0.1', '10.77.1.0/24'])).toBe('10.77.2.0/24')
    expect(first(22, ['10.77.0.1'])).toBe('10.77.4.0/22')
    expect(first(24, ['10.0.0.0/8'])).toBe('172.29.0.0/24')
    expect(first(24, ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'])).toBe('198.18.0.0/24')
    expect(first(24, ['0.0.0.0/0'])).toBe('none')
  })

  it('have the longest prefix for their number of hosts', () => {
    expect([1, 244, 245, 500, 501, 1012].map(prefixFor)).toEqual([24, 24, 23, 23, 22, 22])
    expect(prefixFor(100_000)).toBeUndefined()
  })

  it('have a separate address for machine, router and each host, none of them the broadcast address', () => {
    const network = block('10.77.4.0/23')
    expect(machineAddress(network)).toBe('10.77.4.1')
    expect(routerAddress(network)).toBe('10.77.4.2')
    expect(hostAddress(network, 0)).toBe('10.77.4.11')
    expect(hostAddress(network, 499)).toBe('10.77.5.254')
  })
})
