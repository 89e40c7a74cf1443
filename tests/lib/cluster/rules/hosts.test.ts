import { describe, expect, it } from 'vitest'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import type { Families } from '@/lib/cluster/draft/field-table'
import { isHostName, suggestName } from '@/lib/cluster/rules/hosts'
import { exampleDraft, ipv6Release, problem, validate, withFamilies, withHost } from '../example-draft'

describe('host names', () => {
  it.each(['node1', 'n', '1', 'node-1', 'a.b-c.d', '9x', 'x'.repeat(63)])('can be %s', (name) => {
    expect(validate(withHost(1, { name }))).toEqual([])
  })

  it.each([
    ['Node1', 'node1'],
    ['node_1', 'node-1'],
    ['-node', 'node'],
    ['node-', 'node'],
    ['a..b', 'a.b'],
    ['.a', 'a'],
    ['node 1', 'node-1'],
    ['节点', 'node1'],
    ['node１', 'node'],
    ['192.168.0.2', 'node1'],
    ['node1;reboot', 'node1-reboot'],
    [`\${x}`, 'x'],
  ])('cannot be %s, with the suggestion %s', (name, suggestion) => {
    expect(problem(withHost(1, { name }), 'host-name-invalid')).toMatchObject({
      severity: 'error',
      path: ['hosts', 1, 'name'],
      facts: { value: name, suggestion },
    })
  })

  it('are always suggested in a valid form', () => {
    for (const name of ['', '---', 'ALL', '1.2.3.4', 'Ä', 'x'.repeat(80), `${'x'.repeat(62)}-y`])
      expect(isHostName(suggestName(name)), name).toBe(true)
  })

  it.each(['all', 'ungrouped', 'localhost', 'localhost.localdomain', 'etcd', 'kube-node'])(
    'cannot be the reserved name %s',
    (name) => {
      expect(validate(withHost(1, { name }))).toEqual(['error host-name-reserved hosts[1].name'])
    },
  )

  it('cannot be empty, too long or invisible', () => {
    expect(validate(withHost(1, { name: '' }))).toEqual(['error required hosts[1].name'])
    expect(validate(withHost(1, { name: 'x'.repeat(64) }))).toEqual(['error too-long hosts[1].name'])
    const found = problem(withHost(1, { name: 'no\u202ede1' }), 'control-character')
    expect(found?.facts).toEqual({ character: 'U+202E' })
  })

  it('cannot be duplicates, reported with the row of the first', () => {
    expect(problem(withHost(2, { name: 'node1' }), 'host-name-duplicate')).toMatchObject({
      path: ['hosts', 2, 'name'],
      facts: { name: 'node1', row: 2 },
    })
  })
})

describe('host addresses', () => {
  it('can be a DNS name with a separate address inside the cluster', () => {
    expect(validate(withHost(1, { address: 'Node1.example.org', ip: '192.168.0.2' }))).toEqual([])
  })

  it('require the address inside the cluster next to a DNS name', () => {
    expect(validate(withHost(1, { address: 'node1.example.org' }))).toEqual(['error ip-needed hosts[1].ip'])
  })

  it.each([
    '192.168.0.300',
    '192.168.0',
    '192.168.00.2',
    '0x7f.1',
    'fe80::1',
    'a b',
    'http://x',
    '１９２.168.0.2',
    '-x',
  ])('cannot be %s', (address) => {
    expect(validate(withHost(1, { address, ip: '192.168.0.2' }))).toEqual([
      'error address-invalid hosts[1].address',
    ])
  })

  it.each(['node1', '192.168.0.256', '::1', '192.168.0.2/24'])('cannot be %s inside the cluster', (ip) => {
    expect(validate(withHost(1, { ip }))).toEqual(['error ip-invalid hosts[1].ip'])
  })

  it.each(['127.0.0.1', '0.0.0.0', '169.254.1.1', '224.0.0.1', '255.255.255.255', '240.0.0.1', '0.1.2.3'])(
    'cannot be %s, which is unusable in a cluster',
    (ip) => {
      expect(validate(withHost(1, { ip }))).toEqual(['error ip-unusable hosts[1].ip'])
      expect(validate(withHost(1, { address: ip }))).toEqual(['error ip-unusable hosts[1].address'])
    },
  )

  it('can be a loopback address with a separate address inside the cluster', () => {
    expect(validate(withHost(1, { address: '127.0.0.1', port: '2222', ip: '192.168.0.2' }))).toEqual([])
  })

  it('are required, except for the taskbox with an address inside the cluster', () => {
    expect(validate(withHost(1, { address: '' }))).toEqual(['error required hosts[1].address'])
    expect(validate(withHost(0, { address: '', ip: '192.168.0.1' }))).toEqual([])
    expect(validate(withHost(0, { address: '', ip: '' }))).toEqual(['error required hosts[0].address'])
  })

  it('cannot be duplicates, reported at the field', () => {
    expect(problem(withHost(2, { address: '192.168.0.2' }), 'address-duplicate')).toMatchObject({
      path: ['hosts', 2, 'address'],
      facts: { address: '192.168.0.2', host: 'node1', row: 2 },
    })
    expect(validate(withHost(2, { ip: '192.168.0.2' }))).toEqual(['error address-duplicate hosts[2].ip'])
    expect(validate(withHost(2, { address: '192.168.0.2', ip: '192.168.0.4' }))).toEqual([
      'error address-duplicate hosts[2].address',
    ])
    expect(validate(withHost(2, { address: '192.168.0.2', ip: '192.168.0.4', port: '22' }))).toEqual([
      'error address-duplicate hosts[2].address',
    ])
  })

  it('can be shared with different ports', () => {
    expect(validate(withHost(2, { address: '192.168.0.2', port: '2222', ip: '192.168.0.4' }))).toEqual([])
  })
})

describe('SSH ports', () => {
  it.each(['', '22', '1', '65535'])('can be %j', (port) => {
    expect(validate(withHost(1, { port }))).toEqual([])
  })

  it.each(['0', '65536', '022', '-1', '2 2', '22a', '1e3', '２２', '999999999999'])(
    'cannot be %j',
    (port) => {
      expect(validate(withHost(1, { port }))).toEqual(['error port-invalid hosts[1].port'])
    },
  )
})

describe('the number of hosts', () => {
  it('is at least two', () => {
    const draft = exampleDraft()
    draft.hosts = draft.hosts.slice(0, 1).map((host) => ({ ...host, roles: ['master', 'etcd', 'node'] }))
    expect(validate(draft)).toEqual(['error hosts-too-few hosts'])
    expect(problem(draft, 'hosts-too-few')?.facts).toEqual({ count: 1, minimum: 2 })
  })
})

describe('IPv6 addresses of hosts', () => {
  const withAddresses = (families: Families, change: Partial<HostDraft>) => {
    const draft = withFamilies(families)
    draft.hosts = draft.hosts.map((host, at) => (at === 1 ? { ...host, ...change } : host))
    return validate(draft, ipv6Release)
  }

  it('can be connected to with every release, with an IPv4 address inside the cluster', () => {
    expect(validate(withHost(1, { address: 'fd00::2', ip: '192.168.0.2' }))).toEqual([])
    expect(validate(withHost(1, { address: 'fd00::2' }))).toEqual(['error ip-needed hosts[1].ip'])
  })

  it('are needed inside the cluster if its networks are IPv6', () => {
    expect(withAddresses('dual', { ip6: '' })).toEqual(['error ip6-needed hosts[1].ip6'])
    expect(withAddresses('ipv6', { ip6: '' })).toEqual(['error ip6-needed hosts[1].ip6'])
    expect(withAddresses('ipv4', { ip6: '' })).toEqual([])
    expect(withAddresses('ipv4', { ip6: 'x' })).toEqual([])
  })

  it('can be the address of the connection', () => {
    expect(withAddresses('ipv6', { address: 'fd00::2', ip6: '' })).toEqual([])
    expect(withAddresses('dual', { address: 'fd00::2', ip6: '' })).toEqual(['error ip-needed hosts[1].ip'])
    expect(withAddresses('dual', { address: 'fd00::2', ip: '192.168.0.2', ip6: '' })).toEqual([])
  })

  it('need no IPv4 address with IPv6 only', () => {
    expect(withAddresses('ipv6', { address: 'node1.example.org', ip: '' })).toEqual([])
    expect(withAddresses('ipv6', { ip: 'x' })).toEqual([])
  })

  it.each(['192.168.0.2', 'node1', 'fd00::2/64', 'fe80::2%eth0', '[fd00::2]'])('cannot be %s', (ip6) => {
    expect(withAddresses('dual', { ip6 })).toEqual(['error ip6-invalid hosts[1].ip6'])
  })

  it.each(['::1', 'fe80::2', 'ff02::1', '::', '::ffff:10.0.0.2'])('cannot be the reserved %s', (ip6) => {
    expect(withAddresses('dual', { ip6 })).toEqual(['error ip-unusable hosts[1].ip6'])
  })

  it('cannot be duplicates in another notation', () => {
    expect(withAddresses('dual', { ip6: 'FD00:0::1' })).toEqual(['error address-duplicate hosts[1].ip6'])
    const draft = withFamilies('ipv6', {}, { ip6: '' })
    draft.hosts = draft.hosts.map((host, at) => ({ ...host, address: at === 0 ? 'fd00::1' : 'FD00::0:1' }))
    expect(validate(draft, ipv6Release)).toEqual([
      'error address-duplicate hosts[1].address',
      'error address-duplicate hosts[2].address',
    ])
  })
})
