import { describe, expect, it } from 'vitest'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { readClusterFile, validateClusterFile, withResolvedReferences } from '@/lib/cluster/file/read'
import { release } from '../example-draft'
import { generateKey } from '../generate-key'
import { exampleWith, formatProblems, readValid, validate } from './fixtures'

describe('the shared login', () => {
  it('is used by every host without a login', () => {
    const source = exampleWith('hosts:', 'login: {user: ubuntu, password: p}\nhosts:').replace(
      '    port: 22\n    user: root\n    password: secret\n',
      '',
    )
    const { draft } = readValid(source)
    expect(draft.login).toMatchObject({ user: 'ubuntu', password: 'p' })
    expect(draft.hosts.map(({ sharedLogin }) => sharedLogin)).toEqual([true, true])
    expect(
      readValid(exampleWith('hosts:', 'login: {user: ubuntu, password: p}\nhosts:')).draft.hosts[1]
        ?.sharedLogin,
    ).toBe(false)
  })
})

describe('secret references', () => {
  const key = generateKey('', '-t', 'ed25519').privateKey
  const source = exampleWith('password: secret\n    roles', 'privateKeyFile: /root/.ssh/id\n    roles')
    .replace('password: secret', `password: \${env:TASKBOX PW}`)
    .replace('nfs_path: /srv', `nfs_path: "\${file:/etc/nfs path}"`)

  it('are listed, and their secrets are empty until they are resolved', () => {
    const { references, draft } = readValid(source)
    expect(references).toEqual([
      { path: ['taskbox', 'password'], kind: 'env', name: 'TASKBOX PW' },
      { path: ['hosts', 1, 'privateKey'], kind: 'file', name: '/root/.ssh/id' },
      { path: ['storage', 'parameters', 'nfs_path'], kind: 'file', name: '/etc/nfs path' },
    ])
    expect(draft.taskbox.password).toBe('')
  })

  it('are resolved: a file without its trailing newline, a key with it', () => {
    const values = new Map([
      ['TASKBOX PW', 'p\n'],
      ['/root/.ssh/id', key],
      ['/etc/nfs path', '/srv\n'],
    ])
    const parsed = readValid(source)
    const file = withResolvedReferences(parsed, ({ name }) => values.get(name))
    expect(file.draft.taskbox.password).toBe('p\n')
    expect(file.draft.hosts[1]?.privateKey).toBe(key)
    expect(file.draft.storage.parameters.nfs_path).toBe('/srv')
    expect(parsed.draft.taskbox.password).toBe('')
    expect(formatProblems(validateClusterFile(file, release, CHECK_IDS))).toEqual([
      '11 secret-not-carried taskbox.password',
    ])
  })

  it('that cannot be resolved are reported once with their line', () => {
    const file = withResolvedReferences(readValid(source), () => undefined)
    expect(formatProblems(validateClusterFile(file, release, CHECK_IDS))).toEqual([
      '11 reference-unresolved taskbox.password',
      '22 reference-unresolved hosts[1].privateKey',
      '31 reference-unresolved storage.parameters.nfs_path',
    ])
  })

  it('to oversized values are refused', () => {
    const file = withResolvedReferences(readValid(source), () => 'x'.repeat(65_537))
    expect(file.problems.map(({ code }) => code)).toEqual(['too-long', 'too-long', 'too-long'])
  })

  it('must be the whole text', () => {
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
      const { draft, references } = readValid(
        exampleWith('password: secret\n    roles', `password: '${text}'\n    roles`),
      )
      expect(references, text).toEqual([])
      expect(draft.hosts[1]?.password).toBe(text)
    }
  })

  it('are only recognized in secrets', () => {
    expect(validate(exampleWith('address: 192.168.0.2', `address: '\${env:ADDRESS}'`))).toContain(
      '19 address-invalid hosts[1].address',
    )
  })

  it('conflict with the key itself', () => {
    const both = exampleWith('password: secret\n    roles', 'privateKeyFile: x\n    privateKey: y\n    roles')
    expect(formatProblems(readClusterFile(both).problems)).toEqual([
      '22 key-conflict hosts[1].privateKeyFile',
    ])
  })
})

describe('a bastion in a file', () => {
  it('is read with its references, shared or for single machines', () => {
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
    const { draft } = withResolvedReferences(file, ({ name }) => `value of ${name}`)
    expect(draft.bastion).toMatchObject({
      route: 'custom',
      address: 'jump',
      user: 'jump',
      privateKey: 'value of /k',
    })
    expect(draft.bastion?.passphrase).toBe('value of P')
    expect(draft.taskbox.bastion?.route).toBe('direct')
    expect(draft.hosts[0]?.bastion).toMatchObject({ address: 'other', port: '2222', password: 'value of Q' })
  })

  it('is refused at the conflicting key', () => {
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
