import { expect, it } from 'vitest'
import { ADDRESSES, ROUTES } from '@/lib/checks/interfaces'

it('reads addresses of every kind', () => {
  const text = `1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever
2: eth0@if7    inet 10.0.0.5/24 brd 10.0.0.255 scope global eth0
3: ppp0    inet 10.9.0.1 peer 10.9.0.2/32 scope global ppp0
garbage`
  expect(
    ADDRESSES.read(text)?.map(
      ({ interface: name, address, network }) => `${name} ${address} ${network.text}`,
    ),
  ).toEqual(['lo 127.0.0.1 127.0.0.0/8', 'eth0 10.0.0.5 10.0.0.0/24', 'ppp0 10.9.0.1 10.9.0.1/32'])
})

it('reads routes of every kind', () => {
  const text = `default via 10.0.0.1 dev eth0 proto dhcp
10.0.0.0/24 dev eth0 proto kernel scope link src 10.0.0.5
10.8.0.0/16 via 10.0.0.9 dev eth0
169.254.169.254 via 10.0.0.1 dev eth0
blackhole 10.233.64.0/26 proto bird`
  expect(ROUTES.read(text)?.map(({ network, gateway }) => `${network.text} ${gateway}`)).toEqual([
    '10.0.0.0/24 false',
    '10.8.0.0/16 true',
    '169.254.169.254/32 true',
  ])
})
