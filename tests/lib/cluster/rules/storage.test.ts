import { describe, expect, it } from 'vitest'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { SECRET_PLACEHOLDER } from '@/lib/cluster/draft/draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { validateDraft } from '@/lib/cluster/draft/validate-draft'
import { v210 } from '@/lib/installers/kubesphere/releases'
import { exampleDraft, lines, problem, release, validate, withStorage } from '../example-draft'

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
  ])('include %s with its required parameters', (id, parameters) => {
    expect(validate(withStorage(id, parameters))).toEqual([])
  })

  it.each(release.storageClasses.filter(({ id }) => id !== 'local').map((one) => [one.id, one] as const))(
    'require exactly the parameters of %s without a default',
    (id, { parameters }) => {
      const needed = parameters.filter((one) => one.required && !one.default && !one.when)
      const missing = validate(withStorage(id)).filter((line) => line.startsWith('error'))
      expect(missing).toEqual(
        needed.map(({ key }) => `error storage-parameter-missing storage.parameters.${key}`),
      )
    },
  )

  it('must be known and support the mode', () => {
    expect(validate(withStorage(''))).toEqual(['error storage-class-missing storage.class'])
    expect(validate(withStorage('zfs'))).toEqual(['error storage-class-unknown storage.class'])
    expect(validate(withStorage('local'))).toEqual(['error storage-class-mode storage.class'])
    expect(problem(withStorage('local'), 'storage-class-mode')?.facts.choices).toMatch(
      /^nfs-server, nfs-client/,
    )
  })

  it('include the NFS server in the cluster with a warning', () => {
    expect(validate(withStorage('nfs-server'))).toEqual(['warning storage-trial-only storage.class'])
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
  ])('cannot have %s %j', (key, value, code) => {
    expect(validate(withStorage('nfs-client', { ...nfs, [key]: value }))).toEqual([
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
  ])('cannot have %s %j', (key, value, code) => {
    expect(validate(withStorage('glusterfs', { ...gluster, [key]: value }))).toEqual([
      `error ${code} storage.parameters.${key}`,
    ])
  })

  it('report the invalid entry of a list', () => {
    const monitors = '192.168.0.21:6789\n192.168.0.22:66666\nnone of it'
    const draft = withStorage('ceph-rbd', { ...ceph, ceph_rbd_monitors: monitors })
    expect(validate(draft)).toEqual(['error address-invalid storage.parameters.ceph_rbd_monitors'])
    expect(problem(draft, 'address-invalid')?.facts).toEqual({ value: '192.168.0.22:66666' })
  })

  it('are only validated while they apply', () => {
    const features = { ceph_rbd_imageFeatures: '\u0001' }
    expect(validate(withStorage('ceph-rbd', { ...ceph, ...features }))).toEqual([])
    expect(validate(withStorage('ceph-rbd', { ...ceph, ...features, ceph_rbd_imageFormat: '2' }))).toEqual([
      'error control-character storage.parameters.ceph_rbd_imageFeatures',
    ])
  })

  it('accept a placeholder as a secret', () => {
    expect(validate(withStorage('glusterfs', { ...gluster, jwt_admin_key: SECRET_PLACEHOLDER }))).toEqual([])
  })

  it('may belong to other classes, but must be known', () => {
    expect(validate(withStorage('nfs-client', { ...ceph, ...nfs }))).toEqual([])
    expect(validate(withStorage('nfs-client', { ...nfs, nfs_sever: 'x' }))).toEqual([
      'error storage-parameter-unknown storage.parameters.nfs_sever',
    ])
    const hostile = Object.fromEntries([...Object.entries(nfs), ['__proto__', 'x'], ['constructor', 'y']])
    expect(validate(withStorage('nfs-client', hostile))).toHaveLength(2)
  })
})

it('uses the default class of a release that has one', () => {
  const draft = { ...exampleDraft(), storage: { class: '', parameters: {} } }
  expect(lines(validateDraft(draft, v210, CHECK_IDS))).toContain('warning storage-trial-only storage.class')
  expect(toCluster(draft, v210).storage).toEqual({
    class: 'local',
    parameters: { local_volume_storage_class: 'local' },
  })
  expect(validate(draft)).toContain('error storage-class-missing storage.class')
})
