/** Any recorded output of Ansible has the same explanation after a pipeline, a terminal or an editor changed it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ExplainedLog, explainLog } from '@/lib/diagnosis/explain-log'
import { stripAnsi } from '@/lib/log/lines'
import { scaled } from '@/tests/scale'
import { readLog, SAMPLE_LOGS } from '../ansible/playbook-logs'

const RUNS = scaled(40, 400)

async function explained(log: string | Uint8Array, chunk = 1 << 20): Promise<ExplainedLog> {
  const bytes = Buffer.from(log)
  return explainLog(async function* () {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk)
  })
}

const textOf = (name: string) => readLog(name).toString('utf8').replace(/\n$/, '')
/** Those without text that looks like the first line of a message. */
const PLAIN_LOGS = SAMPLE_LOGS.filter((name) => !name.includes('nasty'))
const anyLog = fc.constantFrom(...SAMPLE_LOGS)
const originals = new Map<string, Promise<ExplainedLog>>()

function original(name: string): Promise<ExplainedLog> {
  const known = originals.get(name) ?? explained(readLog(name))
  originals.set(name, known)
  return known
}

const two = (n: number) => String(n).padStart(2, '0')
const clock = (n: number) =>
  `${two(Math.floor(n / 3600) % 24)}:${two(Math.floor(n / 60) % 60)}:${two(n % 60)}`

/** What changes from line to line. @param n number of the line */
const stamps: readonly ((n: number) => string)[] = [
  (n) => `2025-10-02T${clock(n)}.${String((n * 7919) % 10_000_000).padStart(7, '0')}Z`,
  (n) => `2025-10-02T${clock(n)}${n % 3 === 0 ? '' : `.${n % 997}`}+02:00`,
  (n) => `[${clock(86_000 + n)}]`,
  (n) => `Feb ${String(8 + Math.floor(n / 60)).padStart(2)} ${clock(n)}`,
  (n) => `[${(n / 7 + 5).toFixed(3).padStart(9)}]`,
  (n) => `10/2/2025 ${1 + (n % 12)}:${two(n % 60)}:07 ${n % 2 === 0 ? 'AM' : 'PM'}`,
  (n) => `1718${String(n).padStart(6, '0')}.${n % 1000}`,
  (n) => `${n}:`,
  (n) => String(n).padStart(6),
  (n) => `#12 ${(n / 3).toFixed(2)}`,
]

const word = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,11}$/)
const label = fc
  .tuple(
    fc.constantFrom(
      ['', ''],
      ['[', ']'],
      ['<', '>:'],
      ['(', ')'],
      ['', ':'],
      ['', ' |'],
      ['==> ', ':'],
      ['', '[77]:'],
    ),
    fc.array(word, { minLength: 1, maxLength: 3 }),
  )
  .map(([[open = '', close = ''], words]) => `${open}${words.join(' ')}${close}`)

/** Indentation, a time, a name and a sign, of which at least one exists. */
const anyPrefix = fc
  .record({
    indentation: fc.constantFrom('', '', '    ', '\t'),
    parts: fc.shuffledSubarray(['stamp', 'label', 'sign'] as const),
    stamp: fc.constantFrom(...stamps),
    label,
    sign: fc.constantFrom('>', '> >', '│', '-', '»', '#'),
    end: fc.constantFrom(' ', ' ', '  ', '\t'),
  })
  .filter(({ indentation, parts }) => indentation !== '' || parts.length > 0)
  .map(({ indentation, parts, end, ...values }) => {
    const prefix = (n: number) => {
      const text = parts.map((part) => (part === 'stamp' ? values.stamp(n) : values[part])).join(' ')
      return `${indentation}${text}${text === '' ? '' : end}`
    }
    return { prefix, [fc.toStringMethod]: () => JSON.stringify(prefix(1)) }
  })

describe('a log', () => {
  it('has the same explanation with any prefix', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, anyPrefix, fc.boolean(), async (name, { prefix }, isTrimmed) => {
        const lines = textOf(name)
          .split('\n')
          .map((line, at) => {
            const prefixed = `${prefix(at + 1)}${line}`
            return isTrimmed && line === '' ? prefixed.trimEnd() : prefixed
          })
        const { explanation, recovered } = await explained(lines.join('\n'))
        expect(explanation).toEqual((await original(name)).explanation)
        expect(recovered.prefixes).not.toEqual([])
      }),
      { numRuns: RUNS },
    )
  })
  it('has the same explanation where only the first line of a message has a prefix', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PLAIN_LOGS), anyPrefix, async (name, { prefix }) => {
        fc.pre(!/^\s/.test(prefix(1)))
        const lines = textOf(name).split('\n')
        const { explanation } = await explained(
          lines.map((line, at) => (startsMessage(line) ? prefix(at + 1) : '') + line).join('\n'),
        )
        expect(explanation).toEqual((await original(name)).explanation)
      }),
      { numRuns: RUNS },
    )
  })

  it('has the same explanation, except for line numbers, where a terminal cut its lines', async () => {
    const anyWidth = fc.integer({ min: 60, max: 200 })
    const anyQuote = fc.constantFrom('', '', '> ', '    ')
    await fc.assert(
      fc.asyncProperty(anyLog, anyWidth, anyQuote, async (name, width, quote) => {
        const rows = textOf(name)
          .split('\n')
          .flatMap((line) => rowsOf(stripAnsi(line), width))
        const { explanation } = await explained(rows.map((row) => `${quote}${row}`).join('\n'))
        expect(withoutLines(explanation)).toEqual(withoutLines((await original(name)).explanation))
      }),
      { numRuns: RUNS },
    )
  })

  it('has the same explanation in UTF-16, with CRLF, in any chunks', async () => {
    const anyEncoding = fc.constantFrom('utf16le', 'utf16be', 'utf8')
    await fc.assert(
      fc.asyncProperty(
        anyLog,
        anyEncoding,
        fc.boolean(),
        fc.nat(5000),
        async (name, encoding, hasMark, chunk) => {
          const text = `${hasMark ? '\ufeff' : ''}${textOf(name).replaceAll('\n', '\r\n')}\r\n`
          const bytes = Buffer.from(text, encoding === 'utf8' ? 'utf8' : 'utf16le')
          if (encoding === 'utf16be') bytes.swap16()
          const { explanation } = await explained(bytes, chunk + 1)
          expect(explanation).toEqual((await original(name)).explanation)
        },
      ),
      { numRuns: RUNS / 4 },
    )
  })

  it.each([
    ['entities', (line: string) => line.replaceAll('"', '&quot;').replaceAll('>', '&gt;')],
    ['typographic quotes', (line: string) => line.replace(/"([^"]*)"/g, '“$1”')],
    [
      'colours without their escape character',
      (line: string) => line.replace(/^(ok|fatal).*/, '[0;31m$&[0m'),
    ],
    ['no-break spaces', (line: string) => line.replaceAll(' ', '\u00a0')],
  ])('is read with %s', async (_, change) => {
    const failure = 'fatal: [b]: FAILED! => {"changed": false, "msg": "No space left on device"}'
    const lines = ['PLAY [all] ****', '', 'TASK [one] ****', 'ok: [a]', failure]
    const { explanation } = await explained(lines.map(change).join('\n'))
    expect(explanation).toMatchObject({
      failures: [{ host: 'b', message: 'No space left on device', line: 5 }],
      hosts: { a: { ok: 1 }, b: { failed: 1 } },
    })
  })

  it.each(SAMPLE_LOGS)('passes through unchanged if it is ordinary: %s', async (name) => {
    expect((await original(name)).recovered).toEqual({ prefixes: [], width: null })
  })
})

const startsMessage = (line: string) =>
  /^(?:\.\.\.|[A-Z]|ok|changed|skipping|fatal|failed|included|h\d)/.test(line)

function rowsOf(line: string, width: number): string[] {
  const characters = [...line]
  const rows = Math.max(1, Math.ceil(characters.length / width))
  return Array.from({ length: rows }, (_, row) => characters.slice(row * width, (row + 1) * width).join(''))
}

const withoutLines = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, member) => (key === 'line' ? undefined : member)))
