/** Strict parsing and arithmetic of IP networks. */
import {
  ADDRESS_BITS,
  canonicalAddress,
  formatAddress,
  type IpAddress,
  type IpFamily,
  parseAddress,
  reservedRange,
} from './address'

/** An inclusive range of addresses. */
export interface AddressRange {
  family: IpFamily
  start: bigint
  end: bigint
}

export interface Cidr extends AddressRange {
  /** As written, such as `10.233.0.0/18`. */
  text: string
  prefix: number
}

/** Why a text is not a network. For `host-bits`, `suggestion` is the network that contains the address. */
export type CidrProblem =
  | { problem: 'invalid' | 'other-family' }
  | { problem: 'host-bits'; suggestion: string }

/**
 * Parses `10.233.0.0/18`. All host bits must be zero.
 * @param family the only family to accept
 */
export function parseCidr(text: string, family?: IpFamily): Cidr | CidrProblem {
  const [typed = '', length = '', ...more] = text.split('/')
  const address = parseAddress(typed)
  if (address && family && address.family !== family) return { problem: 'other-family' }
  const wellFormed = more.length === 0 && /^(?:0|[1-9][0-9]{0,2})$/.test(length)
  const prefix = Number(length)
  if (!address || !wellFormed || prefix > ADDRESS_BITS[address.family]) return { problem: 'invalid' }
  const network = networkContaining(address, prefix)
  return network.start === address.value
    ? { ...network, text }
    : { problem: 'host-bits', suggestion: network.text }
}

export function isCidr(parsed: Cidr | CidrProblem): parsed is Cidr {
  return 'start' in parsed
}

/** Parses a network; undefined if it is invalid or of another family. */
export function tryParseCidr(text: string, family?: IpFamily): Cidr | undefined {
  const parsed = parseCidr(text, family)
  return isCidr(parsed) ? parsed : undefined
}

/** Returns an IPv6 network in its canonical form, and any other text unchanged. */
export function canonicalCidr(text: string): string {
  const [address = '', ...rest] = text.split('/')
  return [canonicalAddress(address), ...rest].join('/')
}

/** The network with that prefix length that contains the address. */
export function networkContaining({ family, value }: IpAddress, prefix: number): Cidr {
  const hostBits = BigInt(ADDRESS_BITS[family] - prefix)
  const start = (value >> hostBits) << hostBits
  const text = `${formatAddress({ family, value: start })}/${prefix}`
  return { family, start, end: start + (1n << hostBits) - 1n, text, prefix }
}

/** The range that makes a network unusable in a cluster; see `reservedRange`. */
export function reservedRangeIn({ family, start, end }: AddressRange): string | undefined {
  return reservedRange({ family, value: start }) ?? reservedRange({ family, value: end })
}

export function contains(range: AddressRange, { family, value }: IpAddress): boolean {
  return range.family === family && range.start <= value && value <= range.end
}

/** Networks of different families never overlap. */
export function overlaps(one: AddressRange, other: AddressRange): boolean {
  return one.family === other.family && one.start <= other.end && other.start <= one.end
}

/** The number of addresses in a range; rounded above 2^53. */
export function addressCount({ start, end }: AddressRange): number {
  return Number(end - start + 1n)
}

export function firstAddress({ family, start }: AddressRange): string {
  return formatAddress({ family, value: start })
}

export function lastAddress({ family, end }: AddressRange): string {
  return formatAddress({ family, value: end })
}

/**
 * The number of nodes that a pod network can have. Each node gets a subnet with the prefix length `nodePrefix`
 * (`kube_network_node_prefix`, 24 in Kubespray).
 */
export function nodeCapacity(network: { prefix: number }, nodePrefix: number): number {
  return network.prefix > nodePrefix ? 0 : 2 ** (nodePrefix - network.prefix)
}

/** The longest prefix length of a pod network for this many nodes. */
export function prefixForNodes(hosts: number, nodePrefix: number): number {
  return nodePrefix - Math.ceil(Math.log2(Math.max(1, hosts)))
}
