import { describe, expect, test } from 'vitest'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { maskSettings, renderSettings } from '@/lib/installers/kubesphere/vars/settings'
import { defaultSettings } from '@/lib/installers/kubesphere/vars/template'
import { MASK } from '@/lib/secrets/mask-file'
import { BALANCER, both, CEPH, cluster, difference, PACKAGE, render, withNetwork } from './sample-files'

describe("the package's own file", () => {
  test('gets exactly the changes of the guide', () => {
    expect(difference(PACKAGE, render(PACKAGE))).toEqual({
      removed: [
        'local_volume_provisioner_enabled: true',
        'local_volume_is_default_class: true',
        'nfs_server_enable: false',
        'nfs_server_is_default_class: false',
      ],
      added: [
        'local_volume_provisioner_enabled: false',
        'local_volume_is_default_class: false',
        'nfs_server_enable: true',
        'nfs_server_is_default_class: true',
      ],
    })
  })

  test('gets a load balancer, Ceph and custom networks at the right lines', () => {
    const network = { plugin: 'flannel', serviceCidr: '10.96.0.0/12', podCidr: '10.244.0.0/16' }
    const of = { ...withNetwork({ ...network, loadBalancer: BALANCER }), storage: CEPH }
    const text = render(PACKAGE, of)
    expect(difference(PACKAGE, text).removed).toEqual([
      'kube_network_plugin: calico',
      'kube_service_addresses: 10.233.0.0/18',
      'kube_pods_subnet: 10.233.64.0/18',
      'local_volume_provisioner_enabled: true',
      'local_volume_is_default_class: true',
      'ceph_rbd_enabled: false',
      'ceph_rbd_is_default_class: false',
      '  - SHOULD_BE_REPLACED',
      'ceph_rbd_admin_secret: SHOULD_BE_REPLACED',
      'ceph_rbd_user_secret: SHOULD_BE_REPLACED',
    ])
    expect(text).toContain(
      [
        '## apiserver_loadbalancer_domain_name: "lb.kubesphere.local"',
        'apiserver_loadbalancer_domain_name: lb.example.com',
        '# loadbalancer_apiserver:',
        '#   address: 192.168.0.10',
        '#   port: 6443',
        'loadbalancer_apiserver:',
        '  address: 192.168.0.10',
        '  port: 6443',
        '',
      ].join('\n'),
    )
    expect(both(text)).toMatchObject({
      kube_network_plugin: 'flannel',
      kube_pods_subnet: '10.244.0.0/16',
      loadbalancer_apiserver: { address: '192.168.0.10', port: 6443 },
      ceph_rbd_monitors: ['10.0.0.1:6789', '10.0.0.2:6789'],
      ceph_rbd_admin_secret: 'AQBadmin==',
      ceph_rbd_imageFormat: '1',
    })
  })

  test('does not change when rendered again', () => {
    const once = render(PACKAGE, { ...withNetwork({ loadBalancer: BALANCER }), storage: CEPH })
    expect(render(once, { ...withNetwork({ loadBalancer: BALANCER }), storage: CEPH })).toBe(once)
    expect(render(render(once), { ...withNetwork({ loadBalancer: BALANCER }), storage: CEPH })).toBe(once)
  })

  test('loses a removed load balancer, except for its domain', () => {
    const back = render(render(PACKAGE, withNetwork({ loadBalancer: BALANCER })))
    const added = ['apiserver_loadbalancer_domain_name: lb.example.com']
    expect(difference(render(PACKAGE), back)).toEqual({ removed: [], added })
  })

  test('enables Local Volume for all-in-one', () => {
    const installer = { ...cluster().installer, mode: 'all-in-one' as const }
    expect(render(PACKAGE, cluster({ installer, storage: { class: 'local', parameters: {} } }))).toBe(PACKAGE)
  })

  test('enables Harbor with its domain', () => {
    const text = render(
      PACKAGE,
      cluster({ addons: { harbor: { enabled: true, domain: 'hub.example.com' } } }),
    )
    expect(both(text)).toMatchObject({ harbor_enable: true, harbor_domain: 'hub.example.com' })
  })
})

describe('storage classes', () => {
  const parameters: Record<string, Record<string, string>> = {
    local: {},
    'nfs-server': {},
    'nfs-client': { nfs_server: 'nfs.example.com', nfs_path: '/srv/k8s' },
    'ceph-rbd': { ...CEPH.parameters, ceph_rbd_imageFormat: '2' },
    glusterfs: {
      glusterfs_provisioner_resturl: 'http://192.168.0.4:8080',
      glusterfs_provisioner_clusterid: '21240a91145aee4d801661689383dcd1',
      glusterfs_provisioner_restauthenabled: 'false',
      jwt_admin_key: '0123',
    },
    qingcloud: { qy_access_key_id: 'ABC', qy_secret_access_key: 'x#y: z', qy_zone: 'pek3a', qy_type: '3' },
    neonsan: { neonsan_server_address: '10.0.0.5:2181', neonsan_cluster_name: '1e3' },
  }
  const expected: Record<string, Record<string, unknown>> = {
    local: { local_volume_provisioner_storage_class: 'local' },
    'nfs-server': {},
    'nfs-client': { nfs_server: 'nfs.example.com', nfs_path: '/srv/k8s' },
    'ceph-rbd': {
      ceph_rbd_monitors: ['10.0.0.1:6789', '10.0.0.2:6789'],
      ceph_rbd_imageFormat: '2',
      ceph_rbd_imageFeatures: 'layering',
    },
    glusterfs: {
      glusterfs_provisioner_restauthenabled: false,
      glusterfs_provisioner_gidMin: 40000,
      glusterfs_provisioner_volumetype: 'replicate:2',
      jwt_admin_key: '0123',
    },
    qingcloud: { qy_secret_access_key: 'x#y: z', qy_type: 3, qy_port: 443, qy_protocol: 'https' },
    neonsan: { neonsan_cluster_name: '1e3', neonsan_server_replicas: 1, neonsan_csi_protocol: 'TCP' },
  }

  const classes = advanced100.storageClasses.map((one) => one.id)
  const sources = { 'over the package': PACKAGE, 'over nothing': undefined, 'over an empty file': '' }
  test.each(classes.flatMap((id) => Object.entries(sources).map(([name, source]) => ({ id, name, source }))))(
    '$id is the only enabled class, $name',
    ({ id, source }) => {
      const installer = {
        ...cluster().installer,
        mode: id === 'local' ? 'all-in-one' : 'multi-node',
      } as const
      const values = both(
        render(source, cluster({ installer, storage: { class: id, parameters: parameters[id] ?? {} } })),
      )
      for (const one of advanced100.storageClasses) {
        const state = one.id === id ? true : source === '' && one.id !== 'local' ? undefined : false
        expect([one.id, values[one.enableKey], values[one.defaultKey]]).toEqual([one.id, state, state])
      }
      expect(values).toMatchObject(expected[id] ?? {})
    },
  )
})

describe('bytes', () => {
  test('line breaks stay CRLF, including added lines', () => {
    const before = PACKAGE.replaceAll('\n', '\r\n')
    const of = { ...withNetwork({ loadBalancer: BALANCER }), storage: CEPH }
    expect(render(before, of)).toBe(render(PACKAGE, of).replaceAll('\n', '\r\n'))
    expect(render('a: 1\r\n')).not.toMatch(/[^\r]\n/)
  })

  test('a byte order mark is preserved', () => {
    expect(render(`\uFEFF${PACKAGE}`)).toBe(`\uFEFF${render(PACKAGE)}`)
    for (const value of ['|\n  flannel', '\n- flannel'])
      expect(render(`\uFEFFkube_network_plugin: ${value}`)).toMatch(
        /^\uFEFF[^\uFEFF]*# kube_network_plugin: /,
      )
    expect(render('\uFEFFodd: |\n  text\n')).toMatch(/^\uFEFF[^\uFEFF]*odd: /)
    expect(render(`\uFEFFkube_network_plugin: flannel`)).toMatch(
      /^\uFEFFkube_network_plugin: calico\n\n# Added/,
    )
  })
})

describe('masking', () => {
  test.each([
    ['jwt_admin_key: hunter2', `jwt_admin_key: ${MASK}`],
    ["jwt_admin_key: 'hunter2' # c", `jwt_admin_key: '${MASK}' # c`],
    ['# jwt_admin_key: hunter2', `# jwt_admin_key: ${MASK}`],
    ['jwt_admin_key: |\n  hunter2\n  x\nb: 1', `jwt_admin_key: ${MASK}\nb: 1`],
    ['x: &k hunter2\njwt_admin_key: *k', `x: &k ${MASK}\njwt_admin_key: *k`],
    ['a: {jwt_admin_key: hunter2}', `a: {jwt_admin_key: ${MASK}}`],
    ['jwt_admin_key:\nb: 1', 'jwt_admin_key:\nb: 1'],
    ['glusterfs_provisioner_secretName: heketi-secret', 'glusterfs_provisioner_secretName: heketi-secret'],
  ])('%j becomes %j', (text, masked) => {
    expect(maskSettings(text)).toBe(masked)
  })

  test.each([
    'jwt_admin_key: hunter2\nb: [',
    'jwt_admin_key: hunter2\njwt_admin_key: "hunter2"\n',
    'jwt_admin_key: |\n  hunter2\n\n  hunter2\nb: [',
    '- jwt_admin_key: hunter2\nb: 1\n',
    '"jwt_admin_key" : hunter2\n\tx',
    '{jwt_admin_key: hunter2',
    'b: [\na: {x: 1, jwt_admin_key: hunter2',
  ])('masks the secret of an invalid file: %j', (text) => {
    expect(maskSettings(text)).not.toContain('hunter2')
  })
})

test('the default file has all keys of the release', () => {
  const keys = advanced100.storageClasses.flatMap((one) => [
    one.enableKey,
    one.defaultKey,
    ...one.parameters.filter(({ when }) => !when).map(({ key }) => key),
  ])
  expect(Object.keys(both(defaultSettings(advanced100, advanced100.settingsFile)))).toEqual(
    expect.arrayContaining(keys),
  )
  expect(renderSettings(cluster(), advanced100, advanced100.settingsFile, undefined).path).toBe(
    advanced100.settingsFile,
  )
})

test('a long comment in a flow mapping is parsed in linear time', () => {
  const comment = '# '.repeat(200)
  const present = `odd: {alone ${comment}\n  , other: 1}\n${PACKAGE}`
  expect(render(present)).toContain(comment)
}, 2_000)
