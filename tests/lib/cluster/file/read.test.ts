import { describe, expect, it } from 'vitest'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { readClusterFile, validateClusterFile } from '@/lib/cluster/file/read'
import { defaultsOf } from '@/lib/installers/registry'
import { release } from '../example-draft'
import { EXAMPLE, exampleWith, formatProblems, readValid, validate } from './fixtures'

describe('the documented example', () => {
  it('has no problems', () => {
    expect(validate(EXAMPLE)).toEqual([])
    const { draft, references } = readValid(EXAMPLE)
    expect(references).toEqual([])
    expect(draft).toMatchObject({
      name: 'demo',
      installer: {
        source: '/opt/kubesphere-all-advanced-1.0.0',
        version: 'advanced-1.0.0',
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

  it('gets defaults for omitted keys', () => {
    const source = `version: 1
name: demo
installer: {source: /opt/x}
hosts: [{name: n1, address: 192.168.0.1}]
`
    expect(readValid(source).draft).toMatchObject({
      installer: { version: '', mode: 'multi-node' },
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

  it('gets the network defaults of its installer for omitted keys only', () => {
    const source = `version: 2
installer: {id: k3s, source: /opt/x}
network: {podCidr: 10.52.0.0/16, loadBalancer: {address: 192.168.0.10}}
`
    expect(readClusterFile(source, undefined, defaultsOf).draft.network).toMatchObject({
      plugin: 'flannel',
      serviceCidr: '10.43.0.0/16',
      podCidr: '10.52.0.0/16',
      loadBalancer: { address: '192.168.0.10', port: '6443', domain: '' },
    })
    const unknown = source.replace('k3s', 'other')
    expect(readClusterFile(unknown, undefined, defaultsOf).draft.network.plugin).toBe('calico')
  })

  it('gets row ids from the caller', () => {
    expect(readClusterFile(EXAMPLE, (index) => `row-${index}`).draft.hosts.map(({ id }) => id)).toEqual([
      'row-0',
      'row-1',
    ])
  })

  it('may have CRLF and a byte order mark', () => {
    const source = `\ufeff${EXAMPLE.replaceAll('\n', '\r\n')}`
    expect(validate(source)).toEqual([])
    expect(validate(source.replace('calico', 'weave'))).toEqual(['25 choice-invalid network.plugin'])
  })
})

describe('hostile cluster files', () => {
  it('are not parsed if they are too large', () => {
    expect(readClusterFile(' '.repeat(4_000_001)).problems).toMatchObject([{ code: 'file-too-large' }])
  })

  it('cannot be expanded by aliases without limit', () => {
    const levels = Array.from({ length: 20 }, (_, level) =>
      level === 0 ? 'a0: &a0 [x, x]' : `a${level}: &a${level} [${`*a${level - 1},`.repeat(10)}]`,
    )
    const { problems } = readClusterFile(`version: 1\n${levels.join('\n')}\n`)
    expect(problems.filter(({ code }) => code === 'file-alias')).toHaveLength(1)
  })

  it('are refused with recursive or undefined aliases', () => {
    expect(formatProblems(readClusterFile('version: 1\nname: &x [*x]\n').problems)).toContain(
      '2 file-alias name[0]',
    )
    expect(formatProblems(readClusterFile('version: 1\nname: *y\n').problems)).toContain('2 file-alias name')
  })

  it('may use a few aliases', () => {
    const source = exampleWith('password: secret', 'password: &p secret').replace(
      '    password: secret',
      '    password: *p',
    )
    expect(readValid(source).draft.hosts[1]?.password).toBe('secret')
  })

  it('are validated quickly even with thousands of mistakes', () => {
    const rows = Array.from(
      { length: 2000 },
      () => '  - {name: [1], addres: x, port: {}, roles: [a, b, c]}\n',
    )
    const file = readClusterFile(`version: 1\nhosts:\n${rows.join('')}`)
    expect(file.problems.length).toBe(12_000)
    expect(validateClusterFile(file, release, CHECK_IDS).length).toBeGreaterThan(12_000)
  })
})

describe('values in a cluster file', () => {
  it('are read literally if they are secrets', () => {
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
      const { draft } = readValid(
        exampleWith('password: secret\n    roles', `password: ${password}\n    roles`),
      )
      expect(draft.hosts[1]?.password).toBe(password.replace(/^["']|["']$/g, ''))
    }
  })

  it('of storage parameters are texts, numbers, booleans or lists', () => {
    const parameters = `{a: text, b: 10, c: true, d: [x:1, 2, false], e: "1", f: []}`
    const { draft } = readValid(exampleWith('{nfs_server: 192.168.0.9, nfs_path: /srv}', parameters))
    expect(draft.storage.parameters).toEqual({
      a: 'text',
      b: '10',
      c: 'true',
      d: 'x:1\n2\nfalse',
      e: '1',
      f: '',
    })
  })

  it('of ports are numbers or texts, validated by the rules', () => {
    expect(readValid(exampleWith('port: 22\n    user', 'port: "2222"\n    user')).draft.hosts[1]?.port).toBe(
      '2222',
    )
    expect(validate(exampleWith('port: 22\n    user', 'port: 0x16\n    user'))).toEqual([
      '20 port-invalid hosts[1].port',
    ])
    expect(validate(exampleWith('port: 22\n    user', 'port: 22.5\n    user'))).toEqual([
      '20 port-invalid hosts[1].port',
    ])
  })

  it('of accept may have a host and a reason', () => {
    const source = exampleWith(
      'accept: [cpu]',
      'accept:\n  - cpu\n  - {check: memory, host: node1, reason: "a test"}',
    )
    expect(validate(source)).toEqual([])
    expect(readValid(source).draft.waivers).toEqual([
      { check: 'cpu', host: '', reason: '' },
      { check: 'memory', host: 'node1', reason: 'a test' },
    ])
    expect(validate(exampleWith('accept: [cpu]', 'accept: [cpu, cpux, {host: node1}]'))).toEqual([
      '34 waiver-unknown accept[1].check',
      '34 required accept[2].check',
      '34 waiver-reason-missing accept[2].reason',
    ])
  })

  it('of accept may have several hosts with one reason', () => {
    const source = exampleWith(
      'accept: [cpu]',
      'accept:\n  - {check: cpu, hosts: [node1, node2], reason: "a test"}',
    )
    expect(readValid(source).draft.waivers).toEqual([
      { check: 'cpu', host: 'node1', reason: 'a test' },
      { check: 'cpu', host: 'node2', reason: 'a test' },
    ])
  })

  it('of accept are reported at their own path, even if one entry is several waivers', () => {
    const entries =
      '\n  - {check: cpu, hosts: [node1, nobody], reason: x}\n  - {check: cpux, hosts: [node1], reason: x}'
    expect(validate(exampleWith('accept: [cpu]', `accept:${entries}`))).toEqual([
      '35 waiver-host-unknown accept[0].hosts[1]',
      '36 waiver-unknown accept[1].check',
    ])
  })

  it('of accept with an empty list of hosts are refused instead of waiving all hosts', () => {
    const source = exampleWith('accept: [cpu]', 'accept:\n  - {check: cpu, hosts: [], reason: x}')
    expect(validate(source)).toEqual(['35 required accept[0].hosts'])
  })
})
