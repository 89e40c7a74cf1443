/** Expands `192.168.0.10-20`, `192.168.0.10-192.168.0.20` and `192.168.0.0/28` to addresses. */
import { formatIpv4, parseIpv4 } from './address'
import { type AddressRange, addressCount, isCidr, parseCidr } from './cidr'

/** The maximum number of hosts. A mistyped `/8` must not exhaust memory. */
const MAX_ADDRESSES = 2000

export type ExpandProblem =
  | { problem: 'invalid' }
  | { problem: 'backwards' }
  | { problem: 'host-bits'; suggestion: string }
  | { problem: 'too-many'; count: number; limit: number }

/**
 * Returns the addresses of a range in order. A network of more than two addresses is expanded without its network and
 * broadcast addresses. A single address is a range of one.
 */
export function expandRange(text: string, limit = MAX_ADDRESSES): string[] | ExpandProblem {
  const range = parseRange(text.trim())
  if ('problem' in range) return range
  const count = addressCount(range)
  if (count < 1) return { problem: 'backwards' }
  if (count > limit) return { problem: 'too-many', count, limit }
  return Array.from({ length: count }, (_, index) => formatIpv4(range.start + index))
}

function parseRange(text: string): AddressRange | ExpandProblem {
  if (text.includes('/')) return usableRange(text)
  const [from = '', to, ...more] = text.split('-').map((part) => part.trim())
  const start = parseIpv4(from)
  const end = to === undefined ? start : parseRangeEnd(from, to)
  if (start === undefined || end === undefined || more.length > 0) return { problem: 'invalid' }
  return { start, end }
}

/** The end of `192.168.0.10-20` is 192.168.0.20. */
function parseRangeEnd(from: string, to: string): number | undefined {
  const whole = to.includes('.') ? to : `${from.slice(0, from.lastIndexOf('.'))}.${to}`
  return parseIpv4(whole)
}

function usableRange(text: string): AddressRange | ExpandProblem {
  const network = parseCidr(text)
  if (!isCidr(network)) {
    return network.problem === 'host-bits'
      ? { problem: 'host-bits', suggestion: network.suggestion }
      : { problem: 'invalid' }
  }
  const edge = network.prefix < 31 ? 1 : 0
  return { start: network.start + edge, end: network.end - edge }
}
