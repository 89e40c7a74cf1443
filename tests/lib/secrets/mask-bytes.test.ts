import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createByteMask } from '@/lib/secrets/mask-bytes'
import { createTextMask } from '@/lib/secrets/mask-text'
import { HOSTILE } from '../ansible/inventory/hostile-passwords'

const encoder = new TextEncoder()
const stars = (length: number) => '*'.repeat(length)
const mask = (text: string, ...secrets: string[]) => createTextMask(createByteMask(secrets))(text)
/** Passwords that people take, and those that somebody takes to break us. */
const PASSWORDS = [
  `P@ss w"rd'$\\/<&>`,
  'simple1',
  '密码·ünï',
  `it's`,
  '%41+/=?',
  '{{ x }}',
  ...HOSTILE,
].filter((password) => encoder.encode(password).length >= 4 && !/[\n\r]/.test(password))

describe('a secret in a log', () => {
  it('becomes one star a byte, wherever it stands, and nothing else changes', () => {
    expect(mask('a hunter22 b hunter22', 'hunter22')).toBe(`a ${stars(8)} b ${stars(8)}`)
    expect(mask('密码12 x', '密码12')).toBe(`${stars(8)} x`)
    expect(mask('nothing here', 'hunter22')).toBe('nothing here')
  })

  it('is hidden with others that begin like it, overlap it or stand in it', () => {
    expect(mask('abcdefgh', 'abcd', 'abcdef', 'fgh!')).toBe(`${stars(6)}gh`)
    expect(mask('xaaaaay', 'aaaa')).toBe(`x${stars(5)}y`)
  })

  it('is found inside of words only when it is long enough not to be a word by chance', () => {
    expect(mask('ab cab abc (ab) ab', 'ab')).toBe(`${stars(2)} cab abc (${stars(2)}) ${stars(2)}`)
    expect(mask('a b a', 'a')).toBe('a b a')
  })

  it('is hidden line by line where it has several, whatever ends them', () => {
    const key = '-----BEGIN KEY-----\nfirst-line-of-it\nsecond-line-of-it\n-----END KEY-----\n'
    for (const text of [key, key.replaceAll('\n', '\r\n'), JSON.stringify(key)]) {
      const shown = mask(text, key)
      expect(shown).not.toContain('line-of-it')
      expect(shown).toContain('-----BEGIN KEY-----')
      expect(shown).toHaveLength(text.length)
    }
  })
})

describe('a secret that begins like the armour of a key', () => {
  it.each(['-----hunter22', '-----', '-----BEGIN KEY-----', '-----BEGIN me-----x', '-----END\n'])(
    'is hidden like any other: %j',
    (secret) => {
      const line = secret.trimEnd()
      expect(mask(`a ${line} b`, secret)).toBe(`a ${stars(line.length)} b`)
    },
  )

  it('is hidden in each of its lines that is no armour', () => {
    const secret =
      '-----BEGIN KEY-----\n-----first-line\n-----BEGIN of-it\nEND-----of-it\n-----END KEY-----\n'
    expect(mask(secret, secret).split('\n')).toEqual([
      '-----BEGIN KEY-----',
      stars(15),
      stars(16),
      stars(13),
      '-----END KEY-----',
      '',
    ])
  })
})

const passwordMasks = PASSWORDS.map((password) => createTextMask(createByteMask([password])))

/** Real programs write them: what they print must be hidden, all of it. All passwords in one process. */
const IN_PYTHON = {
  'json.dumps': 'json.dumps([s])',
  'json.dumps without ensure_ascii': 'json.dumps([s], ensure_ascii=False)',
  'shlex.quote': 'shlex.quote(s)',
  'a quoted command in json.dumps': 'json.dumps({"cmd": "x " + shlex.quote(s)})',
  'repr and yaml.safe_dump':
    'repr(s) + yaml.safe_dump([s], width=9999, allow_unicode=True) if s.isprintable() else s',
  'urllib quote': 'urllib.parse.quote(s)',
  'urllib quote of all': 'urllib.parse.quote(s, safe="")',
  'urllib quote_plus': 'urllib.parse.quote_plus(s)',
  base64: 'base64.b64encode(s.encode()).decode()',
  'base64 behind a name': 'base64.b64encode(("u:" + s).encode()).decode()',
  'base64 for addresses': 'base64.urlsafe_b64encode(("me:" + s + ":x").encode()).decode()',
  'base64 in lines': 'base64.encodebytes(("x" * 53 + s).encode()).decode()',
  'base64 in lines, as JSON': 'json.dumps(base64.encodebytes(("x" * 54 + s).encode()).decode())',
}
const IN_BASH = {
  'printf %q of bash': 'printf %q "$S"',
  'set -x of bash': '{ set -x; : "$S"; } 2>&1; { set +x; } 2>/dev/null',
}
const WRITTEN: [writer: string, written: readonly string[]][] = [
  ['JSON.stringify', PASSWORDS.map((secret) => JSON.stringify(secret))],
  ['JSON in JSON', PASSWORDS.map((secret) => JSON.stringify(JSON.stringify({ secret })))],
  ['encodeURIComponent', PASSWORDS.map((secret) => encodeURIComponent(secret))],
  ...Object.entries(inPython(IN_PYTHON)),
  ...Object.entries(IN_BASH).map(([name, script]): [string, string[]] => [name, inBash(script)]),
]

function inPython(expressions: Record<string, string>): Record<string, string[]> {
  const each = Object.entries(expressions).map(
    ([name, expression]) => `${JSON.stringify(name)}: [${expression} for s in all]`,
  )
  const code = `import base64, json, shlex, sys, urllib.parse, yaml
all = json.load(sys.stdin)
json.dump({${each.join(', ')}}, sys.stdout)`
  const options = { input: JSON.stringify(PASSWORDS), encoding: 'utf8' } as const
  return z
    .record(z.string(), z.array(z.string()))
    .parse(JSON.parse(execFileSync('/usr/bin/python3', ['-c', code], options)))
}

function inBash(script: string): string[] {
  const code = `for S; do ${script}; printf '\\0'; done`
  const env = { ...process.env, LC_ALL: 'C.UTF-8' }
  return execFileSync('bash', ['-c', code, 'bash', ...PASSWORDS], { encoding: 'utf8', env })
    .split('\0')
    .slice(0, -1)
}

/** What the writer adds of its own, and the ends of base64 that are made of other bytes in part. */
const OWN_CHARACTERS = 24

describe('a secret as another program writes it', () => {
  it.each(WRITTEN)('is hidden: %s', (_, written) => {
    expect(written).toHaveLength(PASSWORDS.length)
    const shown = written.map((text, at) => passwordMasks[at]?.(`< ${text} >`) ?? '')
    const left = shown.map((text) => text.replaceAll(/[*\n]|(?:eHh4)+/g, ''))
    const open = left.flatMap((text, at) =>
      text.length > OWN_CHARACTERS || !shown[at]?.includes('***')
        ? [{ password: PASSWORDS[at], written: written[at], shown: shown[at] }]
        : [],
    )
    expect(open).toEqual([])
  })
})

describe('a log that comes in pieces', () => {
  it('shows the same as one that came whole, and never shows more before', () => {
    const secret = fc.string({ minLength: 2, maxLength: 12, unit: fc.constantFrom('a', 'b', "'", '"', '=') })
    const filler = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', ' ', "'") })
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 3 }),
        fc.array(filler),
        fc.nat(),
        (secrets, parts, cut) => {
          const hiding = createByteMask(secrets)
          const text = parts.map((part, at) => part + JSON.stringify(secrets[at % secrets.length])).join('')
          const bytes = encoder.encode(text)
          const whole = hiding.mask(bytes)
          const first = bytes.subarray(0, cut % (bytes.length + 1))
          const early = hiding.mask(first, true)
          const safe = hiding.undecided(first, early)
          expect(early.slice(0, safe)).toEqual(whole.slice(0, safe))
          const from = Math.max(0, safe - hiding.context)
          const later = hiding.mask(bytes.subarray(from))
          expect(later.subarray(safe - from)).toEqual(whole.subarray(safe))
        },
      ),
    )
  })

  it('holds nothing back behind the end of a line, however many secrets there are', () => {
    const many = Array.from({ length: 300 }, (_, at) => `secret ${at * 7919}`)
    const hiding = createByteMask(many)
    for (const text of ['line 200\r\n', 'ok: [node1]\n', '{"msg": "c2"}\n', 'changed\r\n']) {
      const bytes = encoder.encode(text)
      expect(hiding.undecided(bytes, hiding.mask(bytes, true)), text).toBe(bytes.length)
    }
  })

  it('holds back what may be the beginning of a secret, and nothing else', () => {
    const hiding = createByteMask(['hunter22', 'ab'])
    const held = (text: string) => {
      const bytes = encoder.encode(text)
      return text.slice(hiding.undecided(bytes, hiding.mask(bytes, true)))
    }
    expect(held('it is hunter')).toBe('hunter')
    expect(held('it is hunter22')).toBe('')
    expect(held('it is hunter2, no.')).toBe('')
    // A letter by itself may be of base64.
    expect(held('it is hunter2, ky')).toBe('y')
    expect(held('Please input an option: ')).toBe('')
    expect(held('it is ab')).toBe('ab')
  })
})
