import { describe, expect, it } from 'vitest'
import { emptyHost } from '@/lib/cluster/defaults'
import {
  exampleDraft,
  judged,
  problem,
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

describe('the plugin', () => {
  it('is one of the release', () => {
    expect(judged(withNetwork({ plugin: 'flannel' }))).toEqual([])
    expect(judged(withNetwork({ plugin: 'weave' }))).toEqual(['error choice-invalid network.plugin'])
    expect(judged(withNetwork({ plugin: '' }))).toEqual(['error required network.plugin'])
  })
})

describe('networks by themselves', () => {
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
  ])('refuses %j: %s', (cidr, code) => {
    expect(judged(withNetwork({ serviceCidr: cidr }))).toEqual([`error ${code} network.serviceCidr`])
    expect(judged(withNetwork({ podCidr: cidr }))).toEqual([`error ${code} network.podCidr`])
  })

  it('names the network that was meant where host bits are set', () => {
    expect(problem(withNetwork({ serviceCidr: '10.233.1.7/18' }), 'cidr-host-bits')?.facts).toEqual({
      cidr: '10.233.1.7/18',
      network: 'service',
      suggestion: '10.233.0.0/18',
    })
  })
})

describe('sizes', () => {
  it('gives each host its /24 of the pod network', () => {
    expect(judged(withHosts(4, '10.244.0.0/22'))).toEqual([])
    const draft = withHosts(5, '10.244.0.0/22')
    expect(judged(draft)).toEqual(['error pod-network-too-small network.podCidr'])
    expect(problem(draft, 'pod-network-too-small')?.facts).toMatchObject({
      capacity: 4,
      hosts: 5,
      prefix: 21,
    })
  })

  it('gives no host room in less than a /24', () => {
    expect(problem(withNetwork({ podCidr: '10.244.0.0/25' }), 'pod-network-too-small')?.facts).toMatchObject({
      capacity: 0,
      prefix: 22,
    })
  })

  it('keeps the service network within what the apiserver takes', () => {
    expect(judged(withNetwork({ serviceCidr: '10.96.0.0/12' }))).toEqual([])
    expect(judged(withNetwork({ serviceCidr: '10.96.0.0/29' }))).toEqual([])
    expect(judged(withNetwork({ serviceCidr: '10.96.0.0/30' }))).toEqual([
      'error service-network-too-small network.serviceCidr',
    ])
    expect(judged(withNetwork({ serviceCidr: '10.128.0.0/11', podCidr: '10.64.0.0/16' }))).toEqual([
      'error network-too-large network.serviceCidr',
    ])
  })

  it('keeps the pod network within what the controller manager takes', () => {
    expect(judged(withNetwork({ podCidr: '11.0.0.0/8' }))).toEqual([])
    expect(judged(withNetwork({ podCidr: '12.0.0.0/7' }))).toEqual([
      'error network-too-large network.podCidr',
    ])
  })
})

describe('networks against each other and the world', () => {
  it('refuses an overlap, whichever holds the other', () => {
    expect(judged(withNetwork({ podCidr: '10.233.0.0/16' }))).toEqual([
      'error networks-overlap network.podCidr',
    ])
    expect(judged(withNetwork({ podCidr: '10.233.32.0/19' }))).toEqual([
      'error networks-overlap network.podCidr',
    ])
  })

  it('takes neighbours', () => {
    expect(judged(withNetwork({ serviceCidr: '10.1.0.0/24', podCidr: '10.1.1.0/24' }))).toContain(
      'error pod-network-too-small network.podCidr',
    )
    expect(judged(withNetwork({ serviceCidr: '10.1.0.0/18', podCidr: '10.1.64.0/18' }))).toEqual([])
  })

  it('refuses a network that a host stands in, and says how many do', () => {
    const draft = withNetwork({ podCidr: '192.168.0.0/18' })
    draft.storage = { class: 'nfs-server', parameters: {} }
    expect(problem(draft, 'network-touches-host')).toMatchObject({
      severity: 'error',
      path: ['network', 'podCidr'],
      facts: { network: 'pod', cidr: '192.168.0.0/18', name: 'master', address: '192.168.0.1', count: 3 },
    })
  })

  it('looks at both addresses of a host', () => {
    const touched = 'error network-touches-host network.serviceCidr'
    expect(judged(withHost(1, { ip: '10.233.63.255' }))).toEqual([touched])
    expect(judged(withHost(1, { address: '10.233.0.0', ip: '192.168.0.2' }))).toEqual([touched])
    expect(judged(withHost(1, { ip: '10.233.128.0' }))).toEqual([])
  })

  it('refuses a network that the load balancer or the storage stands in', () => {
    expect(judged(withLoadBalancer({ address: '10.233.64.9' }))).toEqual([
      'error network-touches-load-balancer network.podCidr',
    ])
    expect(judged(withStorage('nfs-client', { nfs_server: '10.233.64.9', nfs_path: '/x' }))).toEqual([
      'error network-touches-storage network.podCidr',
    ])
    const ceph = { ceph_rbd_admin_secret: 'x', ceph_rbd_user_secret: 'x' }
    const monitors = 'ceph.example.org:6789\n10.233.1.1:6789'
    expect(judged(withStorage('ceph-rbd', { ...ceph, ceph_rbd_monitors: monitors }))).toEqual([
      'error network-touches-storage network.serviceCidr',
    ])
    const heketi = { glusterfs_provisioner_clusterid: 'c', jwt_admin_key: 'k' }
    const url = 'http://10.233.1.1:8080'
    expect(judged(withStorage('glusterfs', { ...heketi, glusterfs_provisioner_resturl: url }))).toEqual([
      'error network-touches-storage network.serviceCidr',
    ])
  })

  it('does not look at the servers of a class that is not chosen', () => {
    expect(judged(withStorage('nfs-server', { nfs_server: '10.233.64.9' }))).toEqual([
      'warning storage-trial-only storage.class',
    ])
  })

  it("warns of Docker's own network", () => {
    expect(judged(withNetwork({ podCidr: '172.16.0.0/12' }))).toEqual([
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

  it('is needed with several masters', () => {
    expect(judged(three())).toEqual(['error load-balancer-missing network.loadBalancer.address'])
    const draft = three()
    draft.network.loadBalancer.address = '192.168.0.10'
    expect(judged(draft)).toEqual([])
  })

  it('is needed with two as well', () => {
    const draft = withHost(1, { roles: ['master', 'node'] })
    expect(problem(draft, 'load-balancer-missing')?.facts).toEqual({ masters: 2 })
  })

  it('is not looked at where nobody needs it', () => {
    expect(judged(withLoadBalancer({ port: 'x', domain: '?' }))).toEqual([])
  })

  it('has a valid address, port and domain', () => {
    expect(judged(withLoadBalancer({ address: 'lb.example.org', port: '0', domain: 'LB_1' }))).toEqual([
      'error ip-invalid network.loadBalancer.address',
      'error port-invalid network.loadBalancer.port',
      'error domain-invalid network.loadBalancer.domain',
    ])
    expect(judged(withLoadBalancer({ address: '192.168.0.10', port: '', domain: '' }))).toEqual([])
    expect(judged(withLoadBalancer({ address: '127.0.0.1' }))).toEqual([
      'error ip-invalid network.loadBalancer.address',
    ])
  })

  it('is a warning where it is one of the hosts', () => {
    expect(judged(withLoadBalancer({ address: '192.168.0.2' }))).toEqual([
      'warning load-balancer-is-host network.loadBalancer.address',
    ])
  })
})
