/** The networks that a host is in, and those that it knows a way to. */
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
  /** Goes by a gateway, so it may well be wider than what is really there. */
  gateway: boolean
}

export const ADDRESSES: ProbeItem<readonly Address[]> = {
  name: 'addresses',
  command: 'ip -4 -o addr show',
  read: (text) => nonEmpty(parseAddresses(text)),
}

export const ROUTES: ProbeItem<readonly Route[]> = {
  name: 'routes',
  files: '/proc/net/route',
  read: (text) => nonEmpty(parseRoutes(text)),
}

/** The host's own addresses, without its loopback. */
export const hostAddresses = (sheet: ProbeResult): string[] =>
  (factsOf(sheet, ADDRESSES) ?? [])
    .filter(({ address }) => !address.startsWith('127.'))
    .map(({ address }) => address)

/** `ip -4 -o addr`: `2: eth0    inet 10.0.0.5/24 brd … scope global eth0`. */
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
 * The main table as the kernel writes it: interface, target, gateway, flags, three counts, mask; the numbers are hex and
 * begin with their last byte. Routes to nowhere have `*` for an interface, the default route is none to compare with.
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

/** The number whose bytes are written the other way round; undefined where it is none. */
function parseLittleEndian(hex: string): number | undefined {
  const [, a, b, c, d] = /^(..)(..)(..)(..)$/.exec(/^[0-9A-F]{8}$/i.test(hex) ? hex : '') ?? []
  return d ? Number(`0x${d}${c}${b}${a}`) : undefined
}

/** `eth0@if7` is shown where the other end is elsewhere. */
const stripPeer = (name: string): string => name.split('@')[0] ?? name
