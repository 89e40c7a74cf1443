/**
 * Whoever has one IPv6 address has the 2^64 of its network; an IPv4 address stands for itself, mapped or not. Any
 * program of this machine has all of 127.0.0.0/8, where browsers come from 127.0.0.1.
 */
import { isIPv4, isIPv6 } from 'node:net'

/** An IPv4 address as such, however it is mapped: `::ffff:10.0.0.1` is 10.0.0.1. */
export const unmapIPv4 = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

/** What one guest is counted by: `2001:db8:0:1::/64`, or the IPv4 address. */
export function clientNetwork(address: string): string {
  const bare = unmapIPv4(address).replace(/%.*$/, '')
  if (bare.startsWith('127.') && bare !== '127.0.0.1' && isIPv4(bare)) return '127.0.0.0/8'
  if (!isIPv6(bare)) return bare
  const [head = '', tail = ''] = bare.split('::')
  const [before, after] = [head, tail].map((part) => part.split(':').filter((group) => group !== ''))
  // An embedded IPv4 address is two groups.
  const known = [...(before ?? []), ...(after ?? [])].reduce(
    (sum, one) => sum + (one.includes('.') ? 2 : 1),
    0,
  )
  const gap = bare.includes('::') ? Array.from({ length: 8 - known }, () => '0') : []
  const groups = [...(before ?? []), ...gap, ...(after ?? [])].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
