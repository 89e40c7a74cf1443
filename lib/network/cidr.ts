/** IPv4 networks: reading them strictly, and the arithmetic that the network step needs. Text goes through ipaddr.js. */
import ipaddr from 'ipaddr.js'
import { formatIpv4, isIpv6, parseIpv4 } from './address'

/** A stretch of addresses, both ends included. */
export interface AddressRange {
  start: number
  end: number
}

export interface Cidr extends AddressRange {
  /** As written, such as `10.233.0.0/18`. */
  text: string
  prefix: number
}

/** Why a text is no network. `host-bits` comes with the network that was probably meant. */
export type CidrProblem = { problem: 'invalid' | 'not-ipv4' } | { problem: 'host-bits'; suggestion: string }

/** Reads `10.233.0.0/18`: four decimal parts, a slash, 0 to 32, and no bit set behind the prefix. */
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

/** The network, or undefined where the text is none. */
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

/** How many addresses it has. */
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
 * How many hosts a pod network carries: each gets a slice of prefix `nodePrefix`
 * (`kube_network_node_prefix`, 24 in Kubespray). 0 where the network is smaller than one slice.
 */
export function nodeCapacity(network: { prefix: number }, nodePrefix: number): number {
  return network.prefix > nodePrefix ? 0 : 2 ** (nodePrefix - network.prefix)
}

/** The longest prefix of a pod network that carries this many hosts. */
export function prefixForNodes(hosts: number, nodePrefix: number): number {
  return nodePrefix - Math.ceil(Math.log2(Math.max(1, hosts)))
}

/** The network of that prefix which the address lies in, as text. */
export function networkContaining(address: number, prefix: number): string {
  return `${formatIpv4(address - (address % 2 ** (32 - prefix)))}/${prefix}`
}
