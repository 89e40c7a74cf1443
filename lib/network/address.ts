/** Strict parsing of IP addresses and DNS names: every program interprets an accepted text identically. */
import ipaddr from 'ipaddr.js'

/** Longest DNS name and label (RFC 1035, section 2.3.4). */
const MAX_NAME_LENGTH = 253
const MAX_LABEL_LENGTH = 63
const DOTTED_QUAD = /^(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})$/
/** The characters of an IPv6 address. A zone (`%eth0`) names an interface of one machine and is excluded. */
const IPV6_CHARACTERS = /^[\da-f:.]{2,45}$/i
const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/i

export type IpFamily = 4 | 6

export interface IpAddress {
  family: IpFamily
  /** From 0 to 2^32-1 or 2^128-1. */
  value: bigint
}

/** The length of an address. */
export const ADDRESS_BITS: Record<IpFamily, number> = { 4: 32, 6: 128 }

/** Parses an address of either family; undefined if invalid. */
export function parseAddress(text: string): IpAddress | undefined {
  const ipv4 = parseIpv4(text)
  if (ipv4 !== undefined) return { family: 4, value: BigInt(ipv4) }
  const ipv6 = parseIpv6(text)
  return ipv6 === undefined ? undefined : { family: 6, value: ipv6 }
}

/** Formats an address as `192.168.0.1`, or canonically (RFC 5952) as `2001:db8::1`. */
export function formatAddress({ family, value }: IpAddress): string {
  if (family === 4) return formatIpv4(Number(value))
  const groups = Array.from({ length: 8 }, (_, at) => Number((value >> BigInt(112 - 16 * at)) & 0xffffn))
  return new ipaddr.IPv6(groups).toRFC5952String()
}

/** Returns an IPv6 address in its canonical form, and any other text unchanged. */
export function canonicalAddress(text: string): string {
  const value = parseIpv6(text)
  return value === undefined ? text : formatAddress({ family: 6, value })
}

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

function parseIpv6(text: string): bigint | undefined {
  if (!text.includes(':') || !IPV6_CHARACTERS.test(text)) return undefined
  // `::ffff:010.0.0.1` is ambiguous as well.
  const last = text.slice(text.lastIndexOf(':') + 1)
  if ((last.includes('.') && !isIpv4(last)) || !ipaddr.IPv6.isValid(text)) return undefined
  return ipaddr.IPv6.parse(text).parts.reduce((value, part) => (value << 16n) | BigInt(part), 0n)
}

export function isIpv4(text: string): boolean {
  return parseIpv4(text) !== undefined
}

/** Formats an address as `192.168.0.1`. */
export function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
}

export function isIpv6(text: string): boolean {
  return parseIpv6(text) !== undefined
}

const UNUSABLE_RANGES = ['loopback', 'multicast', 'unspecified', 'broadcast', 'linkLocal', 'ipv4Mapped']

/**
 * The range that makes an address unusable for a host: `loopback`, `multicast`, `unspecified`, `broadcast`, `linkLocal`,
 * `ipv4Mapped` or `reserved`. Undefined for public and private addresses.
 */
export function reservedRange(address: IpAddress): string | undefined {
  const { family, value } = address
  if (family === 4 && value >> 24n === 0n) return 'unspecified'
  const range = ipaddr.parse(formatAddress(address)).range()
  if (UNUSABLE_RANGES.includes(range)) return range
  // The library also returns `reserved` for documentation networks. Only 240.0.0.0/4 is unusable.
  return family === 4 && value >> 28n === 15n ? 'reserved' : undefined
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

/**
 * Whether SSH can connect to an address or DNS name. Link-local IPv6 addresses are excluded: they need the name of an
 * interface, which differs between the machines that connect.
 */
export function isHostAddress(text: string): boolean {
  if (isIpv4(text) || isDnsName(text)) return true
  const address = parseAddress(text)
  const range = address && reservedRange(address)
  return address !== undefined && (range === undefined || range === 'loopback')
}

/** Formats an address or name for a URL: `[fd00::1]`. */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** Formats `host:6789`, or `[fd00::1]:6789` for an IPv6 address. */
export function formatEndpoint(host: string, port: number | string): string {
  return `${urlHost(host)}:${port}`
}

/** Parses `host:6789` or `host`, with an IPv4 address or a DNS name; undefined if invalid. */
export function parseEndpoint(text: string): { host: string; port?: number } | undefined {
  const [host = '', port, ...more] = text.split(':')
  if (more.length > 0 || !(isIpv4(host) || isDnsName(host))) return undefined
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
