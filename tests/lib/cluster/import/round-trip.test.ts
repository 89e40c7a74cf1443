import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cluster } from '@/lib/cluster/cluster'
import { type Draft, ROLES } from '@/lib/cluster/draft/draft'
import { emptyHost } from '@/lib/cluster/draft/empty-draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { importHosts } from '@/lib/cluster/import/import-hosts'
import { renderInventory } from '@/lib/installers/k3s/inventory'
import { renderHostsIni } from '@/lib/installers/kubesphere/hosts-ini'
import { renderHostsYaml } from '@/lib/installers/kubespray/hosts-yaml'
import { SEED } from '@/tests/seed'
import { HOSTILE } from '../../ansible/inventory/hostile-passwords'
import { exampleDraft, release } from '../example-draft'

const seed = SEED === undefined ? {} : { seed: SEED }
const roles = fc.subarray([...ROLES], { minLength: 1 })
const word = fc.stringMatching(/^[A-Za-z0-9!@%^*_.-]{6,12}$/).filter((text) => !/^[-.\d]*$/.test(text))
const user = fc.constantFrom('root', 'ubuntu', 'deploy')
const port = fc.constantFrom('22', '2222')
const row = fc.record({ roles, password: word, user, port })

interface TableHost {
  name: string
  address: string
  user: string
  password: string
  port: string
  roles: string[]
}

const table = fc
  .array(row, { minLength: 2, maxLength: 8 })
  .map((rows) =>
    rows.map(
      (host, index): TableHost => ({ ...host, name: `host-${index + 1}`, address: `10.1.2.${index + 1}` }),
    ),
  )

const cells = (host: TableHost, roles = host.roles.join(',')) => [
  host.name,
  host.address,
  host.user,
  host.password,
  host.port,
  roles,
]
const HEADING = ['name', 'ip', 'user', 'password', 'port', 'roles']

const FORMATS: Record<string, (hosts: readonly TableHost[]) => string> = {
  csv: (hosts) => [HEADING, ...hosts.map((host) => cells(host, host.roles.join('+')))].join('\r\n'),
  'csv with quotes': (hosts) =>
    [HEADING, ...hosts.map((host) => cells(host).map((cell) => `"${cell}"`))].join('\n'),
  tsv: (hosts) => [HEADING, ...hosts.map((host) => cells(host))].map((line) => line.join('\t')).join('\n'),
  'tsv without a heading': (hosts) => hosts.map((host) => cells(host).join('\t')).join('\n'),
  markdown: (hosts) =>
    [HEADING, HEADING.map(() => '---'), ...hosts.map((host) => cells(host))]
      .map((line) => `| ${line.join(' | ')} |`)
      .join('\n'),
  'blanks with a heading': (hosts) =>
    [HEADING, ...hosts.map((host) => cells(host, host.roles.join(' ')))]
      .map((line) => line.join('  '))
      .join('\n'),
  blanks: (hosts) => hosts.map((host) => cells(host, host.roles.join(' ')).join(' ')).join('\n'),
}

describe('any table', () => {
  it.each(Object.entries(FORMATS))('gives its hosts: %s', (_, write) => {
    fc.assert(
      fc.property(table, (hosts) => {
        const imported = importHosts(write(hosts))
        expect(imported.unread).toEqual([])
        const found = imported.hosts.map(({ name, address, user, password, port, roles }) => ({
          ...{ name, address, user, password, port },
          roles: [...roles].sort(),
        }))
        expect(found).toEqual(hosts.map(({ roles, ...host }) => ({ ...host, roles: [...roles].sort() })))
      }),
      { numRuns: 100, ...seed },
    )
  })
})

const secret = fc.oneof(word, fc.constantFrom(...HOSTILE))

/** A cluster whose first host is the taskbox, with logins that its writers encode. */
function clusterOf(
  logins: readonly { user: string; password: string; port: string; roles: string[] }[],
): Cluster {
  const draft: Draft = exampleDraft()
  const hosts = logins.map(({ user, password, port, roles }, index) =>
    emptyHost(`h${index + 1}`, {
      name: `host-${index + 1}`,
      address: `203.0.113.${index + 1}`,
      ip: `10.0.0.${index + 1}`,
      user,
      password,
      port,
      sharedLogin: false,
      roles: ROLES.filter((role) => roles.includes(role)),
    }),
  )
  return toCluster({ ...draft, hosts }, release)
}

const WRITERS: Record<string, (cluster: Cluster) => string> = {
  'hosts.ini of KubeSphere': (cluster) => renderHostsIni(cluster).text,
  'hosts.yaml of Kubespray': (cluster) => renderHostsYaml(cluster).text,
  'inventory of k3s-ansible': (cluster) => renderInventory(cluster).text,
}

describe('an inventory that Taskbox wrote', () => {
  it.each(Object.entries(WRITERS))('is read back: %s', (name, write) => {
    const login = fc.record({ user: fc.constantFrom('root', 'deploy'), password: secret, port, roles })
    fc.assert(
      fc.property(fc.array(login, { minLength: 1, maxLength: 4 }), (logins) => {
        const imported = importHosts(write(clusterOf(logins)))
        expect(imported.unread).toEqual([])
        expect(imported.hosts).toHaveLength(logins.length)
        for (const [index, { user, password, port, roles }] of logins.entries()) {
          const host = imported.hosts[index]
          expect(host).toMatchObject({
            name: `host-${index + 1}`,
            address: `203.0.113.${index + 1}`,
            user,
            password,
            port: port === '22' ? '' : port,
          })
          const isK3s = name.includes('k3s')
          const expected = isK3s ? [roles.includes('master') ? 'master' : 'node'] : roles
          expect([...(host?.roles ?? [])].sort()).toEqual([...expected].sort())
        }
      }),
      { numRuns: 150, ...seed },
    )
  })
})
