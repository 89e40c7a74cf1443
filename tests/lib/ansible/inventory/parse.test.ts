import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodePassword, encodeValue, findPasswordProblem } from '@/lib/ansible/inventory/encode'
import { parseInventory } from '@/lib/ansible/inventory/parse'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { renderHostsIni } from '@/lib/installers/kubesphere/hosts-ini'
import { SEED } from '@/tests/seed'
import { exampleDraft, release } from '../../cluster/example-draft'
import { HOSTILE } from './hostile-passwords'
import { inventoryList } from './real-ansible'

const REAL_ANSIBLE_MS = 120_000

/** The variables of the host on a line. */
function variables(line: string): Record<string, string> | undefined {
  return parseInventory(line).hosts[0]?.variables
}

describe('an inventory', () => {
  it("can be parsed from the guide's example", () => {
    const { hosts, problems } = parseInventory(renderHostsIni(toCluster(exampleDraft(), release)).text)
    expect(problems).toEqual([])
    expect(hosts).toEqual([
      {
        name: 'master',
        line: 2,
        groups: ['kube-master', 'etcd', 'k8s-cluster'],
        variables: { ansible_connection: 'local', ip: '192.168.0.1' },
      },
      ...['node1', 'node2'].map((name, index) => ({
        name,
        line: index + 3,
        groups: ['kube-node', 'k8s-cluster'],
        variables: {
          ansible_host: `192.168.0.${index + 2}`,
          ip: `192.168.0.${index + 2}`,
          ansible_ssh_pass: 'PASSWORD',
        },
      })),
    ])
  })

  it.each([
    ['n a=1 # b=2', { a: '1' }],
    ['n a=x#y b=2', { a: 'x' }],
    ['n a="x y" b=\'p "q"\' c=r\\ s', { a: 'x y', b: 'p "q"', c: 'r s' }],
    ['n a=1e5 b=0x10 c=1_0 d=None e=True f=0123', { a: '100000.0', b: '16', c: '10', e: 'True', f: '0123' }],
    [`n a="'q'" b='u"\\x41\\u5bc6"' c='"a\\qb"'`, { a: 'q', b: 'A密', c: 'a\\qb' }],
    ['n a=b=c d=', { a: 'b=c', d: '' }],
    [
      'n a=1e22 b=1e-7 c=0.00012 d=-5. e=123.25',
      { a: '1e+22', b: '1e-07', c: '0.00012', d: '-5.0', e: '123.25' },
    ],
    ['n:2222 ip=10.0.0.1', { ansible_port: '2222', ip: '10.0.0.1' }],
    ['n ansible_ssh_pass={{vault}} ip=10.0.0.1', { ip: '10.0.0.1' }],
  ])('has the variables of %j', (line, expectedVariables) => {
    expect(variables(line)).toEqual(expectedVariables)
  })

  it.each([
    ['node[1:3]', ['node1', 'node2', 'node3']],
    ['n[08:10].x', ['n08.x', 'n09.x', 'n10.x']],
    ['x[a:c][0:2:2]', ['xa0', 'xa2', 'xb0', 'xb2', 'xc0', 'xc2']],
    ['[fe80::1]:22', ['fe80::1']],
    ['fe80::1', ['fe80::1']],
  ])('names hosts by the pattern %s', (pattern, names) => {
    expect(parseInventory(pattern).hosts.map(({ name }) => name)).toEqual(names)
  })

  it('overrides the value of a group by None of a host', () => {
    const text = "[all:vars]\nip='a'\n[g]\nn ip=None\nm"
    expect(parseInventory(text).hosts.map(({ variables }) => variables.ip)).toEqual([undefined, 'a'])
  })

  it('assigns the variables of groups to hosts; child groups override parents', () => {
    const text = `[all:vars]
user = far
color = red
[outer:children]
inner
[outer:vars]
user="outer"
[inner]
n  own=1
[inner:vars]
color=blue   # not a comment here
`
    expect(parseInventory(text).hosts[0]).toMatchObject({
      groups: ['outer', 'inner'],
      variables: { user: 'outer', color: 'blue   # not a comment here', own: '1' },
    })
  })

  it('reports the lines that Ansible would reject, and continues', () => {
    const text =
      '\ufeff[a]\r\nok x=1\r\nbad "x\r\nbad x\r\n[b c]\r\n[a:wrong]\r\nlost\r\n[a]\r\nnode[3:1]\r\nalso x=2\r\n'
    const { hosts, problems } = parseInventory(text)
    expect(problems.map(({ line, kind }) => [line, kind])).toEqual([
      [3, 'quote'],
      [4, 'word'],
      [5, 'section'],
      [6, 'section'],
      [7, 'below-section'],
      [9, 'range'],
    ])
    expect(hosts.map(({ name }) => name)).toEqual(['ok', 'also'])
  })

  it('rejects an excessive range, and accepts a cycle of groups', () => {
    expect(parseInventory('n[1:99999999]').problems).toMatchObject([{ line: 1 }])
    expect(parseInventory('[a:children]\nb\n[b:children]\na\n[b]\nn\n').hosts[0]?.groups).toEqual(['a', 'b'])
  })
})

const anyPassword = fc
  .oneof(
    fc.constantFrom(...HOSTILE),
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.constantFrom(...HOSTILE).map((s) => `"${s}"`),
  )
  .filter((secret) => findPasswordProblem(secret) === undefined)

describe('every password that Taskbox encodes', () => {
  it('is decoded again, including its templates', () => {
    fc.assert(
      fc.property(anyPassword, (secret) => {
        const ssh = encodePassword(secret, 'ssh', 'host')
        const become = encodePassword(secret, 'become', 'host')
        const read = variables(`n a=${ssh} b=${become} c=${encodeValue(secret, 'host')} ip=1.2.3.4`)
        expect(read).toEqual({ a: secret, b: secret, c: secret, ip: '1.2.3.4' })
      }),
      { numRuns: 2000 },
    )
  })
})

const value = fc.oneof(
  fc.constantFrom(
    '1',
    '-1',
    '+5',
    '1.50',
    '1e5',
    '1e22',
    '.5',
    '5.',
    '1e-7',
    '0x1F',
    '0b11',
    '0o17',
    '00',
    '007',
  ),
  fc.constantFrom(
    '1__0',
    '1_0.5',
    'True',
    'None',
    'none',
    '"q"',
    "'q",
    "'a\\\\tb'",
    "r'x'",
    "u'\\\\u00e9'",
    '"\\\\x4"',
  ),
  fc.constantFrom(
    'a#b',
    '#',
    'a\\\\',
    '"a b"',
    "'a b'",
    'a\\ b',
    '',
    '=',
    'é',
    '\u00a0',
    '\u2028',
    '10.0.0.1',
  ),
  fc.string({ unit: 'grapheme-ascii', maxLength: 8 }),
)
const assignment = fc.tuple(fc.constantFrom('a', 'b', 'ip'), value).map(([key, text]) => `${key}=${text}`)
const hostLine = fc
  .tuple(fc.constantFrom('n', 'm', 'n[1:2]', 'x:22', '10.0.0.1'), fc.array(assignment, { maxLength: 3 }))
  .map(([name, rest]) => [name, ...rest].join('  '))
const section = fc.oneof(
  fc.tuple(fc.constantFrom('[all]', '[g]', '[h]', '[etcd]'), fc.array(hostLine, { maxLength: 3 })),
  fc.tuple(fc.constantFrom('[all:vars]', '[g:vars]', '[h:vars]'), fc.array(assignment, { maxLength: 3 })),
  fc.tuple(fc.constant('[g:children]'), fc.constantFrom([], ['h'], ['h # x', 'etcd'])),
)

describe('under the real ansible-inventory', () => {
  it(
    'an inventory without rejected lines has the same variables',
    () => {
      const declared = '[g]\n[h]\n[etcd]\n'
      const texts = fc
        .sample(fc.array(section, { minLength: 1, maxLength: 5 }), { numRuns: 4000, seed: SEED })
        .map(
          (sections) =>
            declared + sections.map(([head, lines]) => `${[head, ...lines].join('\n')}\n`).join(''),
        )
        .filter((text) => parseInventory(text).problems.length === 0)
        .slice(0, 15)
      for (const text of texts) {
        const read = parseInventory(text)
        for (const [name, expected] of Object.entries(inventoryList(text).hosts)) {
          const parsed = read.hosts.find((host) => host.name === name)?.variables ?? {}
          for (const [key, expectedValue] of Object.entries(expected))
            expectSame(parsed[key], expectedValue, `${text}\n${name} ${key}`)
        }
      }
    },
    REAL_ANSIBLE_MS,
  )
})

/** Compares texts and numbers; values of other types depend on Python's formatting. */
function expectSame(parsed: string | undefined, expectedValue: unknown, where: string): void {
  if (typeof expectedValue === 'number') expect(Number(parsed), where).toBe(expectedValue)
  else if (typeof expectedValue === 'string' && !/\{[{%#]/.test(expectedValue))
    expect(parsed, where).toBe(expectedValue)
  else if (expectedValue === null) expect(parsed, where).toBeUndefined()
}
