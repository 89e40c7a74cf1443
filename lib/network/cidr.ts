/** Strict parsing and arithmetic of IPv4 networks. */
import ipaddr from 'ipaddr.js'
import { formatIpv4, isIpv6, parseIpv4 } from './address'

/** An inclusive range of addresses. */
export interface AddressRange {
  start: number
  end: number
}

export interface Cidr extends AddressRange {
  /** As written, such as `10.233.0.0/18`. */
  text: string
  prefix: number
}

/** Why a text is not a network. For `host-bits`, `suggestion` is the network that contains the address. */
export type CidrProblem = { problem: 'invalid' | 'not-ipv4' } | { problem: 'host-bits'; suggestion: string }

/** Parses `10.233.0.0/18`. All host bits must be zero. */
export function parseCidr(text: string): Cidr | CidrProblem {
  const [address = '', prefix = '', ...more] = text.split('/')
  if (isIpv6(address)) return { problem: 'not-ipv4' }
  const wellFormed = more.length === 0 && /^(?:0|[1-9][0-9]?)$/.test(prefix) && Number(prefix) <= 32
  if (!wellFormed || !ipaddr.IPv4.isValidCIDRFourPartDecimal(text)) return { problem: 'invalid' }
  const network = ipaddr.IPv4.networkAddressFromCIDR(text).toString()
  if (network !== address) return { problem: 'host-bits', suggestion: `${network}/${prefix}` }
  const start = parseIpv4(network)
  const end = parseIpv4(ipaddr.IPv4.broadcastAddressFromCIDR(text).toString())
  if (start === undefined || end === undefined) return { problem: 'invalid' }
  return { text, prefix: Number(prefix), start, end }
}

export function isCidr(parsed: Cidr | CidrProblem): parsed is Cidr {
  return 'start' in parsed
}

/** Parses a network; undefined if it is invalid. */
export function tryParseCidr(text: string): Cidr | undefined {
  const parsed = parseCidr(text)
  return isCidr(parsed) ? parsed : undefined
}

export function contains(range: AddressRange, address: number): boolean {
  return range.start <= address && address <= range.end
}

export function overlaps(one: AddressRange, other: AddressRange): boolean {
  return one.start <= other.end && other.start <= one.end
}

/** The number of addresses in a range. */
export function addressCount(range: AddressRange): number {
  return range.end - range.start + 1
}

export function firstAddress(range: AddressRange): string {
  return formatIpv4(range.start)
}

export function lastAddress(range: AddressRange): string {
  return formatIpv4(range.end)
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

/** The network with that prefix length that contains the address, as CIDR text. */
export function networkContaining(address: number, prefix: number): string {
  return `${formatIpv4(address - (address % 2 ** (32 - prefix)))}/${prefix}`
}
