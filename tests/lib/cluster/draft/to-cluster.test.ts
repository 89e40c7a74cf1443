import { describe, expect, it } from 'vitest'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import { emptyHost } from '@/lib/cluster/draft/empty-draft'
import type { Families } from '@/lib/cluster/draft/field-table'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import {
  exampleDraft,
  ipv6Release,
  release,
  withFamilies,
  withHost,
  withLoadBalancer,
  withStorage,
} from '../example-draft'
import { generateKey } from '../generate-key'

describe('toCluster', () => {
  it('fills in defaults', () => {
    const cluster = toCluster(exampleDraft(), release)
    expect(cluster.taskbox).toEqual({ kind: 'local' })
    expect(cluster.hosts).toEqual([
      {
        id: 'h1',
        name: 'master',
        address: '192.168.0.1',
        ip: '192.168.0.1',
        port: 22,
        login: { user: 'root' },
        taskbox: true,
        roles: ['master', 'etcd'],
      },
      {
        id: 'h2',
        name: 'node1',
        address: '192.168.0.2',
        ip: '192.168.0.2',
        port: 22,
        login: { user: 'root', password: 'PASSWORD' },
        taskbox: false,
        roles: ['node'],
      },
      expect.objectContaining({ name: 'node2' }),
    ])
    expect(cluster.network).toEqual({
      plugin: 'calico',
      serviceCidr: '10.233.0.0/18',
      podCidr: '10.233.64.0/18',
    })
  })

  it('copies the effective login to each host, without unused fields', () => {
    const draft = withHost(1, { sharedLogin: true })
    draft.login = { user: 'ubuntu', password: 'p', privateKey: '', passphrase: 'idle', sudoPassword: 's' }
    expect(toCluster(draft).hosts[1]?.login).toEqual({ user: 'ubuntu', password: 'p', sudoPassword: 's' })
    draft.login.user = ''
    expect(toCluster(draft).hosts[1]?.login).toEqual({ user: 'root', password: 'p' })
  })

  it('terminates a private key with a newline, and does not change passwords', () => {
    const { privateKey } = generateKey('', '-t', 'ed25519')
    const pasted = `  ${privateKey.trim().replaceAll('\n', '\r\n')}  `
    const login = toCluster(withHost(1, { privateKey: pasted, password: '  p  ' })).hosts[1]?.login
    expect(login).toMatchObject({ privateKey, password: '  p  ' })
  })

  it('omits the load balancer without an address', () => {
    expect(toCluster(exampleDraft()).network.loadBalancer).toBeUndefined()
    expect(
      toCluster(withLoadBalancer({ address: '192.168.0.10', port: '', domain: '' }), release).network,
    ).toMatchObject({ loadBalancer: { address: '192.168.0.10', port: 6443, domain: 'lb.kubesphere.local' } })
  })

  it("has exactly the class's parameters, with defaults", () => {
    const ceph = {
      ceph_rbd_monitors: ' a:6789 \n\n b ',
      ceph_rbd_admin_secret: ' s ',
      ceph_rbd_user_secret: 'u',
    }
    const draft = withStorage('ceph-rbd', { ...ceph, nfs_server: 'x', ceph_rbd_pool: ' ' })
    expect(toCluster(draft, release).storage).toEqual({
      class: 'ceph-rbd',
      parameters: {
        ceph_rbd_storage_class: 'rbd',
        ceph_rbd_monitors: 'a:6789\nb',
        ceph_rbd_admin_id: 'admin',
        ceph_rbd_admin_secret: ' s ',
        ceph_rbd_pool: 'rbd',
        ceph_rbd_user_id: 'admin',
        ceph_rbd_user_secret: 'u',
        ceph_rbd_fsType: 'ext4',
        ceph_rbd_imageFormat: '1',
      },
    })
  })

  it('has an SSH taskbox if it is another machine', () => {
    const draft = exampleDraft()
    draft.taskbox = {
      ...draft.taskbox,
      kind: 'ssh',
      address: ' 192.168.0.1',
      port: '2222',
      password: 'x',
      hostKey: 'k',
    }
    expect(toCluster(draft).taskbox).toEqual({
      kind: 'ssh',
      address: '192.168.0.1',
      port: 2222,
      login: { user: 'root', password: 'x' },
      hostKey: 'k',
    })
  })

  it("uses the installer's name and all roles for an all-in-one host", () => {
    const draft = exampleDraft()
    draft.installer.mode = 'all-in-one'
    draft.hosts = [emptyHost('h1', { name: 'mine', address: '192.168.0.1', taskbox: true })]
    expect(toCluster(draft).hosts).toMatchObject([{ name: 'ks-allinone', roles: ['master', 'etcd', 'node'] }])
  })
})

describe('the cluster of a draft with IPv6', () => {
  it('has the IPv6 networks, from the release if they are empty, in canonical form', () => {
    const draft = withFamilies('dual', { podCidrIpv6: 'FD00:10::0/112' })
    expect(toCluster(draft, ipv6Release).network).toEqual({
      plugin: 'calico',
      serviceCidr: '10.233.0.0/18',
      podCidr: '10.233.64.0/18',
      ipv6: { serviceCidr: 'fd85:ee78:d8a6:8607::1000/116', podCidr: 'fd00:10::/112', dualStack: true },
    })
    expect(toCluster(withFamilies('ipv6'), ipv6Release).network.ipv6?.dualStack).toBe(false)
    expect(toCluster(withFamilies('ipv4'), ipv6Release).network.ipv6).toBeUndefined()
  })

  it('has the addresses of each host that its families use', () => {
    const addresses = (families: Families, change: Partial<HostDraft>) => {
      const [host] = toCluster(withFamilies(families, {}, change), ipv6Release).hosts
      return [host?.address, host?.ip, host?.ip6]
    }
    const [ipv4, ipv6] = ['192.168.0.1', 'fd00::1']
    expect(addresses('ipv4', {})).toEqual([ipv4, ipv4, undefined])
    expect(addresses('dual', { ip6: 'FD00:0::1' })).toEqual([ipv4, ipv4, ipv6])
    expect(addresses('ipv6', {})).toEqual([ipv4, ipv6, ipv6])
    expect(addresses('ipv6', { address: 'FD00::9', ip6: '' })).toEqual(['fd00::9', 'fd00::9', 'fd00::9'])
    expect(addresses('dual', { address: 'FD00::9', ip: ipv4, ip6: '' })).toEqual(['fd00::9', ipv4, 'fd00::9'])
    expect(addresses('ipv6', { address: '', ip: ipv4 })).toEqual([ipv6, ipv6, ipv6])
  })
})
