/** Regression: small texts blocked the server. No parser of foreign text may need much time or memory. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInventory } from '@/lib/ansible/inventory/parse'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { readClusterFile } from '@/lib/cluster/file/read'
import { importHosts } from '@/lib/cluster/import/import-hosts'
import { kubesphere } from '@/lib/installers/kubesphere/index'
import { validateListing } from '@/lib/installers/sources/tarball'
import { VarsProblem } from '@/lib/installers/vars-problem'
import { RequestFailure } from '@/server/request-failure'
import { knownKeys } from '@/server/ssh/known-hosts'
import { exampleDraft, release } from './lib/cluster/example-draft'
import { SEED } from './seed'

/** Limit of CPU seconds of this process, which other load does not affect. */
const MAX_S = 3
const CHARACTERS = 100_000
const CASES = 25

const KEY = Buffer.concat([
  Buffer.from([0, 0, 0, 11]),
  Buffer.from('ssh-ed25519'),
  Buffer.from([0, 0, 0, 32]),
  Buffer.alloc(32, 7),
]).toString('base64')
const endpoints = Array.from({ length: 500 }, (_, index) => ({
  address: `${'a'.repeat(60)}${index}`,
  port: 22,
}))

const PARSERS: Record<string, (text: string) => unknown> = {
  'hosts out of any text': (text) => importHosts(text),
  'an inventory': (text) => importHosts(`[all]\n${text}`),
  'a cluster file': (text) => readClusterFile(text),
  'a known_hosts file': (text) =>
    knownKeys(text, endpoints).catch((error: unknown) => {
      if (!(error instanceof RequestFailure)) throw error
    }),
  'a present hosts.ini': (text) => kubesphere.maskExistingFile('conf/hosts.ini', text),
  'a present vars.yml': (text) => kubesphere.maskExistingFile('conf/vars.yml', text),
  'a vars.yml to be changed': (text) => {
    try {
      kubesphere.render(toCluster(exampleDraft(), release), new Map([['conf/vars.yml', text]]))
    } catch (error) {
      if (!(error instanceof VarsProblem)) throw error
    }
  },
  'the listing of a tarball': (text) => validateListing(text),
}

async function seconds(work: () => unknown): Promise<number> {
  const start = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}

const numbered = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i))

describe('a small text that blocked the server', () => {
  const { 'an inventory': inventory, 'a known_hosts file': known } = PARSERS

  it.each([
    ['an inventory of ranges', numbered(250, (index) => `h${index}x[0:9999]`), inventory],
    ['ranges that are refused', numbered(20_000, () => '[0:9999][0:9999]'), inventory],
    ['a range of ranges', [`h${'[0:0]'.repeat(100_000)}`], inventory],
    [
      'groups within groups',
      ['[g0]', 'h[0:1999]', ...numbered(4_000, (index) => `[g${index + 1}:children]\ng${index}`)],
      inventory,
    ],
    ['cyclic groups', numbered(4_000, (index) => `[g${index}:children]\ng${(index + 1) % 4_000}`), inventory],
    [
      'many variables of many hosts',
      ['h[0:1999]', '[all:vars]', ...numbered(20_000, (index) => `v${index}=1`)],
      inventory,
    ],
    [
      'many variables of one range',
      [`h[0:9999] ${numbered(20_000, (index) => `v${index}=1`).join(' ')}`],
      inventory,
    ],
    ['a number of a million digits', [`h ansible_port=${'9'.repeat(1_000_000)}`], inventory],
    [
      'a known_hosts file of wildcards',
      numbered(2_000, (index) => `*${'a*'.repeat(100)}${index} ssh-ed25519 ${KEY}`),
      known,
    ],
    ['a known_hosts file that fits every host', numbered(20_000, () => `* ssh-ed25519 ${KEY}`), known],
  ])('%s', async (_, lines, parse) => {
    expect(await seconds(() => parse?.(lines.join('\n')))).toBeLessThan(MAX_S)
  })
})

it('an inventory produces at most the hosts of a draft, and reports the omitted lines', () => {
  const { hosts, problems } = parseInventory(['[all]', 'first', 'h[0:1999]', 'i[0:1999]', 'last'].join('\n'))
  expect(hosts).toHaveLength(2_002)
  expect(problems.map(({ line }) => line)).toEqual([4])
})

it('an inventory of 2000 hosts in many groups is parsed completely', () => {
  const lines = [
    'node[0001:2000] ansible_user=admin',
    ...numbered(200, (index) => `[g${index}]\nnode[0001:2000]`),
    ...numbered(200, (index) => `[top${index}:children]\ng${index}`),
  ]
  const { hosts, problems } = parseInventory(lines.join('\n'))
  expect(problems).toEqual([])
  expect(hosts).toHaveLength(2_000)
  expect(hosts[1_999]?.groups).toHaveLength(400)
})

/** Syntax that grammars nest, repeat or expand. */
const part = fc.constantFrom(
  ...[
    '[0:9999]',
    '[a:z]',
    '[g:children]\n',
    '[g:vars]\n',
    '[g]\n',
    'a=1 ',
    'ansible_host=',
    'h',
    '\n',
    ' ',
    '\t',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    '- ',
    '? ',
    ': ',
    '&a ',
    '*a ',
    '<<: ',
    '!!',
    '|\n ',
    '>',
    '"',
    "'",
    '\\',
    '#',
    ',',
    '%',
  ],
  ...[
    '{{ ',
    "'%c' % (",
    '1, ',
    '*',
    '?',
    '!',
    '|1|',
    '@revoked ',
    `ssh-ed25519 ${KEY}\n`,
    '10.0.0.0/8',
    '1-9',
    ';',
  ],
  ...[
    '../',
    '/',
    ' -> ',
    ' link to ',
    'drwxr-xr-x 0/0 0 1970-01-01 00:00 ',
    '9',
    '_',
    '.',
    'password: ',
    '\r',
    'é',
  ],
)
const repeated = fc
  .tuple(fc.array(part, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 20_000 }))
  .map(([parts, times]) => {
    const unit = parts.join('')
    return unit.repeat(Math.min(times, Math.ceil(CHARACTERS / unit.length)))
  })
const text = fc.array(repeated, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''))

describe('no text makes a parser slow or throw:', () => {
  it.each(Object.entries(PARSERS))('%s', async (_, parse) => {
    await fc.assert(
      fc.asyncProperty(text, async (text) => {
        expect(await seconds(() => parse(text)), JSON.stringify(text.slice(0, 200))).toBeLessThan(MAX_S)
      }),
      { numRuns: CASES, endOnFailure: true, ...(SEED === undefined ? {} : { seed: SEED }) },
    )
  })
})
