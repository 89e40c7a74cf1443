/** Parses the addresses and routes of a host, of both families. */
import { ADDRESS_BITS, parseAddress } from '@/lib/network/address'
import { type Cidr, networkContaining, reservedRangeIn } from '@/lib/network/cidr'
import { factsOf, fileLines, nonEmpty, type ProbeItem, type ProbeResult } from './item'

export interface Address {
  interface: string
  address: string
  network: Cidr
}

export interface Route {
  network: Cidr
  interface: string
  /** Uses a gateway, so it may be wider than the actual network. */
  gateway: boolean
}

const ROUTES_IPV4 = '/proc/net/route'
const ROUTES_IPV6 = '/proc/net/ipv6_route'

export const ADDRESSES: ProbeItem<readonly Address[]> = {
  name: 'addresses',
  command: 'ip -o addr show',
  parse: (text) => nonEmpty(parseAddresses(text)),
}

export const ROUTES: ProbeItem<readonly Route[]> = {
  name: 'routes',
  files: `${ROUTES_IPV4} ${ROUTES_IPV6}`,
  parse: (text) => {
    const files = fileLines(text)
    const lines = (file: string) => files.get(file) ?? []
    return nonEmpty([
      ...lines(ROUTES_IPV4).flatMap(parseIpv4Route),
      ...lines(ROUTES_IPV6).flatMap(parseIpv6Route),
    ])
  },
}

/** Addresses of the host, IPv4 first, without loopback and the link-local address that each interface has with IPv6. */
export const hostAddresses = (probe: ProbeResult): string[] =>
  (factsOf(probe, ADDRESSES) ?? [])
    .filter(({ address }) => !/^(?:127\.|::1$|fe80:)/.test(address))
    .sort((one, other) => one.network.family - other.network.family)
    .map(({ address }) => address)

/** Parses `ip -o addr`: `2: eth0    inet 10.0.0.5/24 brd … scope global eth0`. */
function parseAddresses(text: string): Address[] {
  return text.split('\n').flatMap((line) => {
    const [, name, address = '', prefix] =
      /^\d+: (\S+)\s+inet6? ([\da-f.:]+)(?: peer [\da-f.:]+)?(?:\/(\d+))?\s/.exec(`${line} `) ?? []
    const parsed = parseAddress(address)
    if (!name || !parsed) return []
    const bits = ADDRESS_BITS[parsed.family]
    const network = networkContaining(parsed, Math.min(Number(prefix ?? bits), bits))
    return [{ interface: stripPeer(name), address, network }]
  })
}

/**
 * Parses the kernel's main table: interface, target, gateway, flags, three counters, mask. Numbers are little-endian
 * hex. Unreachable routes (interface `*`) and the default route are skipped.
 */
function parseIpv4Route(line: string): Route[] {
  const [name = '', target = '', gateway = '', , , , , mask = ''] = line.split(/\s+/)
  const prefix = [...(parseLittleEndian(mask) ?? 0).toString(2)].filter((bit) => bit === '1').length
  const start = parseLittleEndian(target)
  if (start === undefined || prefix === 0 || name === '*') return []
  const network = networkContaining({ family: 4, value: BigInt(start) }, prefix)
  return [{ network, interface: name, gateway: parseLittleEndian(gateway) !== 0 }]
}

/** Flags of routes to the host's own addresses, to anycast addresses, of unreachable routes and of cached ones. */
const IGNORED_FLAGS = 0x80000000n | 0x00100000n | 0x00000200n | 0x01000000n

/**
 * Parses the kernel's IPv6 tables: target, prefix, source, its prefix, gateway, metric, two counters, flags, interface.
 * Numbers are hex. Default routes and those of every interface, to link-local and multicast addresses, are skipped.
 */
function parseIpv6Route(line: string): Route[] {
  const [, target = '', length = '', gateway = '', flags = '', name = ''] =
    /^([\da-f]{32}) ([\da-f]{2}) [\da-f]{32} [\da-f]{2} ([\da-f]{32})(?: [\da-f]{8}){3} ([\da-f]{8}) +(\S+)/i.exec(
      line,
    ) ?? []
  const prefix = Number.parseInt(length, 16)
  if (!name || prefix === 0 || prefix > ADDRESS_BITS[6] || (BigInt(`0x${flags}`) & IGNORED_FLAGS) !== 0n)
    return []
  const network = networkContaining({ family: 6, value: BigInt(`0x${target}`) }, prefix)
  if (reservedRangeIn(network)) return []
  return [{ network, interface: name, gateway: /[^0]/.test(gateway) }]
}

/** Parses a little-endian hex number; undefined if malformed. */
function parseLittleEndian(hex: string): number | undefined {
  const [, a, b, c, d] = /^(..)(..)(..)(..)$/.exec(/^[0-9A-F]{8}$/i.test(hex) ? hex : '') ?? []
  return d ? Number(`0x${d}${c}${b}${a}`) : undefined
}

/** Strips the peer of a veth name such as `eth0@if7`. */
const stripPeer = (name: string): string => name.split('@')[0] ?? name
