import { readFileSync } from 'node:fs'
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { ADDRESSES, hostAddresses, ROUTES } from '@/lib/checks/probe/interfaces'
import { files } from '../fixtures'

it('parses addresses of every kind', () => {
  const text = `1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever
2: eth0@if7    inet 10.0.0.5/24 brd 10.0.0.255 scope global eth0
3: ppp0    inet 10.9.0.1 peer 10.9.0.2/32 scope global ppp0
garbage`
  expect(
    ADDRESSES.parse(text)?.map(
      ({ interface: name, address, network }) => `${name} ${address} ${network.text}`,
    ),
  ).toEqual(['lo 127.0.0.1 127.0.0.0/8', 'eth0 10.0.0.5 10.0.0.0/24', 'ppp0 10.9.0.1 10.9.0.1/32'])
})

it('parses routes of every kind', () => {
  const lines = [
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
    'eth0\t00000000\t0100000A\t0003\t0\t0\t0\t00000000\t0\t0\t0',
    'eth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
    'eth0\t0000080A\t0900000A\t0003\t0\t0\t0\t0000FFFF\t0\t0\t0',
    'eth0\tFEA9FEA9\t0100000A\t0007\t0\t0\t0\tFFFFFFFF\t0\t0\t0',
    '*\t0040E90A\t00000000\t0200\t0\t0\t0\tC0FFFFFF\t0\t0\t0',
  ]
  expect(
    ROUTES.parse(files({ '/proc/net/route': lines }))?.map(
      ({ network, gateway }) => `${network.text} ${gateway}`,
    ),
  ).toEqual(['10.0.0.0/24 false', '10.8.0.0/16 true', '169.254.169.254/32 true'])
})

it('parses IPv6 addresses', () => {
  const text = `1: lo    inet6 ::1/128 scope host \\       valid_lft forever preferred_lft forever
4: eth0    inet6 fd00::2/64 scope global nodad \\       valid_lft forever preferred_lft forever
4: eth0@if7    inet6 fe80::fc:ff:fe00:1/64 scope link \\       valid_lft forever
5: wg0    inet6 fd00:9::1 peer fd00:9::2/128 scope global \\       valid_lft forever
6: eth1    inet 10.0.0.5/24 brd 10.0.0.255 scope global eth1`
  const found = ADDRESSES.parse(text) ?? []
  expect(found.map(({ address, network }) => `${address} ${network.text}`)).toEqual([
    '::1 ::1/128',
    'fd00::2 fd00::/64',
    'fe80::fc:ff:fe00:1 fe80::/64',
    'fd00:9::1 fd00:9::1/128',
    '10.0.0.5 10.0.0.0/24',
  ])
  // Loopback and link-local addresses are of no use to other hosts.
  expect(hostAddresses(new Map([['addresses', text]]))).toEqual(['10.0.0.5', 'fd00::2', 'fd00:9::1'])
})

it('parses IPv6 routes, without those of every host', () => {
  const none = '0'.repeat(32)
  const route = (target: string, prefix: string, gateway: string, flags: string, name = 'eth0') =>
    `${target.padEnd(32, '0')} ${prefix} ${none} 00 ${gateway.padEnd(32, '0')} 00000100 00000001 00000000 ${flags}     ${name}`
  const lines = [
    route('fd', '40', '', '00000001'),
    route('fd0000aa', '30', 'fd0000000000000000000000000000fe', '00000003', 'eth1'),
    route('', '00', 'fd000000000000000000000000000001', '00000003'),
    route('fe80', '40', '', '00000001'),
    route('ff', '08', '', '00000001'),
    route('fd000000000000000000000000000002', '80', '', '80200001'),
    route('fd0000bb', '40', '', '00200200', 'lo'),
    'garbage',
  ]
  const found = ROUTES.parse(files({ '/proc/net/ipv6_route': lines })) ?? []
  expect(found.map((one) => `${one.network.text} ${one.interface} ${one.gateway}`)).toEqual([
    'fd00::/64 eth0 false',
    'fd00:aa::/48 eth1 true',
  ])
})

it('parses the routes of this machine as ip prints them', async () => {
  const text = files({ '/proc/net/ipv6_route': readFileSync('/proc/net/ipv6_route', 'utf8').split('\n') })
  const { stdout } = await execa('ip', ['-6', 'route', 'show', 'table', 'main'])
  const printed = [...stdout.matchAll(/^([\da-f:]+\/\d+) .*?dev (\S+)/gm)]
    .filter(([, network = '']) => !network.startsWith('fe80:'))
    .map(([, network, name]) => `${network} ${name}`)
  const parsed = (ROUTES.parse(text) ?? []).map((one) => `${one.network.text} ${one.interface}`)
  expect(new Set(parsed.filter((one) => !one.includes('/128')))).toEqual(
    new Set(printed.filter((one) => !one.includes('/128'))),
  )
})
