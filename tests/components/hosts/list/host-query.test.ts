import { describe, expect, it } from 'vitest'
import { EVERY_HOST, type HostQuery, rowsOf, selectHosts } from '@/components/hosts/list/host-query'
import { emptyHost } from '@/lib/cluster/draft/empty-draft'

const hosts = [
  emptyHost('a', { name: 'node10', address: '10.0.0.10', roles: ['node'] }),
  emptyHost('b', { name: 'node2', address: '10.0.0.9', roles: ['node'], sharedLogin: false }),
  emptyHost('c', { name: '', address: '10.0.1.1', roles: ['master', 'etcd'] }),
  emptyHost('d', {
    name: 'Node1',
    address: 'example.org',
    roles: ['node'],
    taskbox: true,
    sharedLogin: false,
  }),
]
const failed = new Set(['b'])
const select = (query: Partial<HostQuery>) =>
  selectHosts(hosts, { ...EVERY_HOST, ...query }, ({ id }) => (failed.has(id) ? 'failed' : 'connected')).join(
    '',
  )

describe('a query of the hosts', () => {
  it('searches names and addresses in any case', () => {
    expect(select({ text: ' NODE1' })).toBe('ad')
    expect(select({ text: '10.0.0' })).toBe('ab')
  })

  it('filters by state, role and login; the taskbox needs no login', () => {
    expect(select({ filter: 'failed' })).toBe('b')
    expect(select({ filter: 'etcd' })).toBe('c')
    expect(select({ filter: 'own-login' })).toBe('b')
  })

  it('sorts numbers in names and addresses by value, and empty names last', () => {
    expect(select({ sort: { column: 'name', desc: false } })).toBe('dbac')
    expect(select({ sort: { column: 'address', desc: false } })).toBe('bacd')
    expect(select({ sort: { column: 'state', desc: false } })).toBe('bacd')
    expect(select({ sort: { column: 'master', desc: false } })).toBe('cabd')
    expect(select({ sort: { column: 'row', desc: true } })).toBe('dcba')
  })
})

describe('the rows of a query', () => {
  const view = {
    query: EVERY_HOST,
    ids: ['b', 'a'],
    known: new Set(['a', 'b', 'c', 'd']),
  }
  const ids = (current: typeof hosts) => rowsOf(current, view).map(({ id }) => id)

  it('stay in place while they are edited', () => {
    const edited = hosts.map((host) => ({ ...host, name: 'x' }))
    expect(ids(edited)).toEqual(['b', 'a'])
  })

  it('omit removed hosts, and end with hosts that were added since', () => {
    expect(ids([...hosts.slice(1), emptyHost('new')])).toEqual(['b', 'new'])
  })
})
