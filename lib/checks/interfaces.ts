/** The networks that a host is in, and those that it knows a way to. */
import { parseIpv4 } from '@/lib/network/address'
import { type Cidr, cidr, networkOf } from '@/lib/network/cidr'
import { factsOf, type Section, type Sheet, some } from './section'

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

export const ADDRESSES: Section<readonly Address[]> = {
  name: 'addresses',
  script: 'ip -4 -o addr show',
  read: (text) => some(addresses(text)),
}

export const ROUTES: Section<readonly Route[]> = {
  name: 'routes',
  script: 'ip -4 route show',
  read: (text) => some(routes(text)),
}

/** The host's own addresses, without its loopback. */
export const ownAddresses = (sheet: Sheet): string[] =>
  (factsOf(sheet, ADDRESSES) ?? [])
    .filter(({ address }) => !address.startsWith('127.'))
    .map(({ address }) => address)

/** `ip -4 -o addr`: `2: eth0    inet 10.0.0.5/24 brd … scope global eth0`. */
function addresses(text: string): Address[] {
  return text.split('\n').flatMap((line) => {
    const [, name, address = '', prefix = '32'] =
      /^\d+: (\S+)\s+inet ([\d.]+)(?: peer [\d.]+)?(?:\/(\d+))?\s/.exec(`${line} `) ?? []
    const number = parseIpv4(address)
    const network = number === undefined ? undefined : cidr(networkOf(number, Number(prefix)))
    return name && network ? [{ interface: bare(name), address, network }] : []
  })
}

/** `ip -4 route`: `10.0.0.0/24 dev eth0 …` or `10.0.0.0/8 via 10.0.0.1 dev eth0`. Routes to nowhere lead nowhere. */
function routes(text: string): Route[] {
  return text.split('\n').flatMap((line) => {
    const [, target = '', rest = ''] = /^([\d.]+(?:\/\d+)?)\s(.*)$/.exec(line) ?? []
    const network = cidr(target.includes('/') ? target : `${target}/32`)
    const name = /\bdev (\S+)/.exec(rest)?.[1]
    return network && name ? [{ network, interface: bare(name), gateway: /\bvia /.test(rest) }] : []
  })
}

/** `eth0@if7` is shown where the other end is elsewhere. */
const bare = (name: string): string => name.split('@')[0] ?? name
