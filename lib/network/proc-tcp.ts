/** Parses IPv4 connections of `/proc/net/tcp` and `tcp6` (proc(5)) of a little-endian machine. */

/** The local or remote end of a connection. */
export interface SocketAddress {
  address: string
  port: number
}

/** Local and remote address, state 1 (established); after queues, timers, retransmits, user and timeout the inode. */
const ESTABLISHED = /^ *\d+: ([\dA-F]{8}):([\dA-F]{4}) \S+ 01(?: +\S+){5} +(\d+) /gm

/** The local address of each established connection, by socket inode (`socket:[INODE]` in `/proc/PID/fd`). */
export function establishedBySocket(table: string): Map<string, SocketAddress> {
  return new Map(
    Array.from(table.matchAll(ESTABLISHED), ([, address = '', port = '', socket = '']) => [
      socket,
      { address: parseHexAddress(address), port: Number.parseInt(port, 16) },
    ]),
  )
}

/** Whether a connection from that remote address is established. Includes IPv4-mapped addresses in `tcp6`. */
export function isEstablishedFrom({ address, port }: SocketAddress, tables: string): boolean {
  const hex = (number: number, digits: number) => number.toString(16).toUpperCase().padStart(digits, '0')
  const bytes = address.split('.').map((byte) => hex(Number(byte), 2))
  return tables.includes(`${bytes.reverse().join('')}:${hex(port, 4)} 01 `)
}

/** `0100007F` -> 127.0.0.1. */
function parseHexAddress(hex: string): string {
  const bytes = hex.match(/../g) ?? []
  return bytes
    .reverse()
    .map((byte) => Number.parseInt(byte, 16))
    .join('.')
}
