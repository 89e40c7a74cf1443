import { expect, it } from 'vitest'
import { clientNetwork } from '@/server/http/client-address'

it.each([
  ['10.0.0.1', '10.0.0.1'],
  ['127.0.0.1', '127.0.0.1'],
  ['127.8.7.6', '127.0.0.0/8'],
  ['::ffff:127.0.0.2', '127.0.0.0/8'],
  ['::ffff:10.0.0.1', '10.0.0.1'],
  ['2001:db8::a:b:c:d', '2001:db8:0:0::/64'],
  ['2001:db8:0:0:1:2:3:4', '2001:db8:0:0::/64'],
  ['2001:0db8:0000:0001::1', '2001:db8:0:1::/64'],
  ['fe80::a:b:c:d%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['64:ff9b::10.0.0.1', '64:ff9b:0:0::/64'],
  ['nonsense', 'nonsense'],
])('counts %s as %s', (address, network) => {
  expect(clientNetwork(address)).toBe(network)
})
