import { describe, expect, it } from 'vitest'
import { rowsOf, windows } from '@/components/network/map-layout'
import { emptyDraft, emptyHost } from '@/lib/cluster/defaults'
import { addressMap } from '@/lib/network/map'

const draft = (podCidr: string) => ({
  ...emptyDraft(),
  hosts: [emptyHost('h1', { name: 'master', address: '192.168.0.1' })],
  network: { ...emptyDraft().network, podCidr },
})

describe('the picture of the addresses', () => {
  it('shows the places where something is and leaves out the emptiness between', () => {
    const found = windows(addressMap(draft('10.233.64.0/18'), undefined))
    expect(found.map(({ segments }) => segments.map(({ kind }) => kind))).toEqual([
      ['service', 'pod'],
      ['docker'],
      ['host'],
    ])
  })

  it('draws overlapping networks below each other', () => {
    const [first] = windows(addressMap(draft('10.233.0.0/18'), undefined))
    expect(rowsOf(first?.segments ?? [])).toHaveLength(2)
  })

  it('draws neighbours side by side', () => {
    const [first] = windows(addressMap(draft('10.233.64.0/18'), undefined))
    expect(rowsOf(first?.segments ?? [])).toHaveLength(1)
  })
})
