import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  encodePassword,
  encodeValue,
  findPasswordProblem,
  sshPasswordVariables,
} from '@/lib/ansible/inventory/encode'
import { scaled } from '@/tests/scale'
import { SEED } from '@/tests/seed'
import { HOSTILE } from './hostile-passwords'
import { inventoryList, passwordsSeenBySsh, recordedPasswords } from './real-ansible'

const REAL_ANSIBLE_MS = 180_000

describe('a value in an inventory', () => {
  it.each([
    'PASSWORD',
    'Qcloud@123',
    '192.168.0.1',
    'fe80::1',
    '/root/.ssh/id_rsa',
    'node1.example.org',
    '_x-%+:,',
  ])('is written plain if no parser would change it: %s', (text) => {
    expect(encodeValue(text, 'host')).toBe(text)
  })

  it.each([
    ['a b', `'u"a b"'`],
    ['it\'s "#1"', `'u"it\\x27s \\x22\\x231\\x22"'`],
    ['1e5', `'u"1e5"'`],
    ['None', `'u"None"'`],
    ['a\\b', `'u"a\\x5cb"'`],
    ['密😀', `'u"\\u5bc6\\U0001f600"'`],
    ['', `'u""'`],
  ])('is otherwise a Python string of ASCII: %j', (text, encoded) => {
    expect(encodeValue(text, 'host')).toBe(encoded)
  })

  it('needs no shell quotes below [group:vars]', () => {
    expect(encodeValue('a b', 'vars')).toBe('u"a b"')
  })
})

describe('a password that ssh and sudo cannot receive', () => {
  it.each(['a\nb', 'a\r', '\0', '\ud800'])('is rejected: %j', (secret) => {
    expect(findPasswordProblem(secret)).toBe('secret-not-carried')
  })

  it('is rejected if it is longer than the limit of the prompts of ssh and sudo', () => {
    expect(findPasswordProblem('é'.repeat(511))).toBeUndefined()
    expect(findPasswordProblem('é'.repeat(512))).toBe('too-long')
  })

  it.each(HOSTILE)('does not include: %j', (secret) => {
    expect(findPasswordProblem(secret)).toBeUndefined()
  })
})

describe('a password that looks like a template', () => {
  it('is assigned to both variable names, since Ansible 2.5 to 2.9 would template the missing one again', () => {
    expect(sshPasswordVariables('{{x', 'host').map(([name]) => name)).toEqual([
      'ansible_ssh_pass',
      'ansible_password',
    ])
    expect(sshPasswordVariables('{x', 'host').map(([name]) => name)).toEqual(['ansible_ssh_pass'])
  })
})

/** An inventory with one host per password, identified by its address; a variable precedes and follows each password. */
function inventory(secrets: readonly string[]): string {
  const lines = secrets.map((secret, index) => {
    const ssh = sshPasswordVariables(secret, 'host').map(([name, value]) => `${name}=${value}`)
    const become = `ansible_become_pass=${encodePassword(secret, 'become', 'host')}`
    return [addressOf(index), `before=x${index}`, ...ssh, become, `ip=${addressOf(index)}`].join('  ')
  })
  return `[all]\n${lines.join('\n')}\n`
}

function addressOf(index: number): string {
  return `10.${Math.floor(index / 40_000)}.${Math.floor(index / 200) % 200}.${(index % 200) + 1}`
}

/** The passwords that did not arrive unchanged, as [expected, received]. */
function changed(secrets: readonly string[], got: (address: string) => unknown): [string, unknown][] {
  return secrets.flatMap((secret, index): [string, unknown][] => {
    const arrived = got(addressOf(index))
    return arrived === secret ? [] : [[secret, arrived]]
  })
}

const parts = fc.constantFrom(...HOSTILE, '{', '}', '%', "'", '"', '\\', '#', ' ', 'u"', "{{ '{' }}", '\\x27')
const generated = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 20 }),
    fc.array(parts, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('')),
    fc.oneof(fc.double(), fc.integer(), fc.bigInt()).map(String),
    fc.json({ maxDepth: 2 }),
    parts.chain((quote) => fc.string({ maxLength: 6 }).map((inner) => `${quote}${inner}${quote}`)),
  )
  .filter((secret) => findPasswordProblem(secret) === undefined)

describe('under the installed Ansible', () => {
  it(
    'generated passwords reach the ssh and sudo plugins unchanged, as do adjacent variables',
    () => {
      const seed = SEED
      const secrets = [
        ...HOSTILE,
        ...fc.sample(generated, { numRuns: scaled(1_000, 10_000) - HOSTILE.length, seed }),
      ]
      const hosts = passwordsSeenBySsh(inventory(secrets))
      expect(Object.keys(hosts)).toHaveLength(secrets.length)
      expect(
        changed(secrets, (address) => hosts[address]?.ssh),
        `ssh, seed ${seed}`,
      ).toEqual([])
      expect(
        changed(secrets, (address) => hosts[address]?.become),
        `sudo, seed ${seed}`,
      ).toEqual([])
      expect(secrets.filter((_, index) => hosts[addressOf(index)]?.ip !== addressOf(index))).toEqual([])
    },
    REAL_ANSIBLE_MS,
  )

  it(
    'ansible-inventory lists a password without a template unchanged, and its adjacent variables',
    () => {
      const secrets = fc
        .sample(generated, { numRuns: scaled(300, 2_000), seed: SEED })
        .filter((secret) => !/\{[{%#]|^(['"]).*\1$/su.test(secret))
      const { hosts } = inventoryList(inventory(secrets))
      expect(changed(secrets, (address) => hosts[address]?.ansible_ssh_pass)).toEqual([])
      const names = new Set(Object.values(hosts).map((host) => Object.keys(host).sort().join()))
      expect(names).toEqual(new Set(['ansible_become_pass,ansible_ssh_pass,before,ip']))
    },
    REAL_ANSIBLE_MS,
  )

  it(
    'hostile passwords reach a recording sshpass in a real login',
    () => {
      // Each login needs a process; the previous test compares all passwords at the ssh plugin.
      const some = HOSTILE.filter((_, index) => index % scaled(4, 1) === 0)
      const recorded = recordedPasswords(inventory(some))
      expect(changed(some, (address) => recorded[address])).toEqual([])
    },
    REAL_ANSIBLE_MS,
  )

  it(
    'values below [group:vars] arrive unchanged',
    () => {
      const lines = HOSTILE.map((text, index) => `v${index}=${encodeValue(text, 'vars')}`)
      const { hosts } = inventoryList(`[all]\nnode1\n[all:vars]\n${lines.join('\n')}\n`)
      const plain = HOSTILE.filter((text) => !/\{[{%#]/.test(text))
      expect(plain.filter((text) => hosts.node1?.[`v${HOSTILE.indexOf(text)}`] !== text)).toEqual([])
    },
    REAL_ANSIBLE_MS,
  )
})
