/** Expands `192.168.0.10-20`, `192.168.0.10-192.168.0.20` and `192.168.0.0/28` to addresses, of either family. */
import { formatAddress, type IpAddress, parseAddress } from './address'
import { type AddressRange, addressCount, isCidr, parseCidr } from './cidr'

/** The maximum number of hosts. A mistyped `/8` must not exhaust memory. */
const MAX_ADDRESSES = 2000

export type ExpandProblem =
  | { problem: 'invalid' }
  | { problem: 'backwards' }
  | { problem: 'host-bits'; suggestion: string }
  | { problem: 'too-many'; count: number; limit: number }

/**
 * Returns the addresses of a range in order. A network of more than two addresses is expanded without those that hosts
 * cannot have: its first one and, with IPv4, its broadcast address. A single address is a range of one.
 */
export function expandRange(text: string, limit = MAX_ADDRESSES): string[] | ExpandProblem {
  const range = parseRange(text.trim())
  if ('problem' in range) return range
  const { family, start } = range
  const count = addressCount(range)
  if (count < 1) return { problem: 'backwards' }
  if (count > limit) return { problem: 'too-many', count, limit }
  return Array.from({ length: count }, (_, index) => formatAddress({ family, value: start + BigInt(index) }))
}

function parseRange(text: string): AddressRange | ExpandProblem {
  if (text.includes('/')) return usableRange(text)
  const [from = '', to, ...more] = text.split('-').map((part) => part.trim())
  const start = parseAddress(from)
  const end = to === undefined ? start : parseRangeEnd(from, to)
  if (!start || !end || start.family !== end.family || more.length > 0) return { problem: 'invalid' }
  return { family: start.family, start: start.value, end: end.value }
}

/** The end of `192.168.0.10-20` is 192.168.0.20. The end of `fd00::10-2f` is fd00::2f. */
function parseRangeEnd(from: string, to: string): IpAddress | undefined {
  if (to === '') return undefined
  const separator = from.includes(':') ? ':' : '.'
  const whole = /[.:]/.test(to) ? to : from.slice(0, from.lastIndexOf(separator) + 1) + to
  return parseAddress(whole)
}

function usableRange(text: string): AddressRange | ExpandProblem {
  const network = parseCidr(text)
  if (!isCidr(network)) {
    return network.problem === 'host-bits'
      ? { problem: 'host-bits', suggestion: network.suggestion }
      : { problem: 'invalid' }
  }
  const { family, start, end } = network
  const edge = addressCount(network) > 2 ? 1n : 0n
  // The first address of an IPv6 network is that of its routers (RFC 4291, section 2.6.1).
  return { family, start: start + edge, end: family === 4 ? end - edge : end }
}
