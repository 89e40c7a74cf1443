import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { emptyBastion } from '@/lib/cluster/bastion'
import {
  type BastionDraft,
  type Draft,
  type HostDraft,
  type LoginDraft,
  MODES,
  ROLES,
  SECRET_PLACEHOLDER,
} from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyLogin, emptyTaskbox } from '@/lib/cluster/draft/empty-draft'
import { FAMILIES } from '@/lib/cluster/draft/field-table'
import { readClusterFile, validateClusterFile, withResolvedReferences } from '@/lib/cluster/file/read'
import type { Reference } from '@/lib/cluster/file/secret-references'
import { writeClusterFile } from '@/lib/cluster/file/write'
import { findRelease } from '@/lib/installers/registry'
import { exampleDraft, release, withHost, withStorage } from '../example-draft'

// Texts of a draft: control characters, lone surrogates, line separators, YAML indicators.
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...'ab1: #-?\'"\\{}[]&*!|>%@`,~\n\t \r\u2028\u0085\ufeff\ud800') }),
  fc.constantFrom(
    'null',
    'true',
    '~',
    '22',
    '1e3',
    '0o7',
    '0x1F',
    '.inf',
    '<<',
    '---',
    '...',
    '=',
    'y',
    'a\n',
    'a\n\n',
    ' a ',
    'x',
  ),
)
const login = fc.record<LoginDraft>({
  user: fc.oneof(fc.constant('root'), text),
  password: fc.oneof(fc.constant(''), text),
  privateKey: fc.oneof(fc.constant(''), text),
  passphrase: fc.oneof(fc.constant(''), text),
  sudoPassword: fc.oneof(fc.constant(''), text),
})
const ownBastion = fc
  .tuple(login, fc.record({ address: text, port: text, hostKey: text, allowSha1: fc.boolean() }))
  .map(([{ sudoPassword: _, ...login }, rest]): BastionDraft => ({ ...login, ...rest, route: 'custom' }))
/** A machine's route, if any. Fields of an unused bastion are not written. */
const route = fc.oneof(
  fc.constant({}),
  fc.constant({ bastion: emptyBastion('direct') }),
  ownBastion.map((bastion) => ({ bastion })),
)
const host: fc.Arbitrary<HostDraft> = fc
  .tuple(
    login,
    fc.record({
      name: text,
      address: text,
      ip: text,
      ip6: text,
      port: text,
      taskbox: fc.boolean(),
      roles: fc.array(fc.constantFrom(...ROLES), { maxLength: 4 }),
      hostKey: text,
      allowSha1: fc.boolean(),
      sharedLogin: fc.boolean(),
    }),
    route,
  )
  // A row with the shared login has no login in the file.
  .map(([login, row, routed]) => ({ ...(row.sharedLogin ? emptyLogin() : login), ...row, ...routed, id: '' }))
const taskbox = fc.oneof(
  fc.constant(emptyTaskbox()),
  fc
    .tuple(login, fc.record({ address: text, port: text, hostKey: text, allowSha1: fc.boolean() }), route)
    .map(([login, rest, routed]) => ({ ...login, ...rest, ...routed, kind: 'ssh' as const })),
)
const parts = fc.record({
  name: text,
  installer: fc.record({
    id: fc.oneof(fc.constant(release.installer), text),
    source: text,
    version: fc.oneof(fc.constant(release.id), text),
    mode: fc.constantFrom(...MODES),
  }),
  taskbox,
  login: fc.oneof(fc.constant(emptyLogin()), login),
  hosts: fc
    .array(host, { maxLength: 4 })
    .map((hosts) => hosts.map((row, index) => ({ ...row, id: `h${index + 1}` }))),
  network: fc.record({
    plugin: text,
    families: fc.constantFrom(...FAMILIES),
    serviceCidr: text,
    podCidr: text,
    serviceCidrIpv6: text,
    podCidrIpv6: text,
    loadBalancer: fc.record({ address: text, port: fc.oneof(fc.constant('6443'), text), domain: text }),
  }),
  storage: fc.record({
    class: text,
    parameters: fc.dictionary(
      fc.oneof(fc.constantFrom('nfs_server', 'ceph_rbd_admin_secret', 'x_key'), text),
      text,
      {
        maxKeys: 3,
        noNullPrototype: true,
      },
    ),
  }),
  settings: fc.dictionary(fc.oneof(fc.constantFrom('token', 'proxy_mode'), text), text),
  addons: fc.record({ harbor: fc.record({ enabled: fc.boolean(), domain: text }) }),
  waivers: fc.array(fc.record({ check: text, host: text, reason: text }), { maxLength: 3 }),
})
const drafts: fc.Arbitrary<Draft> = fc
  .tuple(parts, fc.option(ownBastion, { nil: undefined }))
  .map(([draft, bastion]) => (bastion ? { ...draft, bastion } : draft))

/** The value of a reference in the written draft. */
function valueIn(draft: Draft, { path }: Reference): string {
  const owner = path.slice(0, -1).reduce<unknown>((value, part) => Reflect.get(Object(value), part), draft)
  return String(Reflect.get(Object(owner), path[path.length - 1] ?? ''))
}

function write(draft: Draft, secrets: 'env' | 'plain'): string {
  return writeClusterFile(draft, { secrets, release: findRelease(draft.installer) })
}

function roundTrip(draft: Draft, secrets: 'env' | 'plain') {
  const file = readClusterFile(write(draft, secrets))
  return withResolvedReferences(file, (reference) => valueIn(draft, reference))
}

describe('a written cluster file', () => {
  it.each(['plain', 'env'] as const)('is read back to the same draft for any values (%s)', (secrets) => {
    fc.assert(
      fc.property(drafts, (draft) => {
        const file = roundTrip(draft, secrets)
        expect(file.problems).toEqual([])
        expect(file.draft).toEqual(draft)
      }),
      { numRuns: 300 },
    )
  })

  it('has a unique variable for each secret, and no secret', () => {
    const secret = 'S3CR3T'
    fc.assert(
      fc.property(drafts, (draft) => {
        const hidden = {
          password: secret,
          privateKey: `${secret}\n${secret}`,
          passphrase: secret,
          sudoPassword: secret,
        }
        const hosts = draft.hosts.map((row) => ({ ...row, ...(row.sharedLogin ? {} : hidden) }))
        const storage = {
          ...draft.storage,
          parameters: { jwt_admin_key: secret, qy_secret_access_key: secret },
        }
        const output = write({ ...draft, login: { ...draft.login, ...hidden }, hosts, storage }, 'env')
        expect(output).not.toContain(secret)
        const names = readClusterFile(output).references.map(({ name }) => name)
        expect(new Set(names).size).toBe(names.length)
        for (const name of names) expect(name).toMatch(/^TASKBOX_[A-Z0-9_]+$/)
      }),
      { numRuns: 100 },
    )
  })

  it('is short for the guide’s example, and read back without problems', () => {
    const output = write(exampleDraft(), 'env')
    expect(output).toBe(`# Taskbox cluster file, for the wizard and for \`taskbox check|render|install -f\`.
# These secrets are not included. Set them in the environment before you use this file:
#   TASKBOX_NODE1_PASSWORD  for hosts[1].password
#   TASKBOX_NODE2_PASSWORD  for hosts[2].password
version: 2
name: demo
installer:
  id: kubesphere
  source: /opt/kubesphere-all-advanced-1.0.0
  version: advanced-1.0.0
  mode: multi-node
hosts:
  - name: master
    address: 192.168.0.1
    taskbox: true
    roles: [master, etcd]
  - name: node1
    address: 192.168.0.2
    password: \${env:TASKBOX_NODE1_PASSWORD}
    roles: [node]
  - name: node2
    address: 192.168.0.3
    password: \${env:TASKBOX_NODE2_PASSWORD}
    roles: [node]
network:
  plugin: calico
  serviceCidr: 10.233.0.0/18
  podCidr: 10.233.64.0/18
storage:
  class: nfs-client
  parameters:
    nfs_server: 192.168.0.9
    nfs_path: /srv/k8s
`)
    expect(validateClusterFile(roundTrip(exampleDraft(), 'env'), release, CHECK_IDS)).toEqual([])
  })

  it('can be of an empty draft', () => {
    const { draft, problems } = readClusterFile(write(emptyDraft(), 'env'))
    expect(problems).toEqual([])
    expect(draft).toEqual(emptyDraft())
  })

  it('has unique variables for hosts with similar names', () => {
    const draft = exampleDraft()
    draft.hosts = draft.hosts.map((row) => ({ ...row, sharedLogin: false, name: '节点-1', password: 'x' }))
    const { references } = readClusterFile(write(draft, 'env'))
    expect(references.map(({ name }) => name)).toEqual([
      'TASKBOX_1_PASSWORD',
      'TASKBOX_1_PASSWORD_2',
      'TASKBOX_1_PASSWORD_3',
    ])
  })

  it('replaces placeholders and secrets that look like references by variables', () => {
    const reference = `\${env:HOME}`
    const draft = withHost(1, { password: SECRET_PLACEHOLDER, sudoPassword: reference })
    const output = write(draft, 'plain')
    expect(output).not.toContain('kept')
    expect(output).not.toContain('HOME')
    expect(output).toContain('This file contains secrets')
    expect(roundTrip(draft, 'plain').draft.hosts[1]).toMatchObject({
      password: SECRET_PLACEHOLDER,
      sudoPassword: reference,
    })
  })

  it('recognizes secret storage parameters by the release, or by their keys', () => {
    const parameters = { qy_access_key_id: 'id', qy_secret_access_key: 'SECRET', qy_zone: 'pek3a' }
    const draft = withStorage('qingcloud', parameters)
    expect(write(draft, 'env')).toContain('qy_access_key_id: id\n')
    expect(write(draft, 'env')).not.toContain('SECRET\n')
    draft.installer.version = 'unknown'
    const output = write(draft, 'env')
    expect(output).not.toContain('SECRET\n')
    expect(output).toContain('qy_zone: pek3a')
  })

  it('escapes names in comments', () => {
    const hostile = `a\n# b\nversion: 2 \${env:X}`
    const draft = { ...withHost(1, { name: hostile }), name: hostile }
    draft.storage = { class: 'x', parameters: { [`k\n${hostile}`]: SECRET_PLACEHOLDER } }
    expect(roundTrip(draft, 'env').draft).toEqual(draft)
  })

  it('is read identically by PyYAML', () => {
    const draft = withHost(1, { password: 'yes', user: '0o7' })
    draft.hosts = draft.hosts.concat(
      ['on', '1_0', '2001-01-01', '12:30:45', '0x1F', '=', '<<', 'é\u2028', 'NO', '~', '.5', '1.', '+1'].map(
        (name) => ({
          ...exampleDraft().hosts[1],
          ...{
            ...emptyLogin(),
            id: name,
            name,
            address: '',
            ip: '',
            ip6: '',
            port: '',
            taskbox: false,
            roles: [],
            hostKey: '',
            allowSha1: false,
          },
          sharedLogin: false,
          password: name,
        }),
      ),
    )
    const script = 'import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin.buffer)))'
    const input = write(draft, 'plain')
    const read: unknown = JSON.parse(execFileSync('python3', ['-c', script], { input, encoding: 'utf8' }))
    expect(read).toMatchObject({
      hosts: draft.hosts.map(({ name, password }) => (password ? { name, password } : { name })),
    })
  })
})
