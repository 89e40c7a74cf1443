import { createTranslator } from 'use-intl/core'
import { describe, expect, it } from 'vitest'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { emptyBastion } from '@/lib/cluster/bastion'
import { type Draft, MISSING_PLACEHOLDER, WITHHELD_PLACEHOLDER } from '@/lib/cluster/draft/draft'
import { emptyHost } from '@/lib/cluster/draft/empty-draft'
import { validateDraft } from '@/lib/cluster/draft/validate-draft'
import { readClusterFile, withResolvedReferences } from '@/lib/cluster/file/read'
import { PROBLEM_CODES, type Problem } from '@/lib/cluster/problem'
import { v210 } from '@/lib/installers/kubesphere/releases'
import en from '@/lib/messages/en/index'
import zh from '@/lib/messages/zh-CN/index'
import {
  exampleDraft,
  ipv6Release,
  release,
  withFamilies,
  withHost,
  withLoadBalancer,
  withNetwork,
  withStorage,
} from '../cluster/example-draft'

const LANGUAGES = [
  ['en', en],
  ['zh-CN', zh],
] as const

/** Formats a problem; a missing argument is an error. */
function format(problem: Problem, locale: string, messages: typeof en): string[] {
  const t = createTranslator({
    locale,
    messages,
    namespace: 'problems',
    onError: (error) => {
      throw error
    },
  })
  return [t(`${problem.code}.message`, problem.facts), t(`${problem.code}.remedy`, problem.facts)]
}

function changed(change: (draft: Draft) => void): Draft {
  const draft = exampleDraft()
  change(draft)
  return draft
}

/** Drafts that break every rule somewhere. */
const broken: Draft[] = [
  changed((draft) => {
    draft.name = 'x'.repeat(200)
    draft.installer.source = 'x'
    draft.taskbox = { ...draft.taskbox, kind: 'ssh', user: '-', port: '0', hostKey: 'x' }
    draft.hosts = []
    draft.waivers = [
      { check: 'x', host: 'y', reason: '' },
      { check: 'cpu', host: 'y', reason: '' },
    ]
    draft.addons.harbor = { enabled: true, domain: '_' }
  }),
  changed((draft) => {
    const withOwnLogin = { sharedLogin: false, roles: [] }
    draft.hosts = [
      emptyHost('1', { ...withOwnLogin, name: 'A', address: '?', ip: '?' }),
      emptyHost('2', { ...withOwnLogin, name: 'etcd', address: 'a.b', password: 'a\n', privateKey: 'x' }),
      emptyHost('3', { ...withOwnLogin, name: 'x', address: '10.233.0.1', password: '{{' }),
      emptyHost('4', { ...withOwnLogin, name: 'x', address: '10.233.0.1', taskbox: true, user: '-' }),
      emptyHost('5', { name: 'y', address: '10.233.64.1', taskbox: true }),
      emptyHost('6', { name: '\u0007', address: '127.0.0.1', port: 'x' }),
    ]
    draft.login = { ...draft.login, password: WITHHELD_PLACEHOLDER, sudoPassword: MISSING_PLACEHOLDER }
    draft.storage = { class: 'local', parameters: { x: '' } }
  }),
  changed((draft) => {
    draft.hosts = draft.hosts.map((host) => ({ ...host, taskbox: false, roles: ['master', 'etcd'] }))
    draft.hosts[0]?.roles.splice(0, 2, 'etcd')
    draft.hosts[1]?.roles.pop()
    draft.taskbox = { ...draft.taskbox, kind: 'ssh', address: '192.168.0.1' }
  }),
  changed((draft) => {
    draft.installer.mode = 'all-in-one'
    draft.hosts[0] = emptyHost('1', { address: '1.2.3.4' })
  }),
  changed((draft) => {
    draft.bastion = { ...emptyBastion(), user: '-', privateKey: 'x', password: 'a\n' }
  }),
  withHost(0, { taskbox: false, privateKey: '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n' }),
  withHost(1, {
    privateKey: '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n-----END RSA PRIVATE KEY-----',
  }),
  withNetwork({ plugin: 'x', serviceCidr: 'x', podCidr: 'fd00::/8' }),
  withNetwork({ serviceCidr: '127.0.0.0/8', podCidr: '10.0.0.1/8' }),
  withNetwork({ serviceCidr: '10.0.0.0/30', podCidr: '10.0.0.0/25' }),
  withNetwork({ serviceCidr: '172.0.0.0/7', podCidr: '192.0.0.0/7' }),
  withLoadBalancer({ address: 'x', port: 'x', domain: '_' }),
  withLoadBalancer({ address: '192.168.0.1' }),
  withLoadBalancer({ address: '10.233.0.1' }),
  withStorage('x'),
  withStorage(''),
  withStorage('nfs-server'),
  withStorage('nfs-client', { nfs_server: '10.233.0.1' }),
  withStorage('glusterfs', {
    glusterfs_provisioner_resturl: 'x',
    glusterfs_provisioner_gidMin: 'x',
    jwt_admin_key: '\n',
  }),
]

const found = [
  ...broken.flatMap((draft) => validateDraft(draft, release, CHECK_IDS)),
  ...[
    withFamilies('dual', { podCidr: 'fd00::/8', podCidrIpv6: 'x', serviceCidrIpv6: '10.0.0.0/8' }),
    withFamilies('ipv6', { podCidrIpv6: 'fe80::/64', serviceCidrIpv6: '::/0' }, { ip6: 'x' }),
    withFamilies('ipv6', {}, { ip6: '' }),
    withFamilies('ipv6', {}, { ip6: '::ffff:10.0.0.1' }),
  ].flatMap((draft) => validateDraft(draft, ipv6Release, CHECK_IDS)),
  ...validateDraft(
    withFamilies('dual', { loadBalancer: { address: 'fd00::10', port: '', domain: '' } }),
    { ...ipv6Release, loadBalancerNeedsIpv4: true },
    CHECK_IDS,
  ),
  ...(['dual', 'ipv6'] as const).flatMap((families) =>
    validateDraft(withFamilies(families), release, CHECK_IDS),
  ),
  ...validateDraft(withStorage('x'), undefined, CHECK_IDS),
  ...validateDraft(
    changed((draft) => Object.assign(draft.installer, { version: '' })),
    undefined,
    CHECK_IDS,
  ),
  ...validateDraft(
    changed((draft) =>
      Object.assign(draft.settings, { other: 'x', extra: '- a', broken: 'a: [', twice: 'ip: 1' }),
    ),
    {
      ...release,
      modes: ['all-in-one'],
      sections: [
        {
          id: 'all',
          step: 'network',
          fields: ['extra', 'broken', 'twice'].map((key) => ({
            ...{ key, kind: 'yaml', required: false, default: '', reserved: ['ip'] },
          })),
        },
      ],
    },
    CHECK_IDS,
  ),
  ...validateDraft(
    changed((draft) => Object.assign(draft.addons, { harbor: { enabled: true, domain: '' } })),
    { ...release, addons: [] },
    CHECK_IDS,
  ),
  ...validateDraft(
    changed((draft) =>
      Object.assign(draft, {
        addons: { sonarqube: { enabled: true, domain: '' }, gitlab: { enabled: true, domain: '' } },
        storage: { class: 'ceph-rbd', parameters: {} },
      }),
    ),
    { ...v210, addons: v210.addons.map((addon) => ({ ...addon, storageClasses: ['nfs-client'] })) },
    CHECK_IDS,
  ),
]

/** Cluster files that break every rule of their own. */
const files = [
  'hosts: [',
  'version: 9',
  ' '.repeat(5_000_000),
  'name: *x',
  'name: !tag x',
  'nmae: x',
  'name: x\nname: y',
  'taskbox: {privateKey: x, privateKeyFile: y}',
  `hosts: [${'{},'.repeat(2001)}]`,
  'hosts: x',
  'name: 1',
  'name: true',
  'name: []',
  'name: {}',
  'hosts: [{taskbox: 1, port: [], roles: {}}]',
  `taskbox: {password: "\${env:X}", passphrase: "\${file:X}"}`,
]
const refusals = ['env', 'reserved', 'outside', 'kind', 'size'] as const
const inFiles = files.flatMap((text) =>
  [undefined, ...refusals.map((refused) => ({ refused }))].flatMap(
    (value) => withResolvedReferences(readClusterFile(text), () => value).problems,
  ),
)

describe.each(LANGUAGES)('problems in %s', (locale, messages) => {
  it('have texts for the facts that the rules return', () => {
    const all = [...found, ...inFiles]
    const codes = new Set(all.map(({ code }) => code))
    expect(PROBLEM_CODES.filter((code) => !codes.has(code))).toEqual([])
    for (const problem of all) {
      for (const text of format(problem, locale, messages)) {
        expect(text.length, problem.code).toBeGreaterThan(3)
        expect(text.replaceAll('{{', '').replaceAll('{%', ''), problem.code).not.toMatch(/[{}]|undefined/)
      }
    }
  })
})
