/** Many addresses in few characters: `192.168.0.10-20`, `192.168.0.10-192.168.0.20`, `192.168.0.0/28`. */
import { ipv4Text, parseIpv4 } from './address'
import { isCidr, parseCidr, type Range, size } from './cidr'

/** More than any cluster that Taskbox takes; a `/8` typed by mistake must not fill memory. */
const MAX_EXPANDED = 2000

export type ExpandProblem =
  | { problem: 'invalid' }
  | { problem: 'backwards' }
  | { problem: 'host-bits'; suggestion: string }
  | { problem: 'too-many'; count: number; limit: number }

/**
 * The addresses of a range, in order. A network gives those that a host can have: without the network's own and the
 * broadcast address where it has more than two. One address alone is a range of one.
 */
export function expand(text: string, limit = MAX_EXPANDED): string[] | ExpandProblem {
  const range = readRange(text.trim())
  if ('problem' in range) return range
  const count = size(range)
  if (count < 1) return { problem: 'backwards' }
  if (count > limit) return { problem: 'too-many', count, limit }
  return Array.from({ length: count }, (_, index) => ipv4Text(range.start + index))
}

function readRange(text: string): Range | ExpandProblem {
  if (text.includes('/')) return hostsOf(text)
  const [from = '', to, ...more] = text.split('-').map((part) => part.trim())
  const start = parseIpv4(from)
  const end = to === undefined ? start : lastOf(from, to)
  if (start === undefined || end === undefined || more.length > 0) return { problem: 'invalid' }
  return { start, end }
}

/** `20` after `192.168.0.10-` stands for 192.168.0.20. */
function lastOf(from: string, to: string): number | undefined {
  const whole = to.includes('.') ? to : `${from.slice(0, from.lastIndexOf('.'))}.${to}`
  return parseIpv4(whole)
}

function hostsOf(text: string): Range | ExpandProblem {
  const network = parseCidr(text)
  if (!isCidr(network)) {
    return network.problem === 'host-bits'
      ? { problem: 'host-bits', suggestion: network.suggestion }
      : { problem: 'invalid' }
  }
  const edge = network.prefix < 31 ? 1 : 0
  return { start: network.start + edge, end: network.end - edge }
}
