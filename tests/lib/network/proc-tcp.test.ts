import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { expect, it } from 'vitest'
import { establishedBySocket, isEstablishedFrom } from '@/lib/network/proc-tcp'

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const row = (local: string, remote: string, state: string, socket: number) =>
  `   1: ${local} ${remote} ${state} 00000000:00000000 02:000A7F3C 00000000     0        0 ${socket} 2 0 20 4 30 10 -1\n`

it('parses the local address of established connections by socket', () => {
  const listening = row('00000000:0016', '00000000:0000', '0A', 11)
  const established = row('0B014D0A:A26B', '0C014D0A:0016', '01', 12)
  expect(establishedBySocket(HEAD + listening + established)).toEqual(
    new Map([['12', { address: '10.77.1.11', port: 41579 }]]),
  )
})

it('finds a connection by remote address, also IPv4-mapped', () => {
  const from = { address: '10.77.1.11', port: 41579 }
  const mapped = '0000000000000000FFFF0000'
  expect(isEstablishedFrom(from, HEAD + row('0C014D0A:0016', '0B014D0A:A26B', '01', 1))).toBe(true)
  const sixth = row(`${mapped}0C014D0A:0016`, `${mapped}0B014D0A:A26B`, '01', 1)
  expect(isEstablishedFrom(from, HEAD + sixth)).toBe(true)
  expect(isEstablishedFrom(from, HEAD + row('0B014D0A:A26B', '0C014D0A:0016', '01', 1))).toBe(false)
  expect(isEstablishedFrom(from, HEAD + row('0C014D0A:0016', '0B014D0A:A26B', '06', 1))).toBe(false)
})

it('parses IPv6 connections', () => {
  const from = { address: 'fd00::1:b', port: 41579 }
  const [own, peer] = ['000000FD00000000000000000B000100:A26B', '000000FD000000000000000002000000:0016']
  expect(establishedBySocket(HEAD + row(own, peer, '01', 12))).toEqual(new Map([['12', from]]))
  expect(isEstablishedFrom(from, HEAD + row(peer, own, '01', 1))).toBe(true)
  expect(isEstablishedFrom({ ...from, address: 'fd00::2:b' }, HEAD + row(peer, own, '01', 1))).toBe(false)
  const mapped = row('0000000000000000FFFF00000B014D0A:A26B', peer, '01', 13)
  expect(establishedBySocket(HEAD + mapped).get('13')?.address).toBe('10.77.1.11')
})

it.each([
  ['127.0.0.1', '/proc/net/tcp'],
  ['::1', '/proc/net/tcp6'],
])('parses the tables of this machine: %s', async (local, file) => {
  const server = createServer().listen(0, local)
  await once(server, 'listening')
  const address = server.address()
  const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, local)
  await once(socket, 'connect')
  const table = readFileSync(file, 'utf8')
  const end = { address: local, port: socket.localPort ?? 0 }
  expect([...establishedBySocket(table).values()]).toContainEqual(end)
  expect(isEstablishedFrom(end, table)).toBe(true)
  socket.destroy()
  server.close()
})
