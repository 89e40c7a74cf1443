import { describe, expect, test } from 'vitest'
import { MARKER } from '@/lib/installers/kubesphere/vars/insertion-point'
import { pyyaml } from './pyyaml'
import {
  BALANCER,
  both,
  CEPH,
  cluster,
  refused,
  render,
  withDesiredValues,
  withNetwork,
} from './sample-files'

describe('a changed value', () => {
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
    ['kube_network_plugin: !!str flannel', 'kube_network_plugin: calico'],
    ['kube_network_plugin: &plugin flannel', 'kube_network_plugin: calico'],
    ['kube_network_plugin: [flannel, calico] # c', 'kube_network_plugin: calico # c'],
    ['kube_network_plugin: {a: b}', 'kube_network_plugin: calico'],
    ['kube_network_plugin: |', 'kube_network_plugin: calico'],
    ['x: &p flannel\nkube_network_plugin: *p', 'x: &p flannel\nkube_network_plugin: calico'],
    ['x: &p calico\nkube_network_plugin: *p', 'x: &p calico\nkube_network_plugin: calico'],
    ['nfs_server_enable: "true"', 'nfs_server_enable: true'],
    ['nfs_server_enable: no', 'nfs_server_enable: true'],
    ['ceph_rbd_enabled: on', 'ceph_rbd_enabled: false'],
  ])('%j becomes %j', (before, after) => {
    expect(render(withDesiredValues(`${before}\n`))).toBe(withDesiredValues(`${after}\n`))
  })

  test.each([
    "kube_network_plugin: 'calico'",
    'kube_network_plugin: !!str calico',
    'kube_network_plugin: >-\n  calico',
    'kube_network_plugin: "c\\x61lico"',
    'nfs_server_enable: yes',
    'nfs_server_enable: ON',
    'local_volume_is_default_class: off',
    'y: {a: [1, {b: c}], "d": e}   \n\n\n\t\n# end',
    'date: 2001-01-01\nfloat: 1e3\noctal: 012\nlong: |+\n  a\n\n\nq: x',
    'vault: !vault |\n  $ANSIBLE_VAULT;1.1\n  6162',
    '? complex\n: value\n? [a]\n: b',
    'a: &a {b: 1}\nc: *a\n<<: *a',
  ])('%j stays', (text) => {
    expect(render(withDesiredValues(`${text}\n`))).toBe(withDesiredValues(`${text}\n`))
  })

  test.each([
    'kube_network_plugin: |\n  flannel\n',
    'kube_network_plugin: >-  # folded\n  fla\n  nnel\n',
    'kube_network_plugin: "fla\n  nnel" # c\n',
    'kube_network_plugin: fla\n  nnel\n',
    'kube_network_plugin: # c\n  - flannel\n  - calico\n',
    'kube_network_plugin:\n- flannel\n',
    'kube_network_plugin: [flannel,\n calico]\n',
    'kube_network_plugin: !vault |\n  $ANSIBLE_VAULT;1.1\n  6162\n',
  ])('%j on several lines becomes a comment', (before) => {
    const comment = before.replace(/^(?=.)/gm, '# ')
    const after = `${comment}kube_network_plugin: calico\n`
    expect(render(withDesiredValues(`${before}\n# next\n`))).toBe(withDesiredValues(`${after}\n# next\n`))
    const sample = '# kube_network_plugin: x\n\n'
    expect(render(withDesiredValues(`${sample}${before}`))).toBe(
      withDesiredValues(`${sample}kube_network_plugin: calico\n`),
    )
  })

  test('a list becomes a comment the first time, and is replaced after that', () => {
    const storage = (monitors: string) =>
      cluster({
        storage: { class: 'ceph-rbd', parameters: { ...CEPH.parameters, ceph_rbd_monitors: monitors } },
      })
    const before = withDesiredValues(
      "ceph_rbd_monitors:\n- 'a:1' # first\n# between\n- b:2 # second\n# behind\nz: 1\n",
    )
    const once = render(before, storage('x:1\nb:2'))
    expect(once).toContain(
      "# ceph_rbd_monitors:\n# - 'a:1' # first\n# # between\n# - b:2 # second\nceph_rbd_monitors:\n  - x:1\n  - b:2\n# behind\nz: 1\n",
    )
    const secondRender = once.replace('  - x:1\n  - b:2\n', '  - y:1\n')
    expect(render(once, storage('y:1'))).toBe(secondRender)
  })

  test.each([
    ['[]', '["x:1", host]'],
    ['[a, b] # here', '["x:1", host] # here'],
    ['NONE', '["x:1", host]'],
    ['# here', '["x:1", host] # here'],
  ])('the list %j on one line becomes %j', (before, after) => {
    const parameters = { ...CEPH.parameters, ceph_rbd_monitors: 'x:1\nhost' }
    const text = render(`ceph_rbd_monitors: ${before}\n`, cluster({ storage: { ...CEPH, parameters } }))
    expect(text).toContain(`ceph_rbd_monitors: ${after}\n`)
    expect(both(text)).toMatchObject({ ceph_rbd_monitors: ['x:1', 'host'] })
  })

  test.each([
    [
      'loadbalancer_apiserver:\n    port: 8443\n    address: "1.1.1.1"\n    mode: tcp\n',
      '# loadbalancer_apiserver:\n#     port: 8443\n#     address: "1.1.1.1"\n#     mode: tcp\nloadbalancer_apiserver:\n  address: 192.168.0.10\n  port: 6443\n',
    ],
    [
      'loadbalancer_apiserver: {address: 1.1.1.1, port: 1} # x\n',
      'loadbalancer_apiserver: {address: 192.168.0.10, port: 6443} # x\n',
    ],
    [
      'loadbalancer_apiserver: # none\nz: 1\n',
      'loadbalancer_apiserver: {address: 192.168.0.10, port: 6443} # none\nz: 1\n',
    ],
  ])('the load balancer %j becomes %j', (before, after) => {
    const name = 'apiserver_loadbalancer_domain_name: lb.example.com\n'
    expect(render(withDesiredValues(name + before), withNetwork({ loadBalancer: BALANCER }))).toBe(
      withDesiredValues(name + after),
    )
  })

  test('a removed load balancer becomes a comment, its domain stays', () => {
    const before =
      'apiserver_loadbalancer_domain_name: lb\n\nloadbalancer_apiserver:  # mine\n  address: 1.1.1.1\n\n  port: 6443\n\n'
    const after =
      'apiserver_loadbalancer_domain_name: lb\n\n# loadbalancer_apiserver:  # mine\n#   address: 1.1.1.1\n\n#   port: 6443\n\n'
    expect(render(withDesiredValues(before))).toBe(withDesiredValues(after))
  })
})

describe('an added key', () => {
  test.each([
    ['# nfs_server_enable: false\nz: 1\n', '# nfs_server_enable: false\nnfs_server_enable: true\nz: 1\n'],
    ['##nfs_server_enable: x\n', '##nfs_server_enable: x\nnfs_server_enable: true\n'],
    [
      '# nfs_server_enable: false\n#   turns it on\n# next\nz: 1\n',
      '# nfs_server_enable: false\n#   turns it on\nnfs_server_enable: true\n# next\nz: 1\n',
    ],
    ['z: 1\n  # nfs_server_enable: no\n', 'z: 1\n  # nfs_server_enable: no\nnfs_server_enable: true\n'],
  ])('is below its sample: %j becomes %j', (before, after) => {
    expect(
      render(withDesiredValues(`nfs_server_enable: true\n`).replace('nfs_server_enable: true\n', before)),
    ).toBe(withDesiredValues(`nfs_server_enable: true\n`).replace('nfs_server_enable: true\n', after))
  })

  test.each([
    'doc: |\n  # nfs_server_enable: false\n  text\n',
    'doc: "\n  # nfs_server_enable: false\n  text"\n',
    'doc:\n  # nfs_server_enable: false\n  a: 1\n',
    'doc: [\n # nfs_server_enable: false\n 1]\n',
    'doc: # nfs_server_enable: false\n',
  ])('is not inserted into %j', (doc) => {
    const before = withDesiredValues(doc).replace('nfs_server_enable: true\n', '')
    expect(render(before)).toBe(`${before}\n${MARKER}\nnfs_server_enable: true\n`)
  })

  test('is inside the document', () => {
    const body = withDesiredValues('').replace('nfs_server_enable: true\n', '')
    const before = `# nfs_server_enable: x\n%YAML 1.1\n---\n${body}...\n# nfs_server_enable: x\n`
    const after = `# nfs_server_enable: x\n%YAML 1.1\n---\n${body}\n${MARKER}\nnfs_server_enable: true\n...\n# nfs_server_enable: x\n`
    expect(render(before)).toBe(after)
    both(after)
  })

  test('is below the marker of earlier added keys', () => {
    const once = render('a: 1\n')
    const secondRender = render(once, cluster({ storage: CEPH }))
    expect(secondRender.split(MARKER)).toHaveLength(2)
    expect(both(secondRender)).toMatchObject({ a: 1, nfs_server_enable: false, ceph_rbd_enabled: true })
  })

  test.each([
    'a: |\n  text',
    'a: |+\n  text\n\n\n',
    'a: >+\n  text\n\n',
    'b: 1\n# why\na: |\n  text',
    'a:\n  b:\n  - |\n    text',
    'a: [1]\nb:\n  c: |+\n    text\n\n',
  ])('does not change the block scalar at the end: %j', (text) => {
    // js-yaml reads `text` with a newline even without one in the file; PyYAML does not.
    const [before, after] = pyyaml([text, render(text)])
    expect(after).toMatchObject({ ...before, nfs_server_enable: true })
    expect(render(render(text))).toBe(render(text))
  })

  test('does not add a trailing newline to the file', () => {
    expect(render('a: 1')).toMatch(/^a: 1\n\n# Added[\s\S]*[^\n]$/)
    expect(render('a: 1\n# kube_pods_subnet: x')).toMatch(
      /\n# kube_pods_subnet: x\nkube_pods_subnet: \S+18\n\n# Added[\s\S]*[^\n]$/,
    )
    expect(render(withDesiredValues('').trimEnd())).toBe(withDesiredValues('').trimEnd())
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
  ])('is the content of an empty file: %j', (text) => {
    expect(both(render(text))).toMatchObject({ kube_network_plugin: 'calico', nfs_server_enable: true })
    expect(render(render(text))).toBe(render(text))
  })

  test('overrides a merged mapping', () => {
    const text = 'base: &base\n  ceph_rbd_enabled: true\n<<: *base\n'
    expect(pyyaml([render(text)])[0]).toMatchObject({
      ceph_rbd_enabled: false,
      base: { ceph_rbd_enabled: true },
    })
  })

  test('has the indent of the file', () => {
    expect(both(render('  a: 1\n  # kube_pods_subnet: x\n  b:\n    c: 1\n'))).toMatchObject({
      a: 1,
      b: { c: 1 },
    })
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
    ['{kube_network_plugin: flannel}\n', 'not-a-mapping', ''],
    ['a: 1\nb: 2\na: 3\n', 'key-duplicate', 'a'],
    ['a: {b: 1, b: 2}\n', 'key-duplicate', 'b'],
    ['a: *none\n', 'anchor-unknown', 'none'],
    ['kube_network_plugin: &p flannel\nmine: *p\n', 'anchor-shared', 'p'],
    ['kube_network_plugin: [&p flannel]\nmine:\n  a: [*p]\n', 'anchor-shared', 'p'],
    ['? kube_network_plugin\n', 'not-editable', 'kube_network_plugin'],
  ] as const)('%j is refused: %s', (text, code, reason) => {
    const problem = refused(text)
    expect(problem.code).toBe(code)
    if (reason !== undefined) expect(problem.reason).toBe(reason)
  })

  test('is reported with the line', () => {
    expect(refused('a: 1\n\nb: 2\r\na: 3\n').line).toBe(4)
    expect(refused('# c\n- a\n').line).toBe(2)
    expect(refused('a: 1\nb: *none\n').line).toBe(2)
    expect(refused('kube_network_plugin: &p flannel\nmine:\n  a: [*p]\n').line).toBe(3)
    expect(refused('a: 1\nb: [\n').line).toBeGreaterThan(1)
  })

  test('is reported without its values', () => {
    expect(String(refused('jwt_admin_key: hunter2\njwt_admin_key: hunter2\n'))).not.toContain('hunter2')
  })
})
