/** Parses the addresses and routes of a host. */
import { parseIpv4 } from '@/lib/network/address'
import { type Cidr, networkContaining, tryParseCidr } from '@/lib/network/cidr'
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

export const ADDRESSES: ProbeItem<readonly Address[]> = {
  name: 'addresses',
  command: 'ip -4 -o addr show',
  parse: (text) => nonEmpty(parseAddresses(text)),
}

export const ROUTES: ProbeItem<readonly Route[]> = {
  name: 'routes',
  files: '/proc/net/route',
  parse: (text) => nonEmpty(parseRoutes(text)),
}

/** Addresses of the host, except loopback. */
export const hostAddresses = (probe: ProbeResult): string[] =>
  (factsOf(probe, ADDRESSES) ?? [])
    .filter(({ address }) => !address.startsWith('127.'))
    .map(({ address }) => address)

/** Parses `ip -4 -o addr`: `2: eth0    inet 10.0.0.5/24 brd … scope global eth0`. */
function parseAddresses(text: string): Address[] {
  return text.split('\n').flatMap((line) => {
    const [, name, address = '', prefix = '32'] =
      /^\d+: (\S+)\s+inet ([\d.]+)(?: peer [\d.]+)?(?:\/(\d+))?\s/.exec(`${line} `) ?? []
    const number = parseIpv4(address)
    const network = number === undefined ? undefined : tryParseCidr(networkContaining(number, Number(prefix)))
    return name && network ? [{ interface: stripPeer(name), address, network }] : []
  })
}

/**
 * Parses the kernel's main table: interface, target, gateway, flags, three counters, mask. Numbers are little-endian
 * hex. Unreachable routes (interface `*`) and the default route are skipped.
 */
function parseRoutes(text: string): Route[] {
  return (fileLines(text).get('/proc/net/route') ?? []).flatMap((line) => {
    const [name = '', target = '', gateway = '', , , , , mask = ''] = line.split(/\s+/)
    const prefix = [...(parseLittleEndian(mask) ?? 0).toString(2)].filter((bit) => bit === '1').length
    const start = parseLittleEndian(target)
    const network = start === undefined ? undefined : tryParseCidr(networkContaining(start, prefix))
    if (!network || prefix === 0 || name === '*') return []
    return [{ network, interface: name, gateway: parseLittleEndian(gateway) !== 0 }]
  })
}

/** Parses a little-endian hex number; undefined if malformed. */
function parseLittleEndian(hex: string): number | undefined {
  const [, a, b, c, d] = /^(..)(..)(..)(..)$/.exec(/^[0-9A-F]{8}$/i.test(hex) ? hex : '') ?? []
  return d ? Number(`0x${d}${c}${b}${a}`) : undefined
}

/** Strips the peer of a veth name such as `eth0@if7`. */
const stripPeer = (name: string): string => name.split('@')[0] ?? name
