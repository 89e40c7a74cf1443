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
/** Ordinary and hostile passwords. */
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
  it('is replaced by one star per byte; other text does not change', () => {
    expect(mask('a hunter22 b hunter22', 'hunter22')).toBe(`a ${stars(8)} b ${stars(8)}`)
    expect(mask('密码12 x', '密码12')).toBe(`${stars(8)} x`)
    expect(mask('nothing here', 'hunter22')).toBe('nothing here')
  })

  it('is masked together with secrets that share its prefix, overlap it or are part of it', () => {
    expect(mask('abcdefgh', 'abcd', 'abcdef', 'fgh!')).toBe(`${stars(6)}gh`)
    expect(mask('xaaaaay', 'aaaa')).toBe(`x${stars(5)}y`)
  })

  it('is masked inside words only if it is long enough', () => {
    expect(mask('ab cab abc (ab) ab', 'ab')).toBe(`${stars(2)} cab abc (${stars(2)}) ${stars(2)}`)
    expect(mask('a b a', 'a')).toBe('a b a')
  })

  it('is masked line by line, with any line endings', () => {
    const key = '-----BEGIN KEY-----\nfirst-line-of-it\nsecond-line-of-it\n-----END KEY-----\n'
    for (const text of [key, key.replaceAll('\n', '\r\n'), JSON.stringify(key)]) {
      const redacted = mask(text, key)
      expect(redacted).not.toContain('line-of-it')
      expect(redacted).toContain('-----BEGIN KEY-----')
      expect(redacted).toHaveLength(text.length)
    }
  })
})

describe('a secret that starts like PEM armour', () => {
  it.each(['-----hunter22', '-----', '-----BEGIN KEY-----', '-----BEGIN me-----x', '-----END\n'])(
    'is masked like any other: %j',
    (secret) => {
      const line = secret.trimEnd()
      expect(mask(`a ${line} b`, secret)).toBe(`a ${stars(line.length)} b`)
    },
  )

  it('is masked in each line that is not armour', () => {
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

/** The output of real programs must be masked completely. One process handles all passwords. */
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
  'html.escape': 'html.escape(s)',
  'an attribute of XML': 'xml.sax.saxutils.quoteattr(s) if s.isprintable() else s',
  hexadecimal: 's.encode().hex()',
  base64: 'base64.b64encode(s.encode()).decode()',
  'base64 after a name': 'base64.b64encode(("u:" + s).encode()).decode()',
  'base64 for URLs': 'base64.urlsafe_b64encode(("me:" + s + ":x").encode()).decode()',
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
  ['encodeURI', PASSWORDS.map((secret) => encodeURI(secret))],
  ['encodeURIComponent', PASSWORDS.map((secret) => encodeURIComponent(secret))],
  ...Object.entries(inPython(IN_PYTHON)),
  ...Object.entries(IN_BASH).map(([name, script]): [string, string[]] => [name, inBash(script)]),
]

function inPython(expressions: Record<string, string>): Record<string, string[]> {
  const each = Object.entries(expressions).map(
    ([name, expression]) => `${JSON.stringify(name)}: [${expression} for s in all]`,
  )
  const code = `import base64, html, json, shlex, sys, urllib.parse, xml.sax.saxutils, yaml
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

/** Characters that the writer adds, and base64 characters at the edges that encode other bytes in part. */
const OWN_CHARACTERS = 24

describe('a secret that another program encoded', () => {
  it.each(WRITTEN)('is masked: %s', (_, written) => {
    expect(written).toHaveLength(PASSWORDS.length)
    const redacted = written.map((text, at) => passwordMasks[at]?.(`< ${text} >`) ?? '')
    const unmasked = redacted.map((text) => text.replaceAll(/[*\n]|(?:eHh4)+/g, ''))
    const open = unmasked.flatMap((text, at) =>
      text.length > OWN_CHARACTERS || !redacted[at]?.includes('***')
        ? [{ password: PASSWORDS[at], written: written[at], redacted: redacted[at] }]
        : [],
    )
    expect(open).toEqual([])
  })
})

describe('a log that arrives in chunks', () => {
  it('is masked like the whole log, and never reveals more in between', () => {
    const secret = fc.string({ minLength: 2, maxLength: 12, unit: fc.constantFrom('a', 'b', "'", '"', '=') })
    const filler = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', ' ', "'") })
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 3 }),
        fc.array(filler),
        fc.nat(),
        (secrets, parts, offset) => {
          const byteMask = createByteMask(secrets)
          const text = parts.map((part, at) => part + JSON.stringify(secrets[at % secrets.length])).join('')
          const bytes = encoder.encode(text)
          const whole = byteMask.mask(bytes)
          const first = bytes.subarray(0, offset % (bytes.length + 1))
          const early = byteMask.mask(first, true)
          const safe = byteMask.pendingFrom(first, early)
          expect(early.slice(0, safe)).toEqual(whole.slice(0, safe))
          const from = Math.max(0, safe - byteMask.lookaround)
          const later = byteMask.mask(bytes.subarray(from))
          expect(later.subarray(safe - from)).toEqual(whole.subarray(safe))
        },
      ),
    )
  })

  it('has no pending bytes after the end of a line, however many secrets exist', () => {
    const many = Array.from({ length: 300 }, (_, at) => `secret ${at * 7919}`)
    const byteMask = createByteMask(many)
    for (const text of ['line 200\r\n', 'ok: [node1]\n', '{"msg": "c2"}\n', 'changed\r\n']) {
      const bytes = encoder.encode(text)
      expect(byteMask.pendingFrom(bytes, byteMask.mask(bytes, true)), text).toBe(bytes.length)
    }
  })

  it('has exactly the bytes pending that may start a secret', () => {
    const byteMask = createByteMask(['hunter22', 'ab'])
    const pending = (text: string) => {
      const bytes = encoder.encode(text)
      return text.slice(byteMask.pendingFrom(bytes, byteMask.mask(bytes, true)))
    }
    expect(pending('it is hunter')).toBe('hunter')
    expect(pending('it is hunter22')).toBe('')
    expect(pending('it is hunter2, no.')).toBe('')
    // A single letter may be part of base64.
    expect(pending('it is hunter2, ky')).toBe('y')
    expect(pending('Please input an option: ')).toBe('')
    expect(pending('it is ab')).toBe('ab')
  })
})
