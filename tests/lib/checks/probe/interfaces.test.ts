import { expect, it } from 'vitest'
import { ADDRESSES, ROUTES } from '@/lib/checks/probe/interfaces'
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
