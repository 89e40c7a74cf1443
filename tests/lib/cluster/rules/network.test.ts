import { describe, expect, it } from 'vitest'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import type { Draft } from '@/lib/cluster/draft/draft'
import { emptyHost } from '@/lib/cluster/draft/empty-draft'
import type { Families } from '@/lib/cluster/draft/field-table'
import { validateDraft } from '@/lib/cluster/draft/validate-draft'
import {
  exampleDraft,
  ipv6Release,
  problem,
  release,
  validate,
  withFamilies,
  withHost,
  withLoadBalancer,
  withNetwork,
  withStorage,
} from '../example-draft'

function withHosts(count: number, podCidr: string) {
  const draft = withNetwork({ podCidr })
  draft.login.password = 'x'
  draft.hosts = Array.from({ length: count }, (_, index) =>
    emptyHost(`h${index}`, {
      name: `n${index}`,
      address: `192.168.${1 + (index >> 7)}.${1 + (index & 127)}`,
      taskbox: index === 0,
      roles: index === 0 ? ['master', 'etcd'] : ['node'],
    }),
  )
  return draft
}

describe('the network plugin', () => {
  it('must be one of the release', () => {
    expect(validate(withNetwork({ plugin: 'flannel' }))).toEqual([])
    expect(validate(withNetwork({ plugin: 'weave' }))).toEqual(['error choice-invalid network.plugin'])
    expect(validate(withNetwork({ plugin: '' }))).toEqual(['error required network.plugin'])
  })
})

describe('a single network', () => {
  it.each([
    ['', 'required'],
    ['10.233.0.0', 'cidr-invalid'],
    ['10.233.0.0/33', 'cidr-invalid'],
    ['10.233.0.0/018', 'cidr-invalid'],
    ['10.233.0.0/18/1', 'cidr-invalid'],
    ['10.233.0.0/１８', 'cidr-invalid'],
    ['10.233/18', 'cidr-invalid'],
    ['fd00::/108', 'cidr-not-ipv4'],
    ['127.0.0.0/16', 'cidr-unusable'],
    ['224.0.0.0/16', 'cidr-unusable'],
    ['10.233.0.0\u0000/18', 'control-character'],
  ])('is invalid as %j: %s', (cidr, code) => {
    expect(validate(withNetwork({ serviceCidr: cidr }))).toEqual([`error ${code} network.serviceCidr`])
    expect(validate(withNetwork({ podCidr: cidr }))).toEqual([`error ${code} network.podCidr`])
  })

  it('is suggested without host bits', () => {
    expect(problem(withNetwork({ serviceCidr: '10.233.1.7/18' }), 'cidr-host-bits')?.facts).toEqual({
      cidr: '10.233.1.7/18',
      network: 'service',
      suggestion: '10.233.0.0/18',
    })
  })
})

describe('the size of a network', () => {
  it('limits the number of hosts to the /24 subnets of the pod network', () => {
    expect(validate(withHosts(4, '10.244.0.0/22'))).toEqual([])
    const draft = withHosts(5, '10.244.0.0/22')
    expect(validate(draft)).toEqual(['error pod-network-too-small network.podCidr'])
    expect(problem(draft, 'pod-network-too-small')?.facts).toMatchObject({
      capacity: 4,
      hosts: 5,
      prefix: 21,
    })
  })

  it('is too small for any host below a /24', () => {
    expect(problem(withNetwork({ podCidr: '10.244.0.0/25' }), 'pod-network-too-small')?.facts).toMatchObject({
      capacity: 0,
      prefix: 22,
    })
  })

  it('is limited by kube-apiserver for the service network', () => {
    expect(validate(withNetwork({ serviceCidr: '10.96.0.0/12' }))).toEqual([])
    expect(validate(withNetwork({ serviceCidr: '10.96.0.0/29' }))).toEqual([])
    expect(validate(withNetwork({ serviceCidr: '10.96.0.0/30' }))).toEqual([
      'error service-network-too-small network.serviceCidr',
    ])
    expect(validate(withNetwork({ serviceCidr: '10.128.0.0/11', podCidr: '10.64.0.0/16' }))).toEqual([
      'error network-too-large network.serviceCidr',
    ])
  })

  it('is limited by kube-controller-manager for the pod network', () => {
    expect(validate(withNetwork({ podCidr: '11.0.0.0/8' }))).toEqual([])
    expect(validate(withNetwork({ podCidr: '12.0.0.0/7' }))).toEqual([
      'error network-too-large network.podCidr',
    ])
  })
})

describe('overlaps', () => {
  it('are rejected in either direction', () => {
    expect(validate(withNetwork({ podCidr: '10.233.0.0/16' }))).toEqual([
      'error networks-overlap network.podCidr',
    ])
    expect(validate(withNetwork({ podCidr: '10.233.32.0/19' }))).toEqual([
      'error networks-overlap network.podCidr',
    ])
  })

  it('do not include adjacent networks', () => {
    expect(validate(withNetwork({ serviceCidr: '10.1.0.0/24', podCidr: '10.1.1.0/24' }))).toContain(
      'error pod-network-too-small network.podCidr',
    )
    expect(validate(withNetwork({ serviceCidr: '10.1.0.0/18', podCidr: '10.1.64.0/18' }))).toEqual([])
  })

  it('with hosts are rejected with the number of hosts', () => {
    const draft = withNetwork({ podCidr: '192.168.0.0/18' })
    draft.storage = { class: 'nfs-server', parameters: {} }
    expect(problem(draft, 'network-touches-host')).toMatchObject({
      severity: 'error',
      path: ['network', 'podCidr'],
      facts: { network: 'pod', cidr: '192.168.0.0/18', name: 'master', address: '192.168.0.1', count: 3 },
    })
  })

  it('include both addresses of a host', () => {
    const problem = 'error network-touches-host network.serviceCidr'
    expect(validate(withHost(1, { ip: '10.233.63.255' }))).toEqual([problem])
    expect(validate(withHost(1, { address: '10.233.0.0', ip: '192.168.0.2' }))).toEqual([problem])
    expect(validate(withHost(1, { ip: '10.233.128.0' }))).toEqual([])
  })

  it('with the load balancer or a storage server are rejected', () => {
    expect(validate(withLoadBalancer({ address: '10.233.64.9' }))).toEqual([
      'error network-touches-load-balancer network.podCidr',
    ])
    expect(validate(withStorage('nfs-client', { nfs_server: '10.233.64.9', nfs_path: '/x' }))).toEqual([
      'error network-touches-storage network.podCidr',
    ])
    const ceph = { ceph_rbd_admin_secret: 'x', ceph_rbd_user_secret: 'x' }
    const monitors = 'ceph.example.org:6789\n10.233.1.1:6789'
    expect(validate(withStorage('ceph-rbd', { ...ceph, ceph_rbd_monitors: monitors }))).toEqual([
      'error network-touches-storage network.serviceCidr',
    ])
    const heketi = { glusterfs_provisioner_clusterid: 'c', jwt_admin_key: 'k' }
    const url = 'http://10.233.1.1:8080'
    expect(validate(withStorage('glusterfs', { ...heketi, glusterfs_provisioner_resturl: url }))).toEqual([
      'error network-touches-storage network.serviceCidr',
    ])
  })

  it('do not include the servers of other storage classes', () => {
    expect(validate(withStorage('nfs-server', { nfs_server: '10.233.64.9' }))).toEqual([
      'warning storage-trial-only storage.class',
    ])
  })

  it("with Docker's default network are warnings", () => {
    expect(validate(withNetwork({ podCidr: '172.16.0.0/12' }))).toEqual([
      'warning network-touches-docker network.podCidr',
    ])
  })
})

describe('the load balancer', () => {
  const three = () => {
    const draft = exampleDraft()
    draft.hosts = draft.hosts.map((host) => ({ ...host, roles: ['master', 'etcd', 'node'] }))
    return draft
  }

  it('is required with several masters', () => {
    expect(validate(three())).toEqual(['error load-balancer-missing network.loadBalancer.address'])
    const draft = three()
    draft.network.loadBalancer.address = '192.168.0.10'
    expect(validate(draft)).toEqual([])
  })

  it('is required with two masters', () => {
    const draft = withHost(1, { roles: ['master', 'node'] })
    expect(problem(draft, 'load-balancer-missing')?.facts).toEqual({ masters: 2 })
  })

  it('is not validated with a single master', () => {
    expect(validate(withLoadBalancer({ port: 'x', domain: '?' }))).toEqual([])
  })

  it('must have a valid address, port and domain', () => {
    expect(validate(withLoadBalancer({ address: 'lb.example.org', port: '0', domain: 'LB_1' }))).toEqual([
      'error ip-invalid network.loadBalancer.address',
      'error port-invalid network.loadBalancer.port',
      'error domain-invalid network.loadBalancer.domain',
    ])
    expect(validate(withLoadBalancer({ address: '192.168.0.10', port: '', domain: '' }))).toEqual([])
    expect(validate(withLoadBalancer({ address: '127.0.0.1' }))).toEqual([
      'error ip-invalid network.loadBalancer.address',
    ])
  })

  it('is a warning if it is one of the hosts', () => {
    expect(validate(withLoadBalancer({ address: '192.168.0.2' }))).toEqual([
      'warning load-balancer-is-host network.loadBalancer.address',
    ])
  })
})

describe('the address families', () => {
  it('must be those of the release, and the problem says why others are not', () => {
    expect(validate(withFamilies('dual'))).toContain('error families-unsupported network.families')
    expect(problem(withFamilies('ipv6'), 'families-unsupported')?.facts).toEqual({
      families: 'ipv6',
      release: 'advanced-1.0.0',
      choices: 'ipv4',
    })
    for (const families of ['ipv4', 'dual', 'ipv6'] as const)
      expect(validate(withFamilies(families), ipv6Release)).toEqual([])
  })

  it('decide which networks are validated', () => {
    const invalid = { serviceCidr: 'a', podCidr: 'b', serviceCidrIpv6: 'c', podCidrIpv6: 'd' }
    const fields = (families: Families) =>
      validate(withFamilies(families, invalid), ipv6Release).map((line) =>
        line.replace('error cidr-invalid network.', ''),
      )
    expect(fields('ipv4')).toEqual(['serviceCidr', 'podCidr'])
    expect(fields('dual')).toEqual(['serviceCidr', 'podCidr', 'serviceCidrIpv6', 'podCidrIpv6'])
    expect(fields('ipv6')).toEqual(['serviceCidrIpv6', 'podCidrIpv6'])
  })

  it('must match each network', () => {
    const swapped = withFamilies('dual', { podCidr: 'fd00:1::/112', podCidrIpv6: '10.64.0.0/16' })
    expect(validate(swapped, ipv6Release)).toEqual([
      'error cidr-not-ipv4 network.podCidr',
      'error cidr-not-ipv6 network.podCidrIpv6',
    ])
    expect(problem(swapped, 'cidr-not-ipv4', undefined, ipv6Release)?.facts.supported).toBe('both')
    expect(problem(withNetwork({ podCidr: 'fd00::/8' }), 'cidr-not-ipv4')?.facts.supported).toBe('ipv4')
  })
})

describe('an IPv6 network', () => {
  const withIpv6 = (change: Partial<Draft['network']>) => withFamilies('dual', change)

  it('is required if the release has no default', () => {
    const { ipv6: _, ...defaults } = ipv6Release.defaults
    const release = { ...ipv6Release, defaults }
    expect(validate(withFamilies('ipv6'), release)).toEqual([
      'error required network.serviceCidrIpv6',
      'error required network.podCidrIpv6',
    ])
  })

  it.each([
    ['fd00:10::/64', 'cidr-host-bits', 'fd00:10::1/64'],
    ['fd00::/129', 'cidr-invalid', 'fd00::/129'],
    ['fe80::/112', 'cidr-unusable', 'fe80::/112'],
    ['::/112', 'cidr-unusable', '::/112'],
  ])('is invalid: %s', (suggestion, code, cidr) => {
    const draft = withIpv6({ podCidrIpv6: cidr })
    expect(validate(draft, ipv6Release)).toContain(`error ${code} network.podCidrIpv6`)
    if (code === 'cidr-host-bits')
      expect(problem(draft, 'cidr-host-bits', undefined, ipv6Release)?.facts.suggestion).toBe(suggestion)
  })

  it('has 3 to 20 host bits for services, and at most 16 bits of subnets for pods', () => {
    const services = (serviceCidrIpv6: string) => validate(withIpv6({ serviceCidrIpv6 }), ipv6Release)
    expect(services('fd00:10::/108')).toEqual([])
    expect(services('fd00:10::/107')).toEqual(['error network-too-large network.serviceCidrIpv6'])
    expect(services('fd00:10::/125')).toEqual([])
    expect(services('fd00:10::/126')).toEqual(['error service-network-too-small network.serviceCidrIpv6'])
    const pods = (podCidrIpv6: string) => validate(withIpv6({ podCidrIpv6 }), ipv6Release)
    expect(pods('fd00:10::/104')).toEqual([])
    expect(pods('fd00:10::/103')).toEqual(['error network-too-large network.podCidrIpv6'])
  })

  it('limits the number of hosts by the node prefix of the release', () => {
    const draft = withIpv6({ podCidrIpv6: 'fd00:10::/119' })
    expect(validate(draft, ipv6Release)).toEqual(['error pod-network-too-small network.podCidrIpv6'])
    expect(problem(draft, 'pod-network-too-small', undefined, ipv6Release)?.facts).toMatchObject({
      capacity: 2,
      hosts: 3,
      slice: 120,
      prefix: 118,
    })
  })

  it('must not overlap the other IPv6 network or contain the address of a host', () => {
    expect(validate(withIpv6({ podCidrIpv6: 'fd85:ee78:d8a6:8607::/112' }), ipv6Release)).toEqual([
      'error networks-overlap network.podCidrIpv6',
    ])
    const draft = withIpv6({ podCidrIpv6: 'fd00::/112' })
    expect(validate(draft, ipv6Release)).toEqual(['error network-touches-host network.podCidrIpv6'])
    expect(problem(draft, 'network-touches-host', undefined, ipv6Release)?.facts).toMatchObject({
      address: 'fd00::1',
      count: 3,
    })
  })
})

describe('the load balancer of a cluster with IPv6', () => {
  const balanced = (families: Families, address: string) =>
    validate(withFamilies(families, { loadBalancer: { address, port: '', domain: '' } }), ipv6Release).filter(
      (line) => line.includes('loadBalancer'),
    )

  it('has an address of a family in use', () => {
    expect(balanced('dual', 'fd00::10')).toEqual([])
    expect(balanced('dual', '192.168.0.10')).toEqual([])
    expect(balanced('ipv6', 'fd00::10')).toEqual([])
    expect(balanced('ipv6', '192.168.0.10')).toEqual(['error ip6-invalid network.loadBalancer.address'])
    expect(balanced('ipv4', 'fd00::10')).toEqual(['error ip-invalid network.loadBalancer.address'])
  })

  it('is an IPv4 address for a release that writes URLs without brackets', () => {
    const old = { ...ipv6Release, loadBalancerNeedsIpv4: true }
    const problems = (address: string) =>
      validate(withFamilies('dual', { loadBalancer: { address, port: '', domain: '' } }), old)
    expect(problems('fd00::10')).toEqual([
      'error load-balancer-ipv6-unsupported network.loadBalancer.address',
    ])
    expect(problems('192.168.0.10')).toEqual([])
  })

  it('is not a host, in any notation', () => {
    expect(balanced('dual', 'FD00:0::2')).toEqual([
      'warning load-balancer-is-host network.loadBalancer.address',
    ])
  })
})

describe("Docker's default network", () => {
  it('may be used by the cluster if its hosts do not run Docker', () => {
    const draft = withNetwork({ podCidr: '172.17.0.0/16' })
    const codes = (usesDocker: boolean) =>
      validateDraft(draft, { ...release, usesDocker }, CHECK_IDS).map(({ code }) => code)
    expect(codes(true)).toContain('network-touches-docker')
    expect(codes(false)).not.toContain('network-touches-docker')
  })
})
