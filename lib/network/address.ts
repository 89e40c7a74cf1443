/** Strict parsing of IPv4 addresses and DNS names: every program interprets an accepted text identically. */
import ipaddr from 'ipaddr.js'

/** Longest DNS name and label (RFC 1035, section 2.3.4). */
const MAX_NAME_LENGTH = 253
const MAX_LABEL_LENGTH = 63
const DOTTED_QUAD = /^(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})$/
const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/i

/**
 * Parses an IPv4 address to a number from 0 to 2^32-1; undefined if invalid. Accepts four decimal parts only, since
 * programs interpret `010.0.0.1`, `0x0a000001` and `10.1` differently.
 */
export function parseIpv4(text: string): number | undefined {
  // The library throws and catches for each invalid address, which is slow with thousands of host names.
  if (!DOTTED_QUAD.test(text)) return undefined
  const octets = text.split('.').map(Number)
  if (octets.some((octet) => octet > 255)) return undefined
  return octets.reduce((number, octet) => number * 256 + octet, 0)
}

export function isIpv4(text: string): boolean {
  return parseIpv4(text) !== undefined
}

/** Formats an address as `192.168.0.1`. */
export function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
}

export function isIpv6(text: string): boolean {
  return text.includes(':') && ipaddr.IPv6.isValid(text)
}

/**
 * The range that makes an address unusable for a host: `loopback`, `multicast`, `unspecified`, `broadcast`, `linkLocal`
 * or `reserved`. Undefined for public and private addresses.
 */
export function reservedRange(address: number): string | undefined {
  if (address >>> 24 === 0) return 'unspecified'
  const range = new ipaddr.IPv4([24, 16, 8, 0].map((shift) => (address >>> shift) & 255)).range()
  const bad = ['loopback', 'multicast', 'unspecified', 'broadcast', 'linkLocal']
  if (bad.includes(range)) return range
  // The library also returns `reserved` for documentation networks. Only 240.0.0.0/4 is unusable.
  return address >>> 28 === 15 ? 'reserved' : undefined
}

/**
 * Whether a text is a DNS name in either case (RFC 1123, section 2.1). The last label must not be a number, so
 * `192.168.0.300` and `10.1` are invalid addresses instead of names.
 */
export function isDnsName(text: string): boolean {
  if (text.length === 0 || text.length > MAX_NAME_LENGTH) return false
  const labels = text.split('.')
  if (/^[0-9]+$/.test(labels.at(-1) ?? '')) return false
  return labels.every((label) => label.length <= MAX_LABEL_LENGTH && LABEL.test(label))
}

/** Whether a text is an IPv4 address or a DNS name. */
export function isHostAddress(text: string): boolean {
  return isIpv4(text) || isDnsName(text)
}

/** Parses `host:6789` or `host`; undefined if invalid. */
export function parseEndpoint(text: string): { host: string; port?: number } | undefined {
  const [host = '', port, ...more] = text.split(':')
  if (more.length > 0 || !isHostAddress(host)) return undefined
  if (port === undefined) return { host }
  const number = parsePort(port)
  return number === undefined ? undefined : { host, port: number }
}

/** Parses a TCP port from 1 to 65535 in decimal digits. */
export function parsePort(text: string): number | undefined {
  if (!/^[1-9][0-9]{0,4}$/.test(text)) return undefined
  const port = Number(text)
  return port <= 65_535 ? port : undefined
}
