import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { draft } from '@/lib/cluster/draft/draft'
import { importHosts } from '@/lib/cluster/import/import-hosts'
import { importTable } from '@/lib/cluster/import/table'

/** Formats hosts as `name address [ip] [:port] [user/password] roles`. */
function hosts(text: string): string[] {
  return importTable(text).hosts.map((host) =>
    [
      host.name,
      host.address,
      host.ip && `ip=${host.ip}`,
      host.port && `:${host.port}`,
      host.sharedLogin ? '' : `${host.user}/${host.password}${host.sudoPassword && `/${host.sudoPassword}`}`,
      host.roles.join('+'),
    ]
      .filter(Boolean)
      .join(' '),
  )
}

describe('tables with a heading', () => {
  it('can have columns in any order', () => {
    const table =
      'Role\tPassword\tHost IP\tUser\tHost Name\tPort\nmaster,etcd\tp w\t192.168.0.1\tubuntu\tmaster\t2222\nnode\tx\t192.168.0.2\troot\tnode1\t\n'
    expect(hosts(table)).toEqual([
      'master 192.168.0.1 :2222 ubuntu/p w master+etcd',
      'node1 192.168.0.2 root/x node',
    ])
  })

  it('can be those of the guide in both languages', () => {
    const three = ['master 192.168.0.1 master+etcd', 'node1 192.168.0.2 node', 'node2 192.168.0.3 node']
    const body = '|192.168.0.1|master|master, etcd|\n|192.168.0.2|node1|node|\n|192.168.0.3|node2|node|\n'
    expect(hosts(`| Host IP | Host Name | Role |\n| --- | --- | --- |\n${body}`)).toEqual(three)
    expect(
      hosts(`| 主机 IP | 主机名 | 集群角色 |\n| --- | --- | --- |\n${body.replaceAll(', ', '，')}`),
    ).toEqual(three)
    expect(hosts(body)).toEqual(three)
  })

  it('can have two addresses, sudo passwords and unknown columns', () => {
    const table =
      'name,address,internal ip,rack,user,password,sudo password\nn1,203.0.113.1,10.0.0.1,A7,u,p,s\n'
    expect(hosts(table)).toEqual(['n1 203.0.113.1 ip=10.0.0.1 u/p/s node'])
  })

  it('can have escaped bars in Markdown, and backslashes elsewhere', () => {
    const markdown = '| name | ip | user | password |\n|---|---|---|---|\n| n1 | 10.0.0.1 | root | a\\|b |\n'
    expect(hosts(markdown)).toEqual(['n1 10.0.0.1 root/a|b node'])
    expect(hosts('name|ip|password|role\nn1|10.0.0.1|a\\|node\n')).toEqual(['n1 10.0.0.1 root/a\\ node'])
  })

  it('are copied without validation', () => {
    expect(hosts('name;address;port;role\nNode_1;192.168.0.300;99999;boss\n')).toEqual([
      'Node_1 192.168.0.300 :99999',
    ])
  })
})

describe('tables without a heading', () => {
  it.each([
    ['node1 192.168.0.2', ['node1 192.168.0.2 node']],
    ['192.168.0.2 node1', ['node1 192.168.0.2 node']],
    ['192.168.0.2', ['node1 192.168.0.2 node']],
    ['node1', ['node1 node']],
    ['master 192.168.0.1', ['master 192.168.0.1 node']],
    ['192.168.0.1 master', ['node1 192.168.0.1 master']],
    ['master 192.168.0.1 master, etcd', ['master 192.168.0.1 master+etcd']],
    ['node1 192.168.0.2 root Passw0rd node', ['node1 192.168.0.2 root/Passw0rd node']],
    ['192.168.0.2 root secret', ['node1 192.168.0.2 root/secret node']],
    ['192.168.0.2 root 1234', ['node1 192.168.0.2 root/1234 node']],
    ['node1 192.168.0.2 deploy s3cret', ['node1 192.168.0.2 deploy/s3cret node']],
    ['node1 192.168.0.2 2222', ['node1 192.168.0.2 :2222 node']],
    ['node1 192.168.0.2 22 root p s', ['node1 192.168.0.2 :22 root/p/s node']],
    ['root@192.168.0.2:2222', ['node1 192.168.0.2 :2222 root/ node']],
    ['node1,192.168.0.2,root,"a,""b"""', ['node1 192.168.0.2 root/a,"b" node']],
    ['node1，192.168.0.2，root，密码', ['node1 192.168.0.2 root/密码 node']],
    ['node1\t192.168.0.2\troot\t"half open', ['node1 192.168.0.2 root/"half open node']],
    ['node1\t192.168.0.2\troot\t"two\nlines"', ['node1 192.168.0.2 root/two\nlines node']],
    ['node1.example.org root p', ['node1 node1.example.org root/p node']],
  ])('are recognized by their content: %j', (text, expected) => {
    expect(hosts(text)).toEqual(expected)
  })

  it('have columns by the majority of their cells', () => {
    const table = 'n1 192.168.0.1 root a\nn2 192.168.0.999 root b\nn3 192.168.0.3 root c\n'
    expect(hosts(table)).toEqual([
      'n1 192.168.0.1 root/a node',
      'n2 192.168.0.999 root/b node',
      'n3 192.168.0.3 root/c node',
    ])
  })

  it.each([
    [
      'n1 192.168.0.1 root a\nn1 192.168.0.2 root b\n',
      ['n1 192.168.0.1 root/a node', 'n1 192.168.0.2 root/b node'],
    ],
    ['n1 192.168.0.1\nn1 192.168.0.2\n', ['n1 192.168.0.1 node', 'n1 192.168.0.2 node']],
    [
      'n1 192.168.0.1 ops a\nn2 192.168.0.2 ops a\nn2 192.168.0.3 ops a\n',
      ['n1 192.168.0.1 ops/a node', 'n2 192.168.0.2 ops/a node', 'n2 192.168.0.3 ops/a node'],
    ],
    [
      '192.168.0.1 node1\n192.168.0.2 node1\n192.168.0.3 node2\n',
      ['node1 192.168.0.1 node', 'node1 192.168.0.2 node', 'node2 192.168.0.3 node'],
    ],
  ])('have duplicate names, to be reported: %j', (text, expected) => {
    expect(hosts(text)).toEqual(expected)
  })

  it('have a password in a column of equal words after the address', () => {
    expect(hosts('192.168.0.1 secret1\n192.168.0.2 secret1\n')).toEqual([
      'node1 192.168.0.1 root/secret1 node',
      'node2 192.168.0.2 root/secret1 node',
    ])
  })

  it('have passwords in a column of invalid names', () => {
    expect(hosts('192.168.0.1 pass!\n192.168.0.2 pass!\n')).toEqual([
      'node1 192.168.0.1 root/pass! node',
      'node2 192.168.0.2 root/pass! node',
    ])
  })

  it('can have empty lines and comments', () => {
    expect(hosts('\n# hosts\n192.168.0.1\n\n  # more\n192.168.0.2\r\n')).toEqual([
      'node1 192.168.0.1 node',
      'node2 192.168.0.2 node',
    ])
  })
})

describe('address ranges', () => {
  it('are expanded to one host per address', () => {
    const three = ['node1 192.168.0.10 node', 'node2 192.168.0.11 node', 'node3 192.168.0.12 node']
    expect(hosts('192.168.0.10-12')).toEqual(three)
    expect(hosts('192.168.0.10 - 192.168.0.12')).toEqual(three)
    expect(hosts('192.168.0.10-11\n192.168.0.12')).toEqual(three)
    expect(hosts('192.168.0.8/30')).toEqual(['node1 192.168.0.9 node', 'node2 192.168.0.10 node'])
  })

  it('get numbered names, and the same login and roles', () => {
    expect(hosts('worker08 192.168.0.10-12 ubuntu p node')).toEqual([
      'worker08 192.168.0.10 ubuntu/p node',
      'worker09 192.168.0.11 ubuntu/p node',
      'worker10 192.168.0.12 ubuntu/p node',
    ])
    expect(hosts('worker 192.168.0.10-11')).toEqual([
      'worker1 192.168.0.10 node',
      'worker2 192.168.0.11 node',
    ])
  })

  it('are copied if they are invalid', () => {
    expect(hosts('192.168.0.20-10')).toEqual(['node1 192.168.0.20-10 node'])
    expect(hosts('10.0.0.0/8')).toEqual(['node1 10.0.0.0/8 node'])
  })

  it('get unique names', () => {
    expect(
      hosts('name,ip\nnode2,192.168.0.1\n,192.168.0.2\n,192.168.0.3\n').map((line) => line.split(' ')[0]),
    ).toEqual(['node2', 'node1', 'node3'])
  })
})

describe('an arbitrary text', () => {
  it('is imported quickly to a valid part of a draft', () => {
    const part = draft.partial()
    const words = fc.constantFrom(
      'a',
      '192.168.0.1',
      '192.168.0.1-9',
      '"',
      ',',
      '\t',
      '\n',
      '|',
      ';',
      ' ',
      'root',
      '-',
      '#',
      '@',
      ':',
      '密',
      '=',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(words, { maxLength: 40 }).map((all) => all.join('')),
        ),
        (text) => {
          expect(part.safeParse({ hosts: importHosts(text).hosts }).success).toBe(true)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('is limited to 2000 hosts, with the omitted lines reported', () => {
    const { hosts: found, unread } = importTable('192.168.0.0-192.168.7.200\n192.168.8.1\n'.repeat(2))
    expect(found).toHaveLength(1995)
    expect(unread).toMatchObject([{ line: 3, reason: 'limit' }])
  })

  it.each([
    ['quotes', '\t"'.repeat(500_000)],
    ['blanks', ' '.repeat(2_000_000)],
    ['bars', '|'.repeat(2_000_000)],
    ['dashes', '192.168.0.1 '.concat('-'.repeat(1_000_000))],
    ['commas', ', '.repeat(500_000)],
    ['signs', '@:'.repeat(500_000)],
    ['cells and rows', `${'a\t'.repeat(500_000)}\n${'a\n'.repeat(500_000)}`],
    ['open quotes', '\t"x'.repeat(300_000)],
  ])('of a million %s is parsed in linear time', (_, text) => {
    expect(importTable(text).hosts.length).toBeLessThanOrEqual(2000)
  })
})

describe('IPv6 addresses', () => {
  const addresses = (text: string) =>
    importTable(text).hosts.map(({ name, address, ip, ip6, port }) =>
      [name, address, ip, ip6, port].join(' '),
    )

  it('are recognized in tables with and without a heading', () => {
    expect(addresses('name,ip,ipv6\nn1,10.0.0.1,fd00::1\n')).toEqual(['n1 10.0.0.1  fd00::1 '])
    expect(addresses('n1 10.0.0.1 fd00::1\nn2 10.0.0.2 fd00::2')).toEqual([
      'n1 10.0.0.1  fd00::1 ',
      'n2 10.0.0.2  fd00::2 ',
    ])
    expect(addresses('fd00::1\nfd00::2')).toEqual(['node1 fd00::1   ', 'node2 fd00::2   '])
  })

  it('can have a user and a port, and can be ranges', () => {
    expect(addresses('n1 root@[fd00::1]:2222')).toEqual(['n1 fd00::1   2222'])
    expect(addresses('fd00::a-c').map((line) => line.split(' ')[1])).toEqual([
      'fd00::a',
      'fd00::b',
      'fd00::c',
    ])
  })
})
