import { describe, expect, it } from 'vitest'
import { toRows, toWindows } from '@/components/settings/network/address-map-layout'
import { addressMap } from '@/lib/cluster/address-map'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'

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

  it('places overlapping networks in separate rows', () => {
    const [first] = toWindows(addressMap(draft('10.233.0.0/18'), undefined))
    expect(toRows(first?.segments ?? [])).toHaveLength(2)
  })

  it('places adjacent networks in one row', () => {
    const [first] = toWindows(addressMap(draft('10.233.64.0/18'), undefined))
    expect(toRows(first?.segments ?? [])).toHaveLength(1)
  })
})
