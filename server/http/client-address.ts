/**
 * Client addresses for logging and rate limits. Limits count IPv6 clients by /64 network, because a client owns its whole
 * network, and IPv4 clients by address. Programs on this machine can use all of 127.0.0.0/8; browsers use 127.0.0.1.
 */
import { isIPv4, isIPv6 } from 'node:net'

/** Converts an IPv4-mapped IPv6 address: `::ffff:10.0.0.1` becomes `10.0.0.1`. Others stay the same. */
export const unmapIPv4 = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

/** The key that limits count a client by: `2001:db8:0:1::/64`, or the IPv4 address. */
export function clientNetwork(address: string): string {
  const bare = unmapIPv4(address).replace(/%.*$/, '')
  if (bare.startsWith('127.') && bare !== '127.0.0.1' && isIPv4(bare)) return '127.0.0.0/8'
  if (!isIPv6(bare)) return bare
  const [head = '', tail = ''] = bare.split('::')
  const [leading, trailing] = [head, tail].map((part) => part.split(':').filter((group) => group !== ''))
  // An embedded IPv4 address is as long as two groups.
  const groupCount = [...(leading ?? []), ...(trailing ?? [])].reduce(
    (sum, one) => sum + (one.includes('.') ? 2 : 1),
    0,
  )
  const gap = bare.includes('::') ? Array.from({ length: 8 - groupCount }, () => '0') : []
  const groups = [...(leading ?? []), ...gap, ...(trailing ?? [])].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
