/** Address arithmetic of practice networks: free blocks, and the address of each host. */
import { formatIpv4, parseIpv4 } from '@/lib/network/address'

/** Ranges for practice networks, in order of preference. The last is reserved for benchmarks (RFC 2544). */
const POOLS = ['10.77.0.0/16', '172.29.0.0/16', '192.168.192.0/18', '198.18.0.0/15'] as const
/** The first host's address. Reserved: network, machine, router, the rest up to .10, and broadcast. */
const FIRST_HOST = 11
const NOT_HOSTS = FIRST_HOST + 1
const SMALLEST_PREFIX = 24
const LARGEST_PREFIX = 18

export interface Block {
  first: number
  prefix: number
}

const size = (prefix: number): number => 2 ** (32 - prefix)

/** Parses `a.b.c.d/p` or a single address; undefined for other text, such as `default`. */
export function parseBlock(text: string): Block | undefined {
  const [address = '', prefix = '32'] = text.split('/')
  const value = parseIpv4(address)
  if (value === undefined) return undefined
  const bits = Number(prefix)
  return { first: value - (value % size(bits)), prefix: bits }
}

export const formatBlock = (block: Block): string => `${formatIpv4(block.first)}/${block.prefix}`

/** The nth address of a block, counted from its network address. */
export const addressOf = (block: Block, n: number): string => formatIpv4(block.first + n)
/** This machine's address in the network. */
export const machineAddress = (block: Block): string => addressOf(block, 1)
/** The router's address: the hosts' default gateway, without a route to other networks. */
export const routerAddress = (block: Block): string => addressOf(block, 2)
export const hostAddress = (block: Block, index: number): string => addressOf(block, FIRST_HOST + index)

export function overlaps(a: Block, b: Block): boolean {
  return a.first < b.first + size(b.prefix) && b.first < a.first + size(a.prefix)
}

/** The longest prefix of a network for this number of hosts; undefined if a practice network cannot be that large. */
export function prefixFor(hosts: number): number | undefined {
  for (let prefix = SMALLEST_PREFIX; prefix >= LARGEST_PREFIX; prefix--)
    if (size(prefix) >= hosts + NOT_HOSTS) return prefix
  return undefined
}

/** All blocks of that size that do not overlap with `used`, in a fixed order. */
export function* freeBlocks(prefix: number, used: readonly Block[]): Generator<Block> {
  for (const pool of POOLS) {
    const whole = parseBlock(pool)
    if (whole === undefined) continue
    for (let first = whole.first; first < whole.first + size(whole.prefix); first += size(prefix)) {
      const block = { first, prefix }
      if (!used.some((other) => overlaps(block, other))) yield block
    }
  }
}
