/** Many addresses in few characters: `192.168.0.10-20`, `192.168.0.10-192.168.0.20`, `192.168.0.0/28`. */
import { formatIpv4, parseIpv4 } from './address'
import { type AddressRange, addressCount, isCidr, parseCidr } from './cidr'

/** More than any cluster that Taskbox takes; a `/8` typed by mistake must not fill memory. */
const MAX_ADDRESSES = 2000

export type ExpandProblem =
  | { problem: 'invalid' }
  | { problem: 'backwards' }
  | { problem: 'host-bits'; suggestion: string }
  | { problem: 'too-many'; count: number; limit: number }

/**
 * The addresses of a range, in order. A network gives those that a host can have: without the network's own and the
 * broadcast address where it has more than two. One address alone is a range of one.
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

/** `20` after `192.168.0.10-` stands for 192.168.0.20. */
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
