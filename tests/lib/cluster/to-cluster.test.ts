import { describe, expect, it } from 'vitest'
import { emptyHost } from '@/lib/cluster/defaults'
import { toCluster } from '@/lib/cluster/to-cluster'
import { exampleDraft, release, withHost, withLoadBalancer, withStorage } from './example-draft'
import { generateKey } from './generate-key'

describe('complete', () => {
  it('fills in what the example of the guide leaves out', () => {
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

  it('gives each host the login that it uses, with only what matters', () => {
    const draft = withHost(1, { sharedLogin: true })
    draft.login = { user: 'ubuntu', password: 'p', privateKey: '', passphrase: 'idle', sudoPassword: 's' }
    expect(toCluster(draft).hosts[1]?.login).toEqual({ user: 'ubuntu', password: 'p', sudoPassword: 's' })
    draft.login.user = ''
    expect(toCluster(draft).hosts[1]?.login).toEqual({ user: 'root', password: 'p' })
  })

  it('ends a key with a line as OpenSSH wants it, and keeps passwords to the letter', () => {
    const { privateKey } = generateKey('', '-t', 'ed25519')
    const pasted = `  ${privateKey.trim().replaceAll('\n', '\r\n')}  `
    const login = toCluster(withHost(1, { privateKey: pasted, password: '  p  ' })).hosts[1]?.login
    expect(login).toMatchObject({ privateKey, password: '  p  ' })
  })

  it('fills in the load balancer only where there is one', () => {
    expect(toCluster(exampleDraft()).network.loadBalancer).toBeUndefined()
    expect(
      toCluster(withLoadBalancer({ address: '192.168.0.10', port: '', domain: '' }), release).network,
    ).toMatchObject({ loadBalancer: { address: '192.168.0.10', port: 6443, domain: 'lb.kubesphere.local' } })
  })

  it("keeps the chosen class's parameters, with defaults, and no others", () => {
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

  it('reaches the taskbox by SSH where it is another machine', () => {
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

  it('names the one host of all-in-one as the installer does, and gives it every role', () => {
    const draft = exampleDraft()
    draft.installer.mode = 'all-in-one'
    draft.hosts = [emptyHost('h1', { name: 'mine', address: '192.168.0.1', taskbox: true })]
    expect(toCluster(draft).hosts).toMatchObject([{ name: 'ks-allinone', roles: ['master', 'etcd', 'node'] }])
  })
})
