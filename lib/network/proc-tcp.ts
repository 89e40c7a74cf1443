/** Connections as Linux lists them in `/proc/net/tcp` and `tcp6` (man 5 proc), of a little-endian machine. IPv4 alone. */

/** One end of a connection. */
export interface SocketAddress {
  address: string
  port: number
}

/** Local end, remote end, state 1 (established); behind queues, timers, retransmits, user and time-out the socket. */
const ESTABLISHED = /^ *\d+: ([\dA-F]{8}):([\dA-F]{4}) \S+ 01(?: +\S+){5} +(\d+) /gm

/** The local end of each established connection, by the number of its socket (`socket:[NUMBER]` in `/proc/PID/fd`). */
export function establishedBySocket(table: string): Map<string, SocketAddress> {
  return new Map(
    Array.from(table.matchAll(ESTABLISHED), ([, address = '', port = '', socket = '']) => [
      socket,
      { address: parseHexAddress(address), port: Number.parseInt(port, 16) },
    ]),
  )
}

/** Whether a connection from there is established here; also where it lies in `tcp6`, as IPv4 mapped into IPv6. */
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
