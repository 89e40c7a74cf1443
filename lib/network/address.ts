/** IPv4 addresses and DNS names, told apart strictly: what is accepted here is read the same way by every program. */
import ipaddr from 'ipaddr.js'

/** Longest DNS name and longest part of one (RFC 1035, section 2.3.4). */
const MAX_NAME_LENGTH = 253
const MAX_LABEL_LENGTH = 63
const DOTTED_QUAD = /^(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})$/
const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/i

/**
 * An IPv4 address as a number from 0 to 2^32-1, or undefined. Four decimal parts only: `010.0.0.1`, `0x0a000001` and
 * `10.1` mean different addresses to different programs and are refused.
 */
export function parseIpv4(text: string): number | undefined {
  // By hand: the library throws and catches for each name that is no address, which thousands of hosts feel.
  if (!DOTTED_QUAD.test(text)) return undefined
  const octets = text.split('.').map(Number)
  if (octets.some((octet) => octet > 255)) return undefined
  return octets.reduce((number, octet) => number * 256 + octet, 0)
}

export function isIpv4(text: string): boolean {
  return parseIpv4(text) !== undefined
}

/** The number back as `192.168.0.1`. */
export function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
}

export function isIpv6(text: string): boolean {
  return text.includes(':') && ipaddr.IPv6.isValid(text)
}

/**
 * What keeps an address from being a host's own in a cluster (`loopback`, `multicast`, `unspecified`, `broadcast`,
 * `linkLocal`, `reserved`), or undefined where nothing does. Public and private ones are both fine.
 */
export function reservedRange(address: number): string | undefined {
  if (address >>> 24 === 0) return 'unspecified'
  const range = new ipaddr.IPv4([24, 16, 8, 0].map((shift) => (address >>> shift) & 255)).range()
  const bad = ['loopback', 'multicast', 'unspecified', 'broadcast', 'linkLocal']
  if (bad.includes(range)) return range
  // The library calls documentation networks reserved, too; only 240.0.0.0/4 can never be a host's.
  return address >>> 28 === 15 ? 'reserved' : undefined
}

/**
 * A DNS name, in either case (RFC 1123, section 2.1). Its last part is not a number, so `192.168.0.300` and `10.1`
 * are mistyped addresses and no names.
 */
export function isDnsName(text: string): boolean {
  if (text.length === 0 || text.length > MAX_NAME_LENGTH) return false
  const labels = text.split('.')
  if (/^[0-9]+$/.test(labels.at(-1) ?? '')) return false
  return labels.every((label) => label.length <= MAX_LABEL_LENGTH && LABEL.test(label))
}

/** An address that can be connected to: IPv4 or a DNS name. */
export function isHostAddress(text: string): boolean {
  return isIpv4(text) || isDnsName(text)
}

/** Splits `host:6789` or `host`; undefined where it is neither, or the port is none. */
export function parseEndpoint(text: string): { host: string; port?: number } | undefined {
  const [host = '', port, ...more] = text.split(':')
  if (more.length > 0 || !isHostAddress(host)) return undefined
  if (port === undefined) return { host }
  const number = parsePort(port)
  return number === undefined ? undefined : { host, port: number }
}

/** A TCP port, 1 to 65535, in plain decimal digits. */
export function parsePort(text: string): number | undefined {
  if (!/^[1-9][0-9]{0,4}$/.test(text)) return undefined
  const port = Number(text)
  return port <= 65_535 ? port : undefined
}
