import { describe, expect, it } from 'vitest'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { readClusterFile, validateClusterFile } from '@/lib/cluster/file/read'
import { release } from '../example-draft'
import { exampleWith, formatProblems, validate } from './fixtures'

describe('problems of a cluster file', () => {
  it('are all reported with line and path', () => {
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
    expect(validate(source)).toEqual([
      '1 required name',
      '2 key-unknown nmae',
      '4 path-invalid installer.source',
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

  it('suggest the most similar key and list the known ones', () => {
    const { problems } = readClusterFile(
      exampleWith('serviceCidr', 'serviceCIDRs').replace('podCidr', 'podCDIR'),
    )
    const known = 'plugin, families, serviceCidr, podCidr, serviceCidrIpv6, podCidrIpv6, loadBalancer'
    expect(problems.map(({ facts }) => facts)).toEqual([
      { key: 'serviceCIDRs', suggestion: 'serviceCidr', known },
      { key: 'podCDIR', suggestion: 'podCidr', known },
    ])
  })

  it.each([
    ['name: 5', 'number'],
    ['name: true', 'boolean'],
    ['name: 1e3', 'number'],
    ['name: [a]', 'list'],
    ['name: {a: b}', 'mapping'],
  ])('report %s instead of a text', (line, found) => {
    const { problems } = readClusterFile(exampleWith('name: demo', line))
    expect(problems).toMatchObject([{ code: 'type-wrong', line: 2, facts: { expected: 'text', found } }])
  })

  it('do not include quoted numbers and keys without a value', () => {
    expect(validate(exampleWith('name: demo', 'name: "5"'))).toEqual([])
    expect(validate(exampleWith('name: demo', 'name: !!str 5'))).toEqual([])
    expect(
      validate(exampleWith('parameters: {nfs_server: 192.168.0.9, nfs_path: /srv}', 'parameters:')),
    ).toEqual([
      '31 storage-parameter-missing storage.parameters.nfs_server',
      '31 storage-parameter-missing storage.parameters.nfs_path',
    ])
    expect(validate(exampleWith('accept: [cpu]', 'accept:'))).toEqual([])
  })

  it('contain nothing else if the version is unsupported', () => {
    expect(validate(exampleWith('version: 1', 'version: 3\nfuture: true'))).toEqual([
      '1 file-version version',
    ])
    expect(validate(exampleWith('version: 1', 'version: [1]'))).toEqual(['1 file-version version'])
    expect(validate(exampleWith('version: 1', 'version: "1"'))).toEqual([])
    expect(validate(exampleWith('version: 1\n', ''))).toEqual(['1 file-version version'])
  })

  it.each([
    ['hosts: [', 1],
    ['version: 1\nname: a: b', 2],
    ['version: 1\n\tname: x', 2],
    ['version: 1\nname: "\\q"', 2],
    ['a\u0000b', 1],
    [`version: 1\nname: ${'['.repeat(5000)}`, 2],
  ])('report a syntax error: %j', (source, line) => {
    const file = readClusterFile(source)
    expect(file.problems).toMatchObject([{ code: 'file-syntax', line }])
    expect(validateClusterFile(file, release, CHECK_IDS)).toEqual(file.problems)
  })

  it('report several documents', () => {
    expect(readClusterFile('version: 1\n---\nversion: 1\n').problems).toMatchObject([{ code: 'file-syntax' }])
  })

  it.each(['just a text', '- a\n- b', '5'])('report a root that is not a mapping: %j', (source) => {
    expect(readClusterFile(source).problems).toMatchObject([{ code: 'type-wrong', path: [] }])
  })

  it('report an empty file', () => {
    for (const source of ['', '# nothing\n', '---\n', '~'])
      expect(readClusterFile(source).problems).toMatchObject([
        { code: 'file-version', facts: { version: 'none' } },
      ])
  })

  it('report all duplicate keys with both lines', () => {
    const source = exampleWith('name: demo', 'name: demo\nname: other').replace(
      'port: 22',
      'port: 22\n  port: 23',
    )
    const file = readClusterFile(source)
    expect(formatProblems(file.problems)).toEqual(['3 key-duplicate name', '11 key-duplicate taskbox.port'])
    expect(file.problems[0]?.facts).toEqual({ key: 'name', first: 2 })
    expect(file.draft.name).toBe('demo')
  })

  it('report tags and keys that are not texts', () => {
    expect(
      formatProblems(readClusterFile(exampleWith('name: demo', 'name: !!binary demo')).problems),
    ).toEqual(['2 file-tag name'])
    expect(formatProblems(readClusterFile(exampleWith('hosts:', 'hosts: !hosts')).problems)).toEqual([
      '12 file-tag hosts',
    ])
    expect(
      formatProblems(readClusterFile(exampleWith('name: demo', 'name: demo\n? [a]\n: b')).problems),
    ).toEqual(['3 type-wrong '])
  })

  it('report keys of the object prototype', () => {
    const source = exampleWith('name: demo', 'name: demo\n__proto__: {hosts: []}\nconstructor: x')
    expect(validate(source)).toEqual(['3 key-unknown __proto__', '4 key-unknown constructor'])
    expect(validate(exampleWith('nfs_server:', '__proto__:'))).toContain(
      '31 storage-parameter-unknown storage.parameters.__proto__',
    )
  })

  it('report texts and lists that exceed the limits of a draft', () => {
    expect(validate(exampleWith('name: demo', `name: ${'x'.repeat(5000)}`))).toEqual(['2 too-long name'])
    const hosts = 'hosts:\n'.concat('  - {name: x}\n'.repeat(2001))
    const { problems } = readClusterFile(`version: 1\n${hosts}`)
    expect(problems).toMatchObject([{ code: 'too-many', line: 2, facts: { limit: 2000, count: 2001 } }])
  })

  it('report invisible characters', () => {
    expect(validate(exampleWith('name: demo', 'name: "de\\u202Emo"'))).toEqual(['2 control-character name'])
    expect(validate(exampleWith('name: node1', 'name: "node１"'))).toEqual([
      '18 host-name-invalid hosts[1].name',
    ])
  })
})
