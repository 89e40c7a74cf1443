import { describe, expect, it } from 'vitest'
import { SECRET_PLACEHOLDER } from '@/lib/cluster/draft'
import { exampleDraft, judged, problem, release, withStorage } from '../example-draft'

const ceph = {
  ceph_rbd_monitors: '192.168.0.21:6789\nceph2.example.org',
  ceph_rbd_admin_secret: 'a',
  ceph_rbd_user_secret: 'u',
}
const gluster = {
  glusterfs_provisioner_resturl: 'http://192.168.0.30:8080',
  glusterfs_provisioner_clusterid: '21240a91145aee4d801661689383dcd1',
  jwt_admin_key: 'key',
}
const qingcloud = { qy_access_key_id: 'id', qy_secret_access_key: 'key', qy_zone: 'pek3a' }
const neonsan = { neonsan_server_address: '192.168.0.40:7777', neonsan_cluster_name: 'c1' }
const nfs = { nfs_server: 'nfs.example.org', nfs_path: '/srv' }

describe('storage classes', () => {
  it.each([
    ['nfs-client', nfs],
    ['ceph-rbd', ceph],
    ['glusterfs', gluster],
    ['qingcloud', qingcloud],
    ['neonsan', neonsan],
  ])('takes %s with what it needs; the rest has defaults', (id, parameters) => {
    expect(judged(withStorage(id, parameters))).toEqual([])
  })

  it.each(release.storageClasses.filter(({ id }) => id !== 'local').map((one) => [one.id, one] as const))(
    'asks for exactly what %s must be told',
    (id, { parameters }) => {
      const needed = parameters.filter((one) => one.required && !one.default && !one.when)
      const missing = judged(withStorage(id)).filter((line) => line.startsWith('error'))
      expect(missing).toEqual(
        needed.map(({ key }) => `error storage-parameter-missing storage.parameters.${key}`),
      )
    },
  )

  it('wants one to be chosen, of those that there are, that fits the mode', () => {
    expect(judged(withStorage(''))).toEqual(['error storage-class-missing storage.class'])
    expect(judged(withStorage('zfs'))).toEqual(['error storage-class-unknown storage.class'])
    expect(judged(withStorage('local'))).toEqual(['error storage-class-mode storage.class'])
    expect(problem(withStorage('local'), 'storage-class-mode')?.facts.choices).toMatch(
      /^nfs-server, nfs-client/,
    )
  })

  it('warns of NFS in Kubernetes', () => {
    expect(judged(withStorage('nfs-server'))).toEqual(['warning storage-trial-only storage.class'])
  })
})

describe('storage parameters', () => {
  it.each([
    ['nfs_server', 'nfs server', 'address-invalid'],
    ['nfs_server', '192.168.0.9:/srv', 'address-invalid'],
    ['nfs_server', 'x'.repeat(70), 'address-invalid'],
    ['nfs_path', 'srv', 'path-invalid'],
    ['nfs_path', '/srv\u0007', 'control-character'],
    ['nfs_path', `/${'x'.repeat(4095)}`, 'too-long'],
  ])('refuses %s %j', (key, value, code) => {
    expect(judged(withStorage('nfs-client', { ...nfs, [key]: value }))).toEqual([
      `error ${code} storage.parameters.${key}`,
    ])
  })

  it.each([
    ['glusterfs_provisioner_resturl', '192.168.0.30:8080', 'url-invalid'],
    ['glusterfs_provisioner_resturl', 'http://', 'url-invalid'],
    ['glusterfs_provisioner_resturl', 'ftp://x', 'url-invalid'],
    ['glusterfs_provisioner_resturl', 'http://a b', 'url-invalid'],
    ['glusterfs_provisioner_gidMin', '4e4', 'number-invalid'],
    ['glusterfs_provisioner_gidMin', '-1', 'number-invalid'],
    ['glusterfs_provisioner_gidMin', '１', 'number-invalid'],
    ['glusterfs_provisioner_restauthenabled', 'yes', 'choice-invalid'],
    ['jwt_admin_key', 'a\nb', 'secret-not-carried'],
  ])('refuses %s %j', (key, value, code) => {
    expect(judged(withStorage('glusterfs', { ...gluster, [key]: value }))).toEqual([
      `error ${code} storage.parameters.${key}`,
    ])
  })

  it('names the entry of a list that is wrong', () => {
    const monitors = '192.168.0.21:6789\n192.168.0.22:66666\nnone of it'
    const draft = withStorage('ceph-rbd', { ...ceph, ceph_rbd_monitors: monitors })
    expect(judged(draft)).toEqual(['error address-invalid storage.parameters.ceph_rbd_monitors'])
    expect(problem(draft, 'address-invalid')?.facts).toEqual({ value: '192.168.0.22:66666' })
  })

  it('judges a parameter only while another makes it matter', () => {
    const features = { ceph_rbd_imageFeatures: '\u0001' }
    expect(judged(withStorage('ceph-rbd', { ...ceph, ...features }))).toEqual([])
    expect(judged(withStorage('ceph-rbd', { ...ceph, ...features, ceph_rbd_imageFormat: '2' }))).toEqual([
      'error control-character storage.parameters.ceph_rbd_imageFeatures',
    ])
  })

  it('takes a kept secret for one that is there', () => {
    expect(judged(withStorage('glusterfs', { ...gluster, jwt_admin_key: SECRET_PLACEHOLDER }))).toEqual([])
  })

  it('forgives parameters of other classes, but none that no class has', () => {
    expect(judged(withStorage('nfs-client', { ...ceph, ...nfs }))).toEqual([])
    expect(judged(withStorage('nfs-client', { ...nfs, nfs_sever: 'x' }))).toEqual([
      'error storage-parameter-unknown storage.parameters.nfs_sever',
    ])
    const hostile = Object.fromEntries([...Object.entries(nfs), ['__proto__', 'x'], ['constructor', 'y']])
    expect(judged(withStorage('nfs-client', hostile))).toHaveLength(2)
  })
})

describe('Harbor', () => {
  it('needs a domain where it is on', () => {
    const draft = exampleDraft()
    draft.addons.harbor = { enabled: true, domain: 'harbor.example.org' }
    expect(judged(draft)).toEqual([])
    draft.addons.harbor.domain = 'Harbor_1'
    expect(judged(draft)).toEqual(['error domain-invalid addons.harbor.domain'])
    draft.addons.harbor.domain = ''
    expect(judged(draft)).toEqual(['error required addons.harbor.domain'])
    draft.addons.harbor.enabled = false
    expect(judged(draft)).toEqual([])
  })
})
