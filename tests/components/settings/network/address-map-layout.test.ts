import { describe, expect, it } from 'vitest'
import { rangeOf, toRows, toWindows } from '@/components/settings/network/address-map-layout'
import { addressMap } from '@/lib/cluster/address-map'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import { firstAddress, lastAddress } from '@/lib/network/cidr'

const draft = (podCidr: string) => ({
  ...emptyDraft(),
  hosts: [emptyHost('h1', { name: 'master', address: '192.168.0.1' })],
  network: { ...emptyDraft().network, podCidr },
})

describe('the layout of the address map', () => {
  it('omits large gaps', () => {
    const found = toWindows(addressMap(draft('10.233.64.0/18'), undefined))
    expect(found.map(({ segments }) => segments.map(({ kind }) => kind))).toEqual([
      ['service', 'pod'],
      ['docker'],
      ['host'],
    ])
  })

  it('names the ends of what is drawn, not those of its margin', () => {
    const [networks, , hosts] = toWindows(addressMap(draft('10.233.64.0/18'), undefined))
    const ends = (segments = networks?.segments ?? []) =>
      [rangeOf(segments)].flatMap((range) => [firstAddress(range), lastAddress(range)])
    expect(ends()).toEqual(['10.233.0.0', '10.233.127.255'])
    expect(ends(hosts?.segments)).toEqual(['192.168.0.1', '192.168.0.1'])
  })

  it('places overlapping networks in separate rows', () => {
    const [first] = toWindows(addressMap(draft('10.233.0.0/18'), undefined))
    expect(toRows(first?.segments ?? [])).toHaveLength(2)
  })

  it('places adjacent networks in one row', () => {
    const [first] = toWindows(addressMap(draft('10.233.64.0/18'), undefined))
    expect(toRows(first?.segments ?? [])).toHaveLength(1)
  })
})

describe('the layout of IPv6 addresses', () => {
  it('has windows of their own, which end with the address space', () => {
    const network = { families: 'dual', podCidrIpv6: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:0/112' } as const
    const ipv6 = { ...draft('10.233.64.0/18'), network: { ...emptyDraft().network, ...network } }
    const windows = toWindows(addressMap(ipv6, undefined))
    expect(windows.map(({ family, segments }) => [family, segments.map(({ kind }) => kind)])).toEqual([
      [4, ['service', 'pod']],
      [4, ['docker']],
      [4, ['host']],
      [6, ['pod']],
    ])
    expect(windows.map(firstAddress).at(-1)).toBe('ffff:ffff:ffff:ffff:ffff:ffff:fffe:f5c2')
    expect(windows.map(lastAddress).at(-1)).toBe('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff')
  })
})
