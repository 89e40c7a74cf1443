import { describe, expect, it } from 'vitest'
import { type ClusterFile, judgeClusterFile, readClusterFile, withReferences } from '@/lib/cluster/file'
import { type Problem, pathText } from '@/lib/cluster/problem'
import { release } from './guide'
import { makeKey } from './keys'

/** The example of the contract (docs/cluster-file.md). */
const CONTRACT = `version: 1
name: demo                       # shown in the wizard
installer:
  package: /opt/kubesphere-all-advanced-1.0.0   # a folder on the taskbox
  release: advanced-1.0.0        # left out: detected from the package
  mode: multi-node               # or all-in-one
taskbox:                         # left out: the machine Taskbox runs on
  address: 192.168.0.1
  port: 22
  user: root
  password: secret
hosts:
  - name: master
    address: 192.168.0.1
    ip: 192.168.0.1
    taskbox: true
    roles: [master, etcd]
  - name: node1
    address: 192.168.0.2
    port: 22
    user: root
    password: secret
    roles: [node]
network:
  plugin: calico
  serviceCidr: 10.233.0.0/18
  podCidr: 10.233.64.0/18
  loadBalancer: {address: 192.168.0.10, port: 6443, domain: lb.kubesphere.local}
storage:
  class: nfs-client
  parameters: {nfs_server: 192.168.0.9, nfs_path: /srv}
addons:
  harbor: {enabled: true, domain: harbor.devops.kubesphere.local}
accept: [cpu]
`

/** Problems as `line code path`. */
function lines(found: readonly Problem[]): string[] {
  return found.map(({ line, code, path }) => `${line ?? '-'} ${code} ${pathText(path)}`)
}

function judged(source: string): string[] {
  return lines(judgeClusterFile(readClusterFile(source), release))
}

/** The contract's example with a piece of it changed. */
function changed(from: string, to: string): string {
  expect(CONTRACT).toContain(from)
  return CONTRACT.replace(from, () => to)
}

function read(source: string): ClusterFile {
  const file = readClusterFile(source)
  expect(lines(file.problems)).toEqual([])
  return file
}

describe('the example of the contract', () => {
  it('is read without a problem', () => {
    expect(judged(CONTRACT)).toEqual([])
    const { draft, references } = read(CONTRACT)
    expect(references).toEqual([])
    expect(draft).toMatchObject({
      name: 'demo',
      installer: {
        package: '/opt/kubesphere-all-advanced-1.0.0',
        release: 'advanced-1.0.0',
        mode: 'multi-node',
      },
      taskbox: { kind: 'ssh', address: '192.168.0.1', port: '22', user: 'root', password: 'secret' },
      hosts: [
        { id: 'h1', name: 'master', ip: '192.168.0.1', taskbox: true, roles: ['master', 'etcd'] },
        {
          id: 'h2',
          name: 'node1',
          ip: '',
          port: '22',
          password: 'secret',
          taskbox: false,
          sharedLogin: false,
        },
      ],
      network: { loadBalancer: { address: '192.168.0.10', port: '6443', domain: 'lb.kubesphere.local' } },
      storage: { class: 'nfs-client', parameters: { nfs_server: '192.168.0.9', nfs_path: '/srv' } },
      addons: { harbor: { enabled: true } },
      waivers: [{ check: 'cpu', host: '', reason: '' }],
    })
  })

  it('may leave out what has a default', () => {
    const source = `version: 1
name: demo
installer: {package: /opt/x}
hosts: [{name: n1, address: 192.168.0.1}]
`
    expect(read(source).draft).toMatchObject({
      installer: { release: '', mode: 'multi-node' },
      taskbox: { kind: 'local' },
      hosts: [{ user: 'root', port: '', roles: [], sharedLogin: false }],
      network: {
        plugin: 'calico',
        serviceCidr: '10.233.0.0/18',
        loadBalancer: { address: '', port: '6443' },
      },
      storage: { class: '', parameters: {} },
      waivers: [],
    })
  })

  it('takes ids from whoever asks', () => {
    expect(readClusterFile(CONTRACT, (index) => `row-${index}`).draft.hosts.map(({ id }) => id)).toEqual([
      'row-0',
      'row-1',
    ])
  })

  it('may have Windows line ends and a byte order mark', () => {
    const source = `\ufeff${CONTRACT.replaceAll('\n', '\r\n')}`
    expect(judged(source)).toEqual([])
    expect(judged(source.replace('calico', 'weave'))).toEqual(['25 choice-invalid network.plugin'])
  })
})

describe('what is wrong with a file', () => {
  it('is told all at once, with lines and paths', () => {
    const source = `version: 1
nmae: demo
installer:
  package: opt/x
  mode: many
taskbox: local
hosts:
  - name: Master
    address: [192.168.0.1]
    taskbox: "yes"
    roles: [mater, etcd, {node: true}]
  - just a text
  - name: node1
    port: 99999
    colour: red
    roles: node
network: {podCidr: 10.233.1.0/18, serviceCIDR: x}
storage:
  class: [local]
  parameters: {nfs_server: {host: a}, nfs_sever: b}
addons: {harbor: {enabled: 1}}
accept: [cpus, {check: cpu, hots: node1}, [memory]]
`
    expect(judged(source)).toEqual([
      '1 required name',
      '2 key-unknown nmae',
      '4 path-invalid installer.package',
      '5 choice-invalid installer.mode',
      '6 type-wrong taskbox',
      '7 master-missing hosts',
      '7 node-missing hosts',
      '7 taskbox-not-among-hosts hosts',
      '8 host-name-invalid hosts[0].name',
      '8 login-missing hosts[0].password',
      '9 type-wrong hosts[0].address',
      '10 type-wrong hosts[0].taskbox',
      '11 choice-invalid hosts[0].roles[0]',
      '11 type-wrong hosts[0].roles[2]',
      '12 type-wrong hosts[1]',
      '13 required hosts[2].address',
      '13 login-missing hosts[2].password',
      '14 port-invalid hosts[2].port',
      '15 key-unknown hosts[2].colour',
      '16 type-wrong hosts[2].roles',
      '17 key-unknown network.serviceCIDR',
      '17 cidr-host-bits network.podCidr',
      '19 type-wrong storage.class',
      '20 type-wrong storage.parameters.nfs_server',
      '20 storage-parameter-unknown storage.parameters.nfs_sever',
      '21 type-wrong addons.harbor.enabled',
      '22 key-unknown accept[1].hots',
      '22 type-wrong accept[2]',
      '22 waiver-unknown accept[0].check',
    ])
  })

  it('names the key that was probably meant, and all that there are', () => {
    const { problems } = readClusterFile(changed('serviceCidr', 'serviceCIDRs').replace('podCidr', 'podCDIR'))
    expect(problems.map(({ facts }) => facts)).toEqual([
      { key: 'serviceCIDRs', suggestion: 'serviceCidr', known: 'plugin, serviceCidr, podCidr, loadBalancer' },
      { key: 'podCDIR', suggestion: 'podCidr', known: 'plugin, serviceCidr, podCidr, loadBalancer' },
    ])
  })

  it.each([
    ['name: 5', 'number'],
    ['name: true', 'boolean'],
    ['name: 1e3', 'number'],
    ['name: [a]', 'list'],
    ['name: {a: b}', 'mapping'],
  ])('is %s, which is no text', (line, found) => {
    const { problems } = readClusterFile(changed('name: demo', line))
    expect(problems).toMatchObject([{ code: 'type-wrong', line: 2, facts: { expected: 'text', found } }])
  })

  it('is not a number in quotes, nor a key without a value', () => {
    expect(judged(changed('name: demo', 'name: "5"'))).toEqual([])
    expect(judged(changed('name: demo', 'name: !!str 5'))).toEqual([])
    expect(judged(changed('parameters: {nfs_server: 192.168.0.9, nfs_path: /srv}', 'parameters:'))).toEqual([
      '31 storage-parameter-missing storage.parameters.nfs_server',
      '31 storage-parameter-missing storage.parameters.nfs_path',
    ])
    expect(judged(changed('accept: [cpu]', 'accept:'))).toEqual([])
  })

  it('is another version, and then nothing else is said', () => {
    expect(judged(changed('version: 1', 'version: 2\nfuture: true'))).toEqual(['1 file-version version'])
    expect(judged(changed('version: 1', 'version: [1]'))).toEqual(['1 file-version version'])
    expect(judged(changed('version: 1', 'version: "1"'))).toEqual([])
    expect(judged(changed('version: 1\n', ''))).toEqual(['1 file-version version'])
  })

  it.each([
    ['hosts: [', 1],
    ['version: 1\nname: a: b', 2],
    ['version: 1\n\tname: x', 2],
    ['version: 1\nname: "\\q"', 2],
    ['a\u0000b', 1],
    [`version: 1\nname: ${'['.repeat(5000)}`, 2],
  ])('is no YAML: %j', (source, line) => {
    const file = readClusterFile(source)
    expect(file.problems).toMatchObject([{ code: 'file-syntax', line }])
    expect(judgeClusterFile(file, release)).toEqual(file.problems)
  })

  it('is more than one document', () => {
    expect(readClusterFile('version: 1\n---\nversion: 1\n').problems).toMatchObject([{ code: 'file-syntax' }])
  })

  it.each(['just a text', '- a\n- b', '5'])('is no mapping: %j', (source) => {
    expect(readClusterFile(source).problems).toMatchObject([{ code: 'type-wrong', path: [] }])
  })

  it('is nothing at all', () => {
    for (const source of ['', '# nothing\n', '---\n', '~'])
      expect(readClusterFile(source).problems).toMatchObject([
        { code: 'file-version', facts: { version: 'none' } },
      ])
  })

  it('is a key that stands there twice: both lines are named, all of them', () => {
    const source = changed('name: demo', 'name: demo\nname: other').replace(
      'port: 22',
      'port: 22\n  port: 23',
    )
    const file = readClusterFile(source)
    expect(lines(file.problems)).toEqual(['3 key-duplicate name', '11 key-duplicate taskbox.port'])
    expect(file.problems[0]?.facts).toEqual({ key: 'name', first: 2 })
    expect(file.draft.name).toBe('demo')
  })

  it('is a tag, or a key that is no text', () => {
    expect(lines(readClusterFile(changed('name: demo', 'name: !!binary demo')).problems)).toEqual([
      '2 file-tag name',
    ])
    expect(lines(readClusterFile(changed('hosts:', 'hosts: !hosts')).problems)).toEqual(['12 file-tag hosts'])
    expect(lines(readClusterFile(changed('name: demo', 'name: demo\n? [a]\n: b')).problems)).toEqual([
      '3 type-wrong ',
    ])
  })

  it('is a key that a program would stumble over', () => {
    const source = changed('name: demo', 'name: demo\n__proto__: {hosts: []}\nconstructor: x')
    expect(judged(source)).toEqual(['3 key-unknown __proto__', '4 key-unknown constructor'])
    expect(judged(changed('nfs_server:', '__proto__:'))).toContain(
      '31 storage-parameter-unknown storage.parameters.__proto__',
    )
  })

  it('is a text that a draft cannot hold, or more hosts than it can', () => {
    expect(judged(changed('name: demo', `name: ${'x'.repeat(5000)}`))).toEqual(['2 too-long name'])
    const hosts = 'hosts:\n'.concat('  - {name: x}\n'.repeat(2001))
    const { problems } = readClusterFile(`version: 1\n${hosts}`)
    expect(problems).toMatchObject([{ code: 'too-many', line: 2, facts: { limit: 2000, count: 2001 } }])
  })

  it('is characters that nobody sees', () => {
    expect(judged(changed('name: demo', 'name: "de\\u202Emo"'))).toEqual(['2 control-character name'])
    expect(judged(changed('name: node1', 'name: "node１"'))).toEqual(['18 host-name-invalid hosts[1].name'])
  })
})

describe('hostile files', () => {
  it('that are huge are not even parsed', () => {
    expect(readClusterFile(' '.repeat(4_000_001)).problems).toMatchObject([{ code: 'file-too-large' }])
  })

  it('that multiply themselves by aliases are stopped', () => {
    const levels = Array.from({ length: 20 }, (_, level) =>
      level === 0 ? 'a0: &a0 [x, x]' : `a${level}: &a${level} [${`*a${level - 1},`.repeat(10)}]`,
    )
    const { problems } = readClusterFile(`version: 1\n${levels.join('\n')}\n`)
    expect(problems.filter(({ code }) => code === 'file-alias')).toHaveLength(1)
  })

  it('that stand for themselves, or for nothing, are refused', () => {
    expect(lines(readClusterFile('version: 1\nname: &x [*x]\n').problems)).toContain('2 file-alias name[0]')
    expect(lines(readClusterFile('version: 1\nname: *y\n').problems)).toContain('2 file-alias name')
  })

  it('may use a few aliases as everybody does', () => {
    const source = changed('password: secret', 'password: &p secret').replace(
      '    password: secret',
      '    password: *p',
    )
    expect(read(source).draft.hosts[1]?.password).toBe('secret')
  })

  it('with thousands of mistakes are judged in a moment', () => {
    const rows = Array.from(
      { length: 2000 },
      () => '  - {name: [1], addres: x, port: {}, roles: [a, b, c]}\n',
    )
    const file = readClusterFile(`version: 1\nhosts:\n${rows.join('')}`)
    expect(file.problems.length).toBe(12_000)
    expect(judgeClusterFile(file, release).length).toBeGreaterThan(12_000)
  })
})

describe('values', () => {
  it('of secrets stay as they were written', () => {
    const passwords = [
      '007',
      '1e5',
      '0x1F',
      '1_0',
      '12345678901234567890',
      '"yes"',
      "'a: b'",
      '$x',
      '.5',
      '+1',
    ]
    for (const password of passwords) {
      const { draft } = read(changed('password: secret\n    roles', `password: ${password}\n    roles`))
      expect(draft.hosts[1]?.password).toBe(password.replace(/^["']|["']$/g, ''))
    }
  })

  it('of storage parameters may be texts, numbers, booleans and lists', () => {
    const parameters = `{a: text, b: 10, c: true, d: [x:1, 2, false], e: "1", f: []}`
    const { draft } = read(changed('{nfs_server: 192.168.0.9, nfs_path: /srv}', parameters))
    expect(draft.storage.parameters).toEqual({
      a: 'text',
      b: '10',
      c: 'true',
      d: 'x:1\n2\nfalse',
      e: '1',
      f: '',
    })
  })

  it('of ports may be numbers or texts, and are judged by the rules', () => {
    expect(read(changed('port: 22\n    user', 'port: "2222"\n    user')).draft.hosts[1]?.port).toBe('2222')
    expect(judged(changed('port: 22\n    user', 'port: 0x16\n    user'))).toEqual([
      '20 port-invalid hosts[1].port',
    ])
    expect(judged(changed('port: 22\n    user', 'port: 22.5\n    user'))).toEqual([
      '20 port-invalid hosts[1].port',
    ])
  })

  it('of accept may name a host and a reason', () => {
    const source = changed(
      'accept: [cpu]',
      'accept:\n  - cpu\n  - {check: memory, host: node1, reason: "a test"}',
    )
    expect(judged(source)).toEqual([])
    expect(read(source).draft.waivers).toEqual([
      { check: 'cpu', host: '', reason: '' },
      { check: 'memory', host: 'node1', reason: 'a test' },
    ])
    expect(judged(changed('accept: [cpu]', 'accept: [cpu, cpux, {host: node1}]'))).toEqual([
      '34 waiver-unknown accept[1].check',
      '34 required accept[2].check',
      '34 waiver-reason-missing accept[2].reason',
    ])
  })

  it('of accept may name several hosts for one reason', () => {
    const source = changed(
      'accept: [cpu]',
      'accept:\n  - {check: cpu, hosts: [node1, node2], reason: "a test"}',
    )
    expect(read(source).draft.waivers).toEqual([
      { check: 'cpu', host: 'node1', reason: 'a test' },
      { check: 'cpu', host: 'node2', reason: 'a test' },
    ])
  })

  it('of accept are told where they stand, though one entry is several waivers', () => {
    const entries =
      '\n  - {check: cpu, hosts: [node1, nobody], reason: x}\n  - {check: cpux, hosts: [node1], reason: x}'
    expect(judged(changed('accept: [cpu]', `accept:${entries}`))).toEqual([
      '35 waiver-host-unknown accept[0].hosts[1]',
      '36 waiver-unknown accept[1].check',
    ])
  })

  it('of accept for no host at all are refused, not taken for all of them', () => {
    const source = changed('accept: [cpu]', 'accept:\n  - {check: cpu, hosts: [], reason: x}')
    expect(judged(source)).toEqual(['35 required accept[0].hosts'])
  })
})

describe('one login for all', () => {
  it('is that of every host which names none', () => {
    const source = changed('hosts:', 'login: {user: ubuntu, password: p}\nhosts:').replace(
      '    port: 22\n    user: root\n    password: secret\n',
      '',
    )
    const { draft } = read(source)
    expect(draft.login).toMatchObject({ user: 'ubuntu', password: 'p' })
    expect(draft.hosts.map(({ sharedLogin }) => sharedLogin)).toEqual([true, true])
    expect(
      read(changed('hosts:', 'login: {user: ubuntu, password: p}\nhosts:')).draft.hosts[1]?.sharedLogin,
    ).toBe(false)
  })
})

describe('references', () => {
  const key = makeKey('', '-t', 'ed25519').privateKey
  const source = changed('password: secret\n    roles', 'privateKeyFile: /root/.ssh/id\n    roles')
    .replace('password: secret', `password: \${env:TASKBOX PW}`)
    .replace('nfs_path: /srv', `nfs_path: "\${file:/etc/nfs path}"`)

  it('are told, and what they stand for is empty until somebody looks', () => {
    const { references, draft } = read(source)
    expect(references).toEqual([
      { path: ['taskbox', 'password'], kind: 'env', name: 'TASKBOX PW' },
      { path: ['hosts', 1, 'privateKey'], kind: 'file', name: '/root/.ssh/id' },
      { path: ['storage', 'parameters', 'nfs_path'], kind: 'file', name: '/etc/nfs path' },
    ])
    expect(draft.taskbox.password).toBe('')
  })

  it('are filled in, a file without its last line end, a key with it', () => {
    const values = new Map([
      ['TASKBOX PW', 'p\n'],
      ['/root/.ssh/id', key],
      ['/etc/nfs path', '/srv\n'],
    ])
    const before = read(source)
    const file = withReferences(before, ({ name }) => values.get(name))
    expect(file.draft.taskbox.password).toBe('p\n')
    expect(file.draft.hosts[1]?.privateKey).toBe(key)
    expect(file.draft.storage.parameters.nfs_path).toBe('/srv')
    expect(before.draft.taskbox.password).toBe('')
    expect(lines(judgeClusterFile(file, release))).toEqual(['11 secret-not-carried taskbox.password'])
  })

  it('that lead nowhere are told at their line, once', () => {
    const file = withReferences(read(source), () => undefined)
    expect(lines(judgeClusterFile(file, release))).toEqual([
      '11 reference-unresolved taskbox.password',
      '22 reference-unresolved hosts[1].privateKey',
      '31 reference-unresolved storage.parameters.nfs_path',
    ])
  })

  it('that give more than a secret can be are refused', () => {
    const file = withReferences(read(source), () => 'x'.repeat(65_537))
    expect(file.problems.map(({ code }) => code)).toEqual(['too-long', 'too-long', 'too-long'])
  })

  it('are the whole text or none', () => {
    for (const text of [
      `a\${env:X}`,
      `\${env:X}b`,
      `\${X}`,
      `\${env:}`,
      `\${HOME}`,
      `$\${env:X}`,
      `\${vault:x}`,
      '${env:X',
    ]) {
      const { draft, references } = read(
        changed('password: secret\n    roles', `password: '${text}'\n    roles`),
      )
      expect(references, text).toEqual([])
      expect(draft.hosts[1]?.password).toBe(text)
    }
  })

  it('stand in secrets only', () => {
    expect(judged(changed('address: 192.168.0.2', `address: '\${env:ADDRESS}'`))).toContain(
      '19 address-invalid hosts[1].address',
    )
  })

  it('cannot stand beside the key itself', () => {
    const both = changed('password: secret\n    roles', 'privateKeyFile: x\n    privateKey: y\n    roles')
    expect(lines(readClusterFile(both).problems)).toEqual(['22 key-conflict hosts[1].privateKeyFile'])
  })
})

describe('a bastion in a file', () => {
  it('is read with its references, for all and for single machines', () => {
    const file = readClusterFile(
      [
        'version: 1',
        `bastion: {address: jump, user: jump, privateKeyFile: /k, passphrase: "\${env:P}"}`,
        'taskbox: {address: a, password: x, direct: true}',
        'hosts:',
        `  - {name: n, address: b, password: y, bastion: {address: other, password: "\${env:Q}", port: 2222}}`,
      ].join('\n'),
    )
    expect(file.problems).toEqual([])
    const { draft } = withReferences(file, ({ name }) => `value of ${name}`)
    expect(draft.bastion).toMatchObject({
      way: 'own',
      address: 'jump',
      user: 'jump',
      privateKey: 'value of /k',
    })
    expect(draft.bastion?.passphrase).toBe('value of P')
    expect(draft.taskbox.bastion?.way).toBe('direct')
    expect(draft.hosts[0]?.bastion).toMatchObject({ address: 'other', port: '2222', password: 'value of Q' })
  })

  it('is refused by its own key where it says too much', () => {
    const file = readClusterFile(
      [
        'version: 1',
        'bastion: {address: jump, sudoPassword: x, privateKey: k, privateKeyFile: /k}',
        'hosts: [{name: n, direct: true, bastion: {adress: b}}]',
      ].join('\n'),
    )
    expect(file.problems.map(({ code, path }) => [code, path.join('.')])).toEqual([
      ['key-unknown', 'bastion.sudoPassword'],
      ['key-unknown', 'hosts.0.bastion.adress'],
      ['key-conflict', 'bastion.privateKeyFile'],
      ['key-conflict', 'hosts.0.direct'],
    ])
  })
})
