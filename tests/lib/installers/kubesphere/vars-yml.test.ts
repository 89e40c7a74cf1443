import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import type { Cluster } from '@/lib/cluster/cluster'
import { complete } from '@/lib/cluster/complete'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { MARKER } from '@/lib/installers/kubesphere/vars-place'
import { defaultVarsYml } from '@/lib/installers/kubesphere/vars-template'
import { maskVarsYml, renderVarsYml, VARS_PATH, VarsProblem } from '@/lib/installers/kubesphere/vars-yml'
import { MASK, masked } from '@/lib/installers/mask'
import { guideDraft } from '../../cluster/guide'
import { pyyaml } from './pyyaml'

const PACKAGE = readFileSync('server/practice/package/kubesphere-all-advanced-1.0.0/conf/vars.yml', 'utf8')
const BALANCER = { address: '192.168.0.10', port: 6443, domain: 'lb.example.com' }
const CEPH = {
  class: 'ceph-rbd',
  parameters: {
    ceph_rbd_monitors: '10.0.0.1:6789\n10.0.0.2:6789',
    ceph_rbd_admin_secret: 'AQBadmin==',
    ceph_rbd_user_secret: 'AQBuser==',
  },
}

function cluster(change: Partial<Cluster> = {}): Cluster {
  const whole = complete(guideDraft(), advanced100)
  return { ...whole, storage: { class: 'nfs-server', parameters: {} }, ...change }
}

function withNetwork(change: Partial<Cluster['network']>): Cluster {
  return cluster({ network: { ...cluster().network, ...change } })
}

function render(present: string | undefined, of = cluster()): string {
  return renderVarsYml(of, advanced100, present).text
}

/** A file that already says all that the plain cluster decides, with something else before and after. */
function settled(before: string, after = ''): string {
  const rest = [
    ['kube_network_plugin', 'calico'],
    ['kube_service_addresses', '10.233.0.0/18'],
    ['kube_pods_subnet', '10.233.64.0/18'],
    ['local_volume_provisioner_enabled', 'false'],
    ['local_volume_is_default_class', 'false'],
    ['nfs_server_enable', 'true'],
    ['nfs_server_is_default_class', 'true'],
  ].filter(([key = '']) => !new RegExp(`^['"]?${key}['"]?\\s*:`, 'm').test(before + after))
  return `${before}${rest.map(([key, value]) => `${key}: ${value}\n`).join('')}${after}`
}

/** Removed and added lines; the longest common run of lines is found by hand, which is quick enough for one file. */
function difference(before: string, after: string): { gone: string[]; come: string[] } {
  const [one, other] = [before.split('\n'), after.split('\n')]
  const lengths = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1))
  const at = (row: number, column: number) => lengths[row]?.[column] ?? 0
  for (let row = one.length - 1; row >= 0; row -= 1) {
    for (let column = other.length - 1; column >= 0; column -= 1) {
      const best =
        one[row] === other[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
      lengths[row]?.fill(best, column, column + 1)
    }
  }
  const gone: string[] = []
  const come: string[] = []
  let [row, column] = [0, 0]
  while (row < one.length || column < other.length) {
    if (row < one.length && column < other.length && one[row] === other[column]) {
      row += 1
      column += 1
    } else if (column >= other.length || (row < one.length && at(row + 1, column) >= at(row, column + 1))) {
      gone.push(one[row] ?? '')
      row += 1
    } else {
      come.push(other[column] ?? '')
      column += 1
    }
  }
  return { gone, come }
}

function read(text: string): Record<string, unknown> {
  const value = load(text)
  expect(value).toBeTypeOf('object')
  return Object.fromEntries(Object.entries(value ?? {}))
}

/** Both readers, which must agree. */
function both(text: string): Record<string, unknown> {
  const [python = {}] = pyyaml([text])
  expect(read(text)).toEqual(python)
  return python
}

function refused(present: string, of = cluster()): VarsProblem {
  try {
    render(present, of)
  } catch (problem) {
    if (problem instanceof VarsProblem) return problem
    throw problem
  }
  throw new Error('nothing was refused')
}

describe("the package's own file", () => {
  test('changes what the guide changes by hand, and not one byte more', () => {
    expect(difference(PACKAGE, render(PACKAGE))).toEqual({
      gone: [
        'local_volume_provisioner_enabled: true',
        'local_volume_is_default_class: true',
        'nfs_server_enable: false',
        'nfs_server_is_default_class: false',
      ],
      come: [
        'local_volume_provisioner_enabled: false',
        'local_volume_is_default_class: false',
        'nfs_server_enable: true',
        'nfs_server_is_default_class: true',
      ],
    })
  })

  test('takes a load balancer, Ceph and other networks, each at its place', () => {
    const network = { plugin: 'flannel', serviceCidr: '10.96.0.0/12', podCidr: '10.244.0.0/16' }
    const of = { ...withNetwork({ ...network, loadBalancer: BALANCER }), storage: CEPH }
    const text = render(PACKAGE, of)
    expect(difference(PACKAGE, text).gone).toEqual([
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
        'apiserver_loadbalancer_domain_name: "lb.example.com"',
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

  test('stays as it is once it is rendered', () => {
    const once = render(PACKAGE, { ...withNetwork({ loadBalancer: BALANCER }), storage: CEPH })
    expect(render(once, { ...withNetwork({ loadBalancer: BALANCER }), storage: CEPH })).toBe(once)
    expect(render(render(once), { ...withNetwork({ loadBalancer: BALANCER }), storage: CEPH })).toBe(once)
  })

  test('forgets the load balancer when it is gone, but for its domain, which alone does nothing', () => {
    const back = render(render(PACKAGE, withNetwork({ loadBalancer: BALANCER })))
    const come = ['apiserver_loadbalancer_domain_name: "lb.example.com"']
    expect(difference(render(PACKAGE), back)).toEqual({ gone: [], come })
  })

  test('has all-in-one keep Local Volume', () => {
    const installer = { ...cluster().installer, mode: 'all-in-one' as const }
    expect(render(PACKAGE, cluster({ installer, storage: { class: 'local', parameters: {} } }))).toBe(PACKAGE)
  })

  test('turns Harbor on with its domain', () => {
    const text = render(
      PACKAGE,
      cluster({ addons: { harbor: { enabled: true, domain: 'hub.example.com' } } }),
    )
    expect(both(text)).toMatchObject({ harbor_enable: true, harbor_domain: 'hub.example.com' })
  })
})

describe('storage classes', () => {
  const given: Record<string, Record<string, string>> = {
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
    '$id is the only one that is on, $name',
    ({ id, source }) => {
      const installer = {
        ...cluster().installer,
        mode: id === 'local' ? 'all-in-one' : 'multi-node',
      } as const
      const values = both(
        render(source, cluster({ installer, storage: { class: id, parameters: given[id] ?? {} } })),
      )
      for (const one of advanced100.storageClasses) {
        const state = one.id === id ? true : source === '' && one.id !== 'local' ? undefined : false
        expect([one.id, values[one.enable], values[one.isDefault]]).toEqual([one.id, state, state])
      }
      expect(values).toMatchObject(expected[id] ?? {})
    },
  )
})

describe('a value that has to change', () => {
  test.each([
    ['kube_network_plugin: flannel', 'kube_network_plugin: calico'],
    ["kube_network_plugin: 'flannel'", "kube_network_plugin: 'calico'"],
    ['kube_network_plugin:   "flannel"   # or calico', 'kube_network_plugin:   "calico"   # or calico'],
    ['kube_network_plugin : flannel', 'kube_network_plugin : calico'],
    ['"kube_network_plugin": flannel', '"kube_network_plugin": calico'],
    ['kube_network_plugin:', 'kube_network_plugin: calico'],
    ['kube_network_plugin:  # choose', 'kube_network_plugin: calico  # choose'],
    ['kube_network_plugin: ""', 'kube_network_plugin: "calico"'],
    ['kube_network_plugin: ~', 'kube_network_plugin: calico'],
    ['kube_network_plugin:\n  flannel', 'kube_network_plugin:\n  calico'],
    ['kube_network_plugin: |\n  flannel\n', 'kube_network_plugin: calico\n'],
    [
      'kube_network_plugin: >-  # folded\n  fla\n  nnel\n\n# next',
      'kube_network_plugin: calico  # folded\n\n# next',
    ],
    ['kube_network_plugin: "fla\n  nnel" # c', 'kube_network_plugin: "calico" # c'],
    ['kube_network_plugin: fla\n  nnel', 'kube_network_plugin: calico'],
    ['kube_network_plugin: !!str flannel', 'kube_network_plugin: calico'],
    ['kube_network_plugin: &plugin flannel', 'kube_network_plugin: &plugin calico'],
    ['kube_network_plugin: [flannel, calico] # c', 'kube_network_plugin: calico # c'],
    ['kube_network_plugin: # c\n  - flannel\n  - calico', 'kube_network_plugin: calico # c'],
    ['kube_network_plugin:\n- flannel', 'kube_network_plugin: calico'],
    ['kube_network_plugin: {a: b}', 'kube_network_plugin: calico'],
    ['kube_network_plugin: !vault |\n  $ANSIBLE_VAULT;1.1\n  6162', 'kube_network_plugin: calico'],
    ['x: &p flannel\nkube_network_plugin: *p', 'x: &p flannel\nkube_network_plugin: calico'],
    ['nfs_server_enable: "true"', 'nfs_server_enable: true'],
    ['nfs_server_enable: no', 'nfs_server_enable: true'],
    ['ceph_rbd_enabled: on', 'ceph_rbd_enabled: false'],
  ])('%j becomes %j', (before, after) => {
    expect(render(settled(`${before}\n`))).toBe(settled(`${after}\n`))
  })

  test.each([
    "kube_network_plugin: 'calico'",
    'kube_network_plugin: !!str calico',
    'kube_network_plugin: >-\n  calico',
    'kube_network_plugin: "c\\x61lico"',
    'x: &p calico\nkube_network_plugin: *p',
    'nfs_server_enable: yes',
    'nfs_server_enable: ON',
    'local_volume_is_default_class: off',
    'y: {a: [1, {b: c}], "d": e}   \n\n\n\t\n# end',
    'date: 2001-01-01\nfloat: 1e3\noctal: 012\nlong: |+\n  a\n\n\nq: x',
    'vault: !vault |\n  $ANSIBLE_VAULT;1.1\n  6162',
    '? complex\n: value\n? [a]\n: b',
    'a: &a {b: 1}\nc: *a\n<<: *a',
  ])('%j stays', (text) => {
    expect(render(settled(`${text}\n`))).toBe(settled(`${text}\n`))
  })

  test('keeps quotes and comments of list items, adds and removes whole items', () => {
    const before = settled(
      "ceph_rbd_enabled: true\nceph_rbd_is_default_class: true\nceph_rbd_monitors:\n- 'a:1' # first\n# between\n- b:2 # second\n- c:3\n# behind\nz: 1\n",
    )
    const storage = (monitors: string) => ({
      class: 'ceph-rbd',
      parameters: { ...CEPH.parameters, ceph_rbd_monitors: monitors },
    })
    expect(render(before, cluster({ storage: storage('x:1\nb:2\nc:3\nd:4') }))).toContain(
      "ceph_rbd_monitors:\n- 'x:1' # first\n# between\n- b:2 # second\n- c:3\n- d:4\n# behind\nz: 1\n",
    )
    expect(render(before, cluster({ storage: storage('x:1') }))).toContain(
      "ceph_rbd_monitors:\n- 'x:1' # first\n# behind\nz: 1\n",
    )
    const flow = before.replace(/ceph_rbd_monitors:[\s\S]*?- c:3/, 'ceph_rbd_monitors: [a, b] # here')
    expect(render(flow, cluster({ storage: storage('x:1\nhost') }))).toContain(
      'ceph_rbd_monitors: ["x:1", host] # here\n',
    )
    const text = before.replace(/ceph_rbd_monitors:[\s\S]*?- c:3/, 'ceph_rbd_monitors: &m NONE')
    expect(both(render(text, cluster({ storage: storage('x:1\nhost') })))).toMatchObject({
      ceph_rbd_monitors: ['x:1', 'host'],
      z: 1,
    })
  })

  test.each([
    [
      'loadbalancer_apiserver:\n    port: 8443\n    address: "1.1.1.1"\n    mode: tcp\n',
      'loadbalancer_apiserver:\n    port: 6443\n    address: "192.168.0.10"\n    mode: tcp\n',
    ],
    [
      'loadbalancer_apiserver:\n    mode: tcp\n',
      'loadbalancer_apiserver:\n    mode: tcp\n    address: 192.168.0.10\n    port: 6443\n',
    ],
    [
      'loadbalancer_apiserver: {address: 1.1.1.1, port: 1} # x\n',
      'loadbalancer_apiserver: {address: 192.168.0.10, port: 6443} # x\n',
    ],
    [
      'loadbalancer_apiserver: { mode: tcp }\n',
      'loadbalancer_apiserver: { mode: tcp, address: 192.168.0.10, port: 6443 }\n',
    ],
    ['loadbalancer_apiserver: {}\n', 'loadbalancer_apiserver: {address: 192.168.0.10, port: 6443}\n'],
    [
      'loadbalancer_apiserver: # none\nz: 1\n',
      'loadbalancer_apiserver: # none\n  address: 192.168.0.10\n  port: 6443\nz: 1\n',
    ],
    ['loadbalancer_apiserver: ""\n', 'loadbalancer_apiserver:\n  address: 192.168.0.10\n  port: 6443\n'],
  ])('the load balancer %j becomes %j', (before, after) => {
    const name = 'apiserver_loadbalancer_domain_name: lb.example.com\n'
    expect(render(settled(name + before), withNetwork({ loadBalancer: BALANCER }))).toBe(
      settled(name + after),
    )
  })

  test('a load balancer that is not the cluster’s becomes a comment, its domain stays', () => {
    const before =
      'apiserver_loadbalancer_domain_name: lb\n\nloadbalancer_apiserver:  # mine\n  address: 1.1.1.1\n\n  port: 6443\n\n'
    const after =
      'apiserver_loadbalancer_domain_name: lb\n\n# loadbalancer_apiserver:  # mine\n#   address: 1.1.1.1\n\n#   port: 6443\n\n'
    expect(render(settled(before))).toBe(settled(after))
  })
})

describe('a key that is added', () => {
  test.each([
    ['# nfs_server_enable: false\nz: 1\n', '# nfs_server_enable: false\nnfs_server_enable: true\nz: 1\n'],
    ['##nfs_server_enable: x\n', '##nfs_server_enable: x\nnfs_server_enable: true\n'],
    [
      '# nfs_server_enable: false\n#   turns it on\n\nz: 1\n',
      '# nfs_server_enable: false\nnfs_server_enable: true\n#   turns it on\n\nz: 1\n',
    ],
    ['z: 1\n  # nfs_server_enable: no\n', 'z: 1\n  # nfs_server_enable: no\nnfs_server_enable: true\n'],
  ])('stands behind its sample: %j becomes %j', (before, after) => {
    expect(render(settled(`nfs_server_enable: true\n`).replace('nfs_server_enable: true\n', before))).toBe(
      settled(`nfs_server_enable: true\n`).replace('nfs_server_enable: true\n', after),
    )
  })

  test.each([
    'doc: |\n  # nfs_server_enable: false\n  text\n',
    'doc: "\n  # nfs_server_enable: false\n  text"\n',
    'doc:\n  # nfs_server_enable: false\n  a: 1\n',
    'doc: [\n # nfs_server_enable: false\n 1]\n',
    'doc: # nfs_server_enable: false\n',
  ])('is not put into %j', (doc) => {
    const before = settled(doc).replace('nfs_server_enable: true\n', '')
    expect(render(before)).toBe(`${before}\n${MARKER}\nnfs_server_enable: true\n`)
  })

  test('is not put before the document or behind it', () => {
    const body = settled('').replace('nfs_server_enable: true\n', '')
    const before = `# nfs_server_enable: x\n%YAML 1.1\n---\n${body}...\n# nfs_server_enable: x\n`
    const after = `# nfs_server_enable: x\n%YAML 1.1\n---\n${body}\n${MARKER}\nnfs_server_enable: true\n...\n# nfs_server_enable: x\n`
    expect(render(before)).toBe(after)
    both(after)
  })

  test('joins those that were added before', () => {
    const once = render('a: 1\n')
    const twice = render(once, cluster({ storage: CEPH }))
    expect(twice.split(MARKER)).toHaveLength(2)
    expect(both(twice)).toMatchObject({ a: 1, nfs_server_enable: false, ceph_rbd_enabled: true })
  })

  test.each(['a: |\n  text', 'a: |+\n  text\n\n\n', 'a: >+\n  text\n\n', 'b: 1\n# why\na: |\n  text'])(
    'leaves the block scalar at the end alone: %j',
    (text) => {
      // js-yaml reads `text` with a line's end even where none stands; PyYAML does not.
      const [before, after] = pyyaml([text, render(text)])
      expect(after).toMatchObject({ ...before, nfs_server_enable: true })
      expect(render(render(text))).toBe(render(text))
    },
  )

  test('leaves a file without a line’s end at its end without one', () => {
    expect(render('a: 1')).toMatch(/^a: 1\n\n# Added[\s\S]*[^\n]$/)
    expect(render('a: 1\n# kube_pods_subnet: x')).toMatch(
      /\n# kube_pods_subnet: x\nkube_pods_subnet: \S+18\n\n# Added[\s\S]*[^\n]$/,
    )
    expect(render(settled('').trimEnd())).toBe(settled('').trimEnd())
  })

  test.each([
    '{}',
    '{a: 1}',
    '{a: 1, b: [x],}\n',
    '--- {a: 1, # c\n  b: "x"}\n',
    '{a: , b: }',
    '{\n  a: 1\n}\n',
  ])('goes into a mapping with braces: %j', (text) => {
    const values = both(render(text, { ...withNetwork({ loadBalancer: BALANCER }), storage: CEPH }))
    expect(values).toMatchObject({ ...both(text), ceph_rbd_monitors: ['10.0.0.1:6789', '10.0.0.2:6789'] })
  })

  test.each([
    '',
    '\n',
    '# only a comment',
    '---\n',
    '--- # x\n',
    '---',
    '\uFEFF',
    '\uFEFF# x\n',
    '---\n...\n',
  ])('makes up all of a file that says nothing: %j', (text) => {
    expect(both(render(text))).toMatchObject({ kube_network_plugin: 'calico', nfs_server_enable: true })
    expect(render(render(text))).toBe(render(text))
  })

  test('overrules a merged mapping', () => {
    const text = 'base: &base\n  ceph_rbd_enabled: true\n<<: *base\n'
    expect(pyyaml([render(text)])[0]).toMatchObject({
      ceph_rbd_enabled: false,
      base: { ceph_rbd_enabled: true },
    })
  })

  test('follows the indent of the file', () => {
    expect(both(render('  a: 1\n  # kube_pods_subnet: x\n  b:\n    c: 1\n'))).toMatchObject({
      a: 1,
      b: { c: 1 },
    })
  })
})

describe('bytes', () => {
  test('CRLF stays CRLF, also in what is added', () => {
    const before = PACKAGE.replaceAll('\n', '\r\n')
    const of = { ...withNetwork({ loadBalancer: BALANCER }), storage: CEPH }
    expect(render(before, of)).toBe(render(PACKAGE, of).replaceAll('\n', '\r\n'))
    expect(render('a: 1\r\n')).not.toMatch(/[^\r]\n/)
  })

  test('a byte order mark stays', () => {
    expect(render(`\uFEFF${PACKAGE}`)).toBe(`\uFEFF${render(PACKAGE)}`)
    expect(render(`\uFEFFkube_network_plugin: flannel`)).toMatch(
      /^\uFEFFkube_network_plugin: calico\n\n# Added/,
    )
  })
})

describe('a file that cannot be edited', () => {
  test.each([
    ['a: [1\nb: 2\n', 'syntax', undefined],
    ['a: 1\n\tb: 2\n', 'syntax', undefined],
    ['a: "x\n', 'syntax', undefined],
    ['a: 1\n---\nb: 2\n', 'several-documents', ''],
    ['- a\n- b\n', 'not-a-mapping', ''],
    ['# c\njust text\n', 'not-a-mapping', ''],
    ['a: 1\nb: 2\na: 3\n', 'key-duplicate', 'a'],
    ['a: {b: 1, b: 2}\n', 'key-duplicate', 'b'],
    ['a: *none\n', 'anchor-unknown', 'none'],
    ['kube_network_plugin: &p flannel\nmine: *p\n', 'anchor-shared', 'p'],
    ['? kube_network_plugin\n', 'not-editable', 'kube_network_plugin'],
  ] as const)('%j is refused: %s', (text, code, reason) => {
    const problem = refused(text)
    expect(problem.code).toBe(code)
    if (reason !== undefined) expect(problem.reason).toBe(reason)
  })

  test('says the line', () => {
    expect(refused('a: 1\n\nb: 2\r\na: 3\n').line).toBe(4)
    expect(refused('# c\n- a\n').line).toBe(2)
    expect(refused('a: 1\nb: *none\n').line).toBe(2)
    expect(refused('a: 1\nb: [\n').line).toBeGreaterThan(1)
  })

  test('tells no value in its text', () => {
    expect(String(refused('jwt_admin_key: hunter2\njwt_admin_key: hunter2\n'))).not.toContain('hunter2')
  })
})

const NASTY = [
  ...[
    'yes',
    'No',
    'on',
    'OFF',
    'true',
    'y',
    'n',
    '~',
    'null',
    'Null',
    '',
    ' ',
    'a ',
    ' a',
    '=',
    '<<',
    '-',
    '?',
    ':',
  ],
  ...[
    '1e3',
    '1.5e+3',
    '0x10',
    '012',
    '0o17',
    '0b11',
    '1_000',
    '1:20',
    '190:20:30.15',
    '+1',
    '-1',
    '.5',
    '5.',
    '.inf',
  ],
  ...[
    '-.INF',
    '.nan',
    '2001-01-01',
    '2001-1-1 1:2:3',
    '2001-12-14t21:59:43.10-05:00',
    '08',
    '1,2',
    '0',
    '00',
  ],
  ...[
    '*a',
    '&a',
    '!a',
    '%a',
    '@a',
    '`a',
    '|',
    '>',
    '- a',
    '? a',
    'a: b',
    'a:',
    ':a',
    'a #b',
    '#a',
    'a#b',
    "'",
    '"',
  ],
  ...[
    '{{ x }}',
    '{% x %}',
    '{# x #}',
    '[a',
    '{a',
    'a]',
    ',a',
    '---',
    '...',
    '--- a',
    '\\',
    '\\n',
    "it's",
    'a"b',
    "'a'",
  ],
  ...[
    'a\nb',
    '\n',
    'a\r\nb',
    '\t',
    'a\tb',
    '\0',
    '\x07',
    '\x1b[0m',
    '\x7f',
    '\x85',
    '\xa0',
    '\u2028',
    '\ufeff',
    '\ufffe',
  ],
  ...[
    '密码',
    'é',
    '😀',
    '\ud7ff',
    'a\u0301',
    '$x',
    '$(x)',
    'AQ==',
    'a'.repeat(500),
    '\u200b',
    '/srv/k8s',
    '10.0.0.1',
  ],
]
const nasty = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 20 }),
  fc
    .array(fc.constantFrom(...NASTY, ' ', ': ', ' #', '\n', "''", '0', 'e', '-', ':', '.', '_'), {
      maxLength: 4,
    })
    .map((some) => some.join('')),
)

describe('any value', () => {
  const shapes = fc.constantFrom(
    'X: old\n',
    "X: 'old'\n",
    'X: "old" # c\n',
    'X: |\n  old\n',
    '# X: old\n',
    '# X: "old"\n',
    "# X: 'old'\n",
    '{X: old, z: 1}\n',
    "{X: 'old'}",
    '',
    'X: old\r\nz: 1\r\n',
    'X:',
  )

  test('is read as it was meant by PyYAML and by js-yaml, and leaves its neighbours alone', () => {
    const cases = fc.sample(fc.record({ secret: nasty.filter(Boolean), monitor: nasty, shape: shapes }), 800)
    const texts = cases.map(({ secret, shape }) => {
      const parameters = { ...CEPH.parameters, ceph_rbd_admin_secret: secret }
      return render(
        shape.replaceAll('X', 'ceph_rbd_admin_secret'),
        cluster({ storage: { ...CEPH, parameters } }),
      )
    })
    const values = pyyaml(texts)
    cases.forEach(({ secret, shape }, index) => {
      expect(values[index]).toMatchObject({
        ceph_rbd_admin_secret: secret,
        ceph_rbd_user_secret: 'AQBuser==',
      })
      expect(read(texts[index] ?? '')).toEqual(values[index])
      if (shape.includes('z:')) expect(values[index]).toMatchObject({ z: 1 })
    })
  })

  test('is masked wherever it stands', () => {
    const secret = fc
      .string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 20 })
      .map((text) => `s3cr3t${text}`)
    fc.assert(
      fc.property(secret, shapes, (value, shape) => {
        const parameters = { ...CEPH.parameters, ceph_rbd_admin_secret: value }
        const present = shape.replaceAll('X', 'ceph_rbd_admin_secret')
        const file = renderVarsYml(cluster({ storage: { ...CEPH, parameters } }), advanced100, present)
        expect(masked(file)).not.toContain('s3cr3t')
        expect(maskVarsYml(file.text)).toBe(masked(file))
        expect(maskVarsYml(`${file.text}\n: [ broken`)).not.toContain('s3cr3t')
      }),
    )
  })
})

describe('any file', () => {
  const piece = fc.constantFrom(
    '# a comment\n',
    '#\n',
    '\n',
    '   \n',
    "odd_N: 'it''s' # x\n",
    'odd_N:   [1, "two", {three: 4}]\n',
    'odd_N: |\n  # nfs_server_enable: inside\n  kube_network_plugin: flannel\n\n',
    'odd_N: >+\n    folded\n    text\n\n\n',
    'odd_N:\n  nfs_server_enable: false\n  # kube_pods_subnet: 1\n  list:\n  - a\n  -\n  - - b\n',
    'odd_N:\n- x\n# nfs_server_is_default_class: true\n- y\n',
    'odd_N: "multi\n  line"\n',
    'odd_N: plain\n  on two # c\n',
    'odd_N:\n',
    'odd_N: ~\n',
    'odd_N: &anchor_N {a: b}\nodd2_N: *anchor_N\n',
    'odd_N: !!str 5\n',
    '# kube_network_plugin: calico\n',
    '## loadbalancer_apiserver:\n##   address: 1.1.1.1\n##   port: 6443\n',
    '# loadbalancer_apiserver: see the guide\n',
    '# ceph_rbd_monitors:\n# - a\n# - b\n',
    '    # nfs_server_enable: false\n',
  )
  const own = fc.subarray([
    fc.constantFrom(
      'kube_network_plugin: flannel\n',
      "kube_network_plugin : 'flannel' # c\n",
      'kube_network_plugin:\n',
    ),
    fc.constantFrom('kube_pods_subnet: "10.0.0.0/8"\n', 'kube_pods_subnet: >-\n  10.0.0.0/8\n\n# own\n'),
    fc.constantFrom('nfs_server_enable: true\n', 'nfs_server_enable: no\n'),
    fc.constantFrom(
      'ceph_rbd_monitors:\n- a\n',
      'ceph_rbd_monitors: [a, b, c]\n',
      'ceph_rbd_monitors:\n  - a\n  # c\n  - b # c\n  - c\n',
    ),
    fc.constantFrom(
      'loadbalancer_apiserver:\n  address: 1.1.1.1\n',
      'loadbalancer_apiserver: {port: 1}\n',
      'loadbalancer_apiserver:\n',
    ),
    fc.constantFrom('ceph_rbd_admin_secret: |-\n  x\n# own\n', 'ceph_rbd_admin_secret: "x"\n'),
  ])
  const file = fc
    .record({
      pieces: fc.array(piece, { maxLength: 8 }),
      own,
      end: fc.boolean(),
      crlf: fc.boolean(),
      bom: fc.boolean(),
    })
    .chain(({ pieces, own: chosen, ...rest }) =>
      fc
        .tuple(...chosen)
        .chain((lines) =>
          fc.shuffledSubarray([...pieces.map((_, index) => index), ...lines], { minLength: 0 }),
        )
        .map((order) => {
          const joined = order
            .map((one) => (typeof one === 'number' ? (pieces[one] ?? '').replaceAll('_N', `_${one}`) : one))
            .join('')
          const cut = rest.end ? joined : joined.replace(/\n$/, '')
          return (rest.bom ? '\uFEFF' : '') + (rest.crlf ? cut.replaceAll('\n', '\r\n') : cut)
        }),
    )

  test('keeps every line and value that is not the cluster’s, for both readers', () => {
    const clusters = [
      cluster(),
      cluster({ storage: CEPH }),
      { ...withNetwork({ loadBalancer: BALANCER }), storage: CEPH },
    ]
    const cases = fc.sample(fc.record({ text: file, of: fc.constantFrom(...clusters) }), 600)
    const rendered = cases.map(({ text, of }) => render(text, of))
    const before = pyyaml(cases.map(({ text }) => text))
    const after = pyyaml(rendered)
    cases.forEach(({ text, of }, index) => {
      const result = rendered[index] ?? ''
      const odd = (values: Record<string, unknown> = {}) =>
        Object.entries(values).filter(([key]) => key.startsWith('odd'))
      expect(odd(after[index])).toEqual(odd(before[index]))
      expect(after[index]).toMatchObject({
        kube_network_plugin: 'calico',
        kube_pods_subnet: of.network.podCidr,
      })
      expect('loadbalancer_apiserver' in (after[index] ?? {})).toBe(of.network.loadBalancer !== undefined)
      if (of.storage === CEPH)
        expect(after[index]?.ceph_rbd_monitors).toEqual(['10.0.0.1:6789', '10.0.0.2:6789'])
      expect(render(result, of)).toBe(result)
      const comments = (all: string) =>
        all.split(/\r?\n/).filter((line) => /^\s*#/.test(line) || line.includes('odd'))
      const left = comments(result.replace(/^\uFEFF/, ''))
      for (const line of comments(text.replace(/^\uFEFF/, '')).filter((one) => one !== '  # c'))
        expect(left, `${JSON.stringify(text)} became ${JSON.stringify(result)}`).toContain(line)
    })
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
  ])('%j is shown as %j', (text, shown) => {
    expect(maskVarsYml(text)).toBe(shown)
  })

  test.each([
    'jwt_admin_key: hunter2\nb: [',
    'jwt_admin_key: hunter2\njwt_admin_key: "hunter2"\n',
    'jwt_admin_key: |\n  hunter2\n\n  hunter2\nb: [',
    '- jwt_admin_key: hunter2\nb: 1\n',
    '"jwt_admin_key" : hunter2\n\tx',
    '{jwt_admin_key: hunter2',
    'b: [\na: {x: 1, jwt_admin_key: hunter2',
  ])('hides the secret of a file that is no YAML: %j', (text) => {
    expect(maskVarsYml(text)).not.toContain('hunter2')
  })

  test('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof maskVarsYml(text) === 'string'))
    fc.assert(fc.property(nasty, (text) => typeof maskVarsYml(`jwt_admin_key: ${text}`) === 'string'))
    expect(maskVarsYml(`${'['.repeat(10_000)}`)).toContain('[')
  })
})

test('the file without a package is YAML with all keys of the release, and the path is the package’s', () => {
  const keys = advanced100.storageClasses.flatMap((one) => [
    one.enable,
    one.isDefault,
    ...one.parameters.filter(({ when }) => !when).map(({ key }) => key),
  ])
  expect(Object.keys(both(defaultVarsYml(advanced100)))).toEqual(expect.arrayContaining(keys))
  expect(renderVarsYml(cluster(), advanced100, undefined).path).toBe(VARS_PATH)
})
