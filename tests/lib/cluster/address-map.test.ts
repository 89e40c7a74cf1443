import { describe, expect, it } from 'vitest'
import { addressMap, incomparableNetworks } from '@/lib/cluster/address-map'
import { emptyDraft } from '@/lib/cluster/draft/empty-draft'
import type { Families } from '@/lib/cluster/draft/field-table'
import {
  exampleDraft,
  ipv6Release,
  release,
  withFamilies,
  withLoadBalancer,
  withNetwork,
} from './example-draft'

const segments = (draft = exampleDraft()) =>
  addressMap(draft, release).map(({ kind, name, text, overlaps }) => [kind, name, text, overlaps])

describe('addressMap', () => {
  it('returns all segments in order', () => {
    expect(segments(withLoadBalancer({ address: '192.168.0.10' }))).toEqual([
      ['service', '', '10.233.0.0/18', []],
      ['pod', '', '10.233.64.0/18', []],
      ['docker', '', '172.17.0.0/16', []],
      ['host', 'master', '192.168.0.1', []],
      ['host', 'node1', '192.168.0.2', []],
      ['host', 'node2', '192.168.0.3', []],
      ['storage', 'nfs_server', '192.168.0.9', []],
      ['load-balancer', 'lb.kubesphere.local', '192.168.0.10', []],
    ])
  })

  it('reports overlaps in both directions', () => {
    const draft = withNetwork({ serviceCidr: '192.168.0.0/24', podCidr: '192.168.0.0/16' })
    draft.hosts = draft.hosts.slice(0, 1)
    draft.storage.class = ''
    expect(segments(draft)).toEqual([
      ['docker', '', '172.17.0.0/16', []],
      ['pod', '', '192.168.0.0/16', [2, 3]],
      ['service', '', '192.168.0.0/24', [1, 3]],
      ['host', 'master', '192.168.0.1', [1, 2]],
    ])
  })

  it('omits incomplete values and corrects host bits', () => {
    const draft = withNetwork({ serviceCidr: '10.233.', podCidr: ' 10.233.70.1/18 ' })
    draft.hosts = draft.hosts.map((host) => ({ ...host, address: '192.168.0.', ip: 'x' }))
    draft.storage.parameters.nfs_server = ''
    expect(segments(draft)).toEqual([
      ['pod', '', '10.233.70.1/18', []],
      ['docker', '', '172.17.0.0/16', []],
    ])
    expect(addressMap(emptyDraft(), undefined)).toHaveLength(3)
  })
})

it('a network that is not valid is reported as not compared, one with host bits is compared', () => {
  const kinds = (podCidr: string) =>
    incomparableNetworks(withNetwork({ podCidr }), release).map(({ kind }) => kind)
  expect(kinds('10.233.')).toEqual(['pod'])
  expect(kinds('10.233.70.1/18')).toEqual([])
})

describe('the address map of a cluster with IPv6', () => {
  const ofFamilies = (families: Families) =>
    addressMap(withFamilies(families), ipv6Release)
      .filter(({ name }) => name === '' || name === 'master')
      .map(({ kind, text, overlaps }) => [kind, text, overlaps])

  const ipv6 = [
    ['host', 'fd00::1', []],
    ['service', 'fd85:ee78:d8a6:8607::1000/116', []],
    ['pod', 'fd85:ee78:d8a6:8607::1:0000/112', []],
  ]
  const docker = ['docker', '172.17.0.0/16', []]
  const host = ['host', '192.168.0.1', []]

  it('has the networks and addresses of the families in use, IPv4 first', () => {
    const ipv4 = [['service', '10.233.0.0/18', []], ['pod', '10.233.64.0/18', []], docker, host]
    expect(ofFamilies('ipv4')).toEqual(ipv4)
    expect(ofFamilies('dual')).toEqual([...ipv4, ...ipv6])
    expect(ofFamilies('ipv6')).toEqual([docker, host, ...ipv6])
  })

  it('reports overlaps', () => {
    const draft = withFamilies('ipv6', { podCidrIpv6: 'fd00::/112', serviceCidrIpv6: 'fd00::/116' })
    const segments = addressMap(draft, ipv6Release)
    const overlaps = segments.map(({ text, overlaps }) => [text, overlaps.map((at) => segments[at]?.text)])
    expect(overlaps).toContainEqual(['fd00::2', ['fd00::/112', 'fd00::/116']])
  })
})
