/** Parses connections of `/proc/net/tcp` and `tcp6` (proc(5)) of a little-endian machine. */
import { formatAddress, parseAddress } from './address'

/** The local or remote end of a connection. */
export interface SocketAddress {
  address: string
  port: number
}

/** Local and remote address, state 1 (established); after queues, timers, retransmits, user and timeout the inode. */
const ESTABLISHED = /^ *\d+: ([\dA-F]{8}|[\dA-F]{32}):([\dA-F]{4}) \S+ 01(?: +\S+){5} +(\d+) /gm
/** The first 96 bits of an IPv4-mapped address. */
const IPV4_MAPPED = 0xffffn

/** The local address of each established connection, by socket inode (`socket:[INODE]` in `/proc/PID/fd`). */
export function establishedBySocket(tables: string): Map<string, SocketAddress> {
  return new Map(
    Array.from(tables.matchAll(ESTABLISHED), ([, address = '', port = '', socket = '']) => [
      socket,
      { address: parseHexAddress(address), port: Number.parseInt(port, 16) },
    ]),
  )
}

/** Whether a connection from that remote address is established. Includes IPv4-mapped addresses in `tcp6`. */
export function isEstablishedFrom({ address, port }: SocketAddress, tables: string): boolean {
  const parsed = parseAddress(address)
  if (!parsed) return false
  const hex = parsed.value.toString(16).padStart(parsed.family === 4 ? 8 : 32, '0')
  const end = `${swapWords(hex)}:${port.toString(16).padStart(4, '0')}`.toUpperCase()
  return tables.includes(`${end} 01 `)
}

/** `0100007F` -> 127.0.0.1. */
function parseHexAddress(hex: string): string {
  const value = BigInt(`0x${swapWords(hex)}`)
  if (hex.length === 8) return formatAddress({ family: 4, value })
  return value >> 32n === IPV4_MAPPED
    ? formatAddress({ family: 4, value: value & 0xffffffffn })
    : formatAddress({ family: 6, value })
}

/** Reverses the bytes of each 32-bit word. */
function swapWords(hex: string): string {
  return hex.replace(/(..)(..)(..)(..)/g, '$4$3$2$1')
}
